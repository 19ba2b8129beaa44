"""Writes GWM1 files, the parts of a pack. The format is described in `server/contract/pack.md`; the phone reads it with
`mobile/map/mesh_file.py`, and `tests/contract/test_pack_format.py` holds the two together."""

import json
import struct
import zlib
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

MAGIC = b"GWM1"
PREFIX = struct.Struct("<4sIIII")
# Bump when the bytes of the same input change: it is part of every cache key.
BUILDER = 1

ArrayType = Literal["f32", "u16", "u32", "u8"]
_DTYPES: dict[ArrayType, str] = {"f32": "<f4", "u16": "<u2", "u32": "<u4", "u8": "u1"}
# Coordinates are rounded to 1/64 m: 16 mm is finer than any survey here, and the zero bits make files a third smaller.
GRAIN = 64.0


class MeshFile:
    """Collects typed arrays and writes them behind a JSON header that names them."""

    def __init__(self) -> None:
        self._arrays: list[tuple[ArrayType, bytes]] = []

    def add(self, kind: ArrayType, values: NDArray[Any] | bytes) -> int:
        """Stores an array and returns its number, for the header."""
        data = values if isinstance(values, bytes) else np.ascontiguousarray(values, dtype=_DTYPES[kind]).tobytes()
        self._arrays.append((kind, data))
        return len(self._arrays) - 1

    def to_bytes(self, header: dict[str, Any]) -> bytes:
        """The file. The same header and arrays give the same bytes, so its hash is its name."""
        offset, table, body = 0, [], bytearray()
        for kind, data in self._arrays:
            table.append([kind, offset, len(data)])
            body += data + bytes(-len(data) % 4)
            offset = len(body)
        head = json.dumps(
            {**header, "arrays": table}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()
        packed_head, packed_body = zlib.compress(head, 6), zlib.compress(bytes(body), 6)
        return PREFIX.pack(MAGIC, len(packed_head), len(head), len(packed_body), len(body)) + packed_head + packed_body


def rounded(metres: NDArray[Any]) -> NDArray[np.float64]:
    """Coordinates on the file's grain."""
    return np.asarray(np.round(np.asarray(metres, dtype=np.float64) * GRAIN) / GRAIN)
