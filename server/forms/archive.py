"""An .xlsx is a zip of XML: looked through within bounds, before anything else reads it."""

import re
import zipfile
import zlib
from io import BytesIO

from server.forms.faults import (
    FileTooLarge,
    HasEmbedded,
    HasLinks,
    HasMacros,
    HasPassword,
    NotAWorkbook,
    UnpacksTooLarge,
)
from server.forms.limits import FILE_BYTES, FILES_IN_ARCHIVE, UNPACKED_BYTES

# What Excel writes for a workbook with a password, and for the .xls of before 2007.
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = 0x1
PIECE = 64 * 1024

MACROS = re.compile(r"vbaProject|macrosheets/|dialogsheets/", re.IGNORECASE)
LINKS = re.compile(r"externalLinks/|connections\.xml|queryTables/|customData|model/item", re.IGNORECASE)
EMBEDDED = re.compile(r"embeddings/|activeX/|ctrlProps/", re.IGNORECASE)
# A link in a cell to a page is only text to us; everything else that lies outside is not.
OUTSIDE = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
HYPERLINK = re.compile(rb"/hyperlink[\"']", re.IGNORECASE)
# No program writes a document type into a workbook; entities that grow while they are read begin with one.
DOCUMENT_TYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def check_archive(data: bytes) -> None:
    """Raises the FormFault for which no reader should be let near the file."""
    if len(data) > FILE_BYTES:
        raise FileTooLarge(limit=FILE_BYTES // 1000)
    if data.startswith(COMPOUND_FILE):
        raise HasPassword if b"E\x00n\x00c\x00r\x00y\x00p\x00t" in data else NotAWorkbook
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            check_names(archive)
            check_contents(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise NotAWorkbook from error


def check_names(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if len(names) > FILES_IN_ARCHIVE:
        raise UnpacksTooLarge
    if "[Content_Types].xml" not in names:
        raise NotAWorkbook
    for pattern, fault in ((MACROS, HasMacros), (LINKS, HasLinks), (EMBEDDED, HasEmbedded)):
        if any(pattern.search(name) for name in names):
            raise fault


def check_contents(archive: zipfile.ZipFile) -> None:
    left = UNPACKED_BYTES
    for member in archive.infolist():
        if member.flag_bits & ENCRYPTED:
            raise HasPassword
        content = unpacked(archive, member, left)
        left -= len(content)
        if any(start in content for start in DOCUMENT_TYPE):
            raise NotAWorkbook
        if member.filename == "[Content_Types].xml" and b"macroEnabled" in content:
            raise HasMacros
        if any(not HYPERLINK.search(found) for found in OUTSIDE.findall(content)):
            raise HasLinks


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """What a member really unpacks to; the size that the archive tells may be a lie."""
    content = bytearray()
    with archive.open(member) as file:
        while piece := file.read(PIECE):
            content += piece
            if len(content) > most:
                raise UnpacksTooLarge
    return bytes(content)
