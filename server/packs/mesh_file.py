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
BUILDER = 3

ArrayType = Literal["f32", "u16", "u32", "u8"]
_DTYPES: dict[ArrayType, str] = {"f32": "<f4", "u16": "<u2", "u32": "<u4", "u8": "u1"}
# Coordinates are rounded to 1/64 m: 16 mm is finer than any survey here, and the zero bits make files a third smaller.
GRAIN = 64.0


class MeshFile:
    """Collects typed arrays and writes them behind a JSON header that names them."""

    def __init__(self) -> None:
        self._arrays: list[tuple[ArrayType, bytes, int]] = []

    def add(self, kind: ArrayType, values: NDArray[Any] | bytes) -> int:
        """Stores an array and returns its number, for the header."""
        columns = 1 if isinstance(values, bytes) or values.ndim < 2 else values.shape[1]
        self._arrays.append((kind, values if isinstance(values, bytes) else _coded(kind, values), columns))
        return len(self._arrays) - 1

    def to_bytes(self, header: dict[str, Any]) -> bytes:
        """The file. The same header and arrays give the same bytes, so its hash is its name."""
        offset, table, body = 0, [], bytearray()
        for kind, data, columns in self._arrays:
            table.append([kind, offset, len(data), columns])
            body += data + bytes(-len(data) % 4)
            offset = len(body)
        head = json.dumps(
            {**header, "arrays": table}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()
        packed_head, packed_body = zlib.compress(head, 6), zlib.compress(bytes(body), 6)
        return PREFIX.pack(MAGIC, len(packed_head), len(head), len(packed_body), len(body)) + packed_head + packed_body


def _coded(kind: ArrayType, values: NDArray[Any]) -> bytes:
    """The bytes of an array, in the order in which they pack best: less than half of what they pack to as they come.

    Floats column by column, indices as differences, and of both all first bytes, then all second bytes, and so on.
    """
    typed = np.ascontiguousarray(values, dtype=_DTYPES[kind])
    if kind == "f32":
        columns = typed.T if typed.ndim > 1 else typed
        return _planes(np.ascontiguousarray(columns))
    if kind == "u16":
        return _planes(np.diff(typed.ravel().astype(np.int32), prepend=0).astype(_DTYPES[kind]))
    return typed.tobytes()


def _planes(values: NDArray[Any]) -> bytes:
    return bytes(np.ascontiguousarray(values.ravel().view(np.uint8).reshape(-1, values.itemsize).T).tobytes())


def rounded(metres: NDArray[Any]) -> NDArray[np.float64]:
    """Coordinates on the file's grain."""
    return np.asarray(np.round(np.asarray(metres, dtype=np.float64) * GRAIN) / GRAIN)
