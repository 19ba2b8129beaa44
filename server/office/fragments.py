"""Whether htmx asks for a part of a page, or a person for the whole."""

from typing import cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


def wants_part(request: HttpRequest) -> bool:
    """True for htmx's requests, except when it restores a page of the history: then it needs the whole."""
    details = cast("HtmxDetails", request.htmx)  # type: ignore[attr-defined]
    return bool(details) and not details.history_restore_request
