"""The bytes of an uploaded workbook; a file that is larger than any form is not read at all."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from server.forms.compiling import refused
from server.forms.faults import FileTooLarge
from server.forms.limits import FILE_BYTES


def bytes_of(file: "UploadedFile[Any]") -> bytes:
    """Raises FormRefused."""
    if file.size is None or file.size > FILE_BYTES:
        raise refused([FileTooLarge(limit=FILE_BYTES // 1000)])
    return bytes(file.read())
