"""One byte range of a request (RFC 9110, 14.1.2): what a phone asks for when a download was cut."""

import re

from server.packs.problems import NoSuchRange

_ONE_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")


def wanted_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte, both inclusive; None for the whole file. Raises NoSuchRange.

    Anything that is not one plain range is answered with the whole file, as the RFC allows.
    """
    match = _ONE_RANGE.match(header.strip()) if header else None
    if match is None or match.groups() == ("", ""):
        return None
    first_text, last_text = match.groups()
    if first_text == "":
        first, last = max(size - int(last_text), 0), size - 1
    else:
        first, last = int(first_text), min(int(last_text), size - 1) if last_text else size - 1
        if last_text and int(last_text) < first:
            return None
    if first >= size or first > last:
        raise NoSuchRange(bytes=size)
    return first, last
