"""Which way up a JPEG is to be seen: the one thing of its EXIF that belongs to the picture."""

import struct

HEAD = b"Exif\x00\x00"
TAG, SHORT = 0x0112, 3
UPRIGHT, LAST = 1, 8


def orientation_of(segment: bytes) -> int:
    """The orientation that an APP1 segment tells, 1 to 8; upright if it is none of EXIF, or damaged."""
    tiff = segment[4 + len(HEAD) :]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if segment[4 : 4 + len(HEAD)] != HEAD or order is None:
        return UPRIGHT
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, at)
        for number in range(entries):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * number)
            if tag == TAG and kind == SHORT and UPRIGHT <= value <= LAST:
                return int(value)
    except struct.error:
        pass
    return UPRIGHT


def segment_of(orientation: int) -> bytes:
    """An APP1 segment that tells the orientation and nothing else; none for a picture that stands upright."""
    if orientation == UPRIGHT:
        return b""
    tiff = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, TAG, SHORT, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(HEAD) + len(tiff)) + HEAD + tiff
