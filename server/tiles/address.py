"""The address of a tile in the web Mercator scheme: zoom, column from the west, row from the north."""

import re
from dataclasses import dataclass

from server.tiles.problems import BadTile

HIGHEST_ZOOM = 24
DIGITS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class TileAddress:
    z: int
    x: int
    y: int


def parse_address(z: str, x: str, y: str) -> TileAddress:
    """Refuses what is no number, negative, or outside the zoom's 2^z columns and rows."""
    if not all(DIGITS.fullmatch(part) for part in (z, x, y)) or int(z) > HIGHEST_ZOOM:
        raise BadTile(z=z[:20], x=x[:20], y=y[:20])
    address = TileAddress(int(z), int(x), int(y))
    if max(address.x, address.y) >= 2**address.z:
        raise BadTile(z=address.z, x=address.x, y=address.y)
    return address
