"""Reads GWM1 files, the parts of a pack: triangles, labels and buildings, ready for the graphics card.

The server has validated and triangulated everything; nothing is computed here. The format is described in the server's
`contract/pack.md`. Only the standard library, no Kivy: it runs in a worker thread and in plain tests.
"""

import json
import struct
import sys
import uuid
import zlib
from array import array
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

MAGIC = b"GWM1"
FORMAT = 1
PREFIX = struct.Struct("<4sIIII")
# Far above any real part (a square of base map unpacks to some 3 MB); a broken file must not eat the phone's memory.
MAX_UNPACKED = 96 * 1024 * 1024
LAYERS = ("areas", "area_edges", "ground", "roads", "boundaries", "buildings", "building_edges")
TYPECODES = {"f32": "f", "u16": "H", "u32": "I", "u8": "B"}

Mesh = tuple["array[float]", "array[int]"]


class BrokenPart(Exception):
    """The file is not a part that this app can read: cut short, changed, or of a newer format."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a place. `length` is how many metres of straight road lie under it (0: not bound to a line)."""

    kind: str
    text: str
    x: float
    y: float
    angle: float
    rank: int
    length: float


@dataclass(frozen=True, slots=True)
class PartBuilding:
    """One building: its rings in local metres for picking, and where its vertices lie in the part's meshes."""

    id: str
    name: str
    number: str
    x: float
    y: float
    rings: tuple["array[float]", ...]
    tile: tuple[int, int]
    fill: tuple[int, int, int]
    edge: tuple[int, int, int]


@dataclass
class Part:
    """One part, unpacked. `tiles` maps (column, row) of a 400 m tile to its meshes by layer."""

    kind: str
    id: str
    name: str
    centre: tuple[float, float]
    tile_metres: float
    tiles: dict[tuple[int, int], dict[str, list[Mesh]]] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    buildings: list[PartBuilding] = field(default_factory=list)
    bounds: tuple[float, float, float, float] | None = None


def read_part(path: Path | str) -> Part:
    """Reads the part at a path. Raises BrokenPart, or OSError."""
    return parse_part(Path(path).read_bytes())


def parse_part(data: bytes) -> Part:
    """Unpacks the bytes of a part. Raises BrokenPart for anything that is not one."""
    try:
        header, body = _unpack(data)
        arrays = [_array(body, *entry) for entry in header["arrays"]]
        if header["format"] != FORMAT:
            raise BrokenPart(f"format {header['format']}")
        return _part(header, arrays)
    except (KeyError, IndexError, TypeError, ValueError, struct.error, zlib.error) as error:
        raise BrokenPart(str(error)) from error


def _unpack(data: bytes) -> tuple[dict[str, Any], bytes]:
    magic, packed_head, head, packed_body, body = PREFIX.unpack_from(data)
    if magic != MAGIC:
        raise BrokenPart("not a GWM1 file")
    if len(data) != PREFIX.size + packed_head + packed_body:
        raise BrokenPart("cut short or too long")
    if head + body > MAX_UNPACKED:
        raise BrokenPart("too large")
    middle = PREFIX.size + packed_head
    return json.loads(_inflate(data[PREFIX.size : middle], head)), _inflate(data[middle:], body)


def _inflate(packed: bytes, size: int) -> bytes:
    """Exactly `size` bytes. Never more: what a header claims bounds what is allocated."""
    stream = zlib.decompressobj()
    unpacked = stream.decompress(packed, size + 1)
    if len(unpacked) != size or not stream.eof:
        raise BrokenPart("sizes differ")
    return unpacked


def _array(body: bytes, kind: str, offset: int, length: int, columns: int) -> "array[Any]":
    values = array(TYPECODES[kind])
    chunk = body[offset : offset + length]
    if len(chunk) != length:
        raise BrokenPart("an array lies outside the file")
    values.frombytes(_woven(chunk, values.itemsize) if kind in {"f32", "u16"} else chunk)
    if sys.byteorder == "big":
        values.byteswap()
    if kind == "u16":
        return array("H", [value & 0xFFFF for value in accumulate(values)])
    return _rows(values, columns) if kind == "f32" and columns > 1 else values


def _woven(planes: bytes, size: int) -> bytes:
    """All first bytes, then all second bytes, … back to value after value."""
    count = len(planes) // size
    woven = bytearray(len(planes))
    for place in range(size):
        woven[place::size] = planes[place * count : (place + 1) * count]
    return bytes(woven)


def _rows(values: "array[float]", columns: int) -> "array[float]":
    """Column after column back to row after row."""
    count = len(values) // columns
    rows = array("f", bytes(4 * len(values)))
    for column in range(columns):
        rows[column::columns] = values[column * count : (column + 1) * count]
    return rows


def _part(header: dict[str, Any], arrays: list["array[Any]"]) -> Part:
    lon, lat = header["centre"]
    part = Part(header["kind"], header["id"], header["name"], (lon, lat), header["tile_metres"])
    part.bounds = tuple(header["bounds"]) if header["bounds"] else None
    for tile in header["tiles"]:
        part.tiles[tile["x"], tile["y"]] = {
            layer: [(arrays[vertices], arrays[indices]) for vertices, indices in tile["layers"][layer]]
            for layer in LAYERS
            if layer in tile["layers"]
        }
    part.labels = [Label(*row) for row in header["labels"]]
    if header["buildings"]:
        part.buildings = _buildings(header["buildings"], arrays)
    return part


def _buildings(table: dict[str, Any], arrays: list["array[Any]"]) -> list[PartBuilding]:
    ids = arrays[table["ids"]].tobytes()
    centres, places = arrays[table["centres"]], arrays[table["places"]]
    polygons, rings, points = arrays[table["polygons"]], arrays[table["rings"]], arrays[table["points"]]
    tiles = [tuple(tile) for tile in table["tiles"]]
    buildings = []
    for i, (name, number) in enumerate(table["names"]):
        tile, fill_mesh, fill, fill_count, edge_mesh, edge, edge_count = places[7 * i : 7 * i + 7]
        buildings.append(
            PartBuilding(
                id=str(uuid.UUID(bytes=ids[16 * i : 16 * i + 16])),
                name=name,
                number=number,
                x=centres[2 * i],
                y=centres[2 * i + 1],
                rings=tuple(points[2 * rings[r] : 2 * rings[r + 1]] for r in range(polygons[i], polygons[i + 1])),
                tile=tiles[tile],
                fill=(fill_mesh, fill, fill_count),
                edge=(edge_mesh, edge, edge_count),
            )
        )
    return buildings
