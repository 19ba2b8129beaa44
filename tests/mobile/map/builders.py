"""Small parts written by hand, byte for byte as the format says: the phone's tests don't need the server."""

import json
import struct
import uuid
import zlib
from array import array
from pathlib import Path

CENTRE = (116.32, 40.0)


def building_id(number: int) -> str:
    return str(uuid.UUID(int=number))


class PartWriter:
    """Writes one GWM1 file with square buildings: (number, x, y, size, name)."""

    def __init__(self, kind: str = "grid", part_id: str = "test") -> None:
        self.header: dict = {
            "format": 1, "kind": kind, "id": part_id, "name": "示例网格", "centre": list(CENTRE), "tile_metres": 400,
            "tiles": [], "labels": [], "buildings": None, "bounds": None,
        }  # fmt: skip
        self.arrays: list[tuple[str, bytes]] = []

    def add(self, kind: str, values: object) -> int:
        code = {"f32": "f", "u16": "H", "u32": "I"}.get(kind)
        if kind == "u16":
            values = [(b - a) & 0xFFFF for a, b in zip([0, *values], values, strict=False)]
        data = values if isinstance(values, bytes) else array(code, values).tobytes()
        size = {"f32": 4, "u16": 2}.get(kind, 1)
        self.arrays.append((kind, b"".join(data[place::size] for place in range(size))))
        return len(self.arrays) - 1

    def squares(self, squares: list[tuple[int, float, float, float, str]]) -> "PartWriter":
        by_tile: dict[tuple[int, int], list] = {}
        for square in squares:
            by_tile.setdefault((int(square[1] // 400), int(square[2] // 400)), []).append(square)
        tiles = sorted(by_tile)
        names, ids, centres, places, points = [], b"", [], [], []
        for number, tile in enumerate(tiles):
            fill, fill_index, edge, edge_index = [], [], [], []
            for key, x, y, size, name in by_tile[tile]:
                corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]
                first, first_edge = len(fill) // 3, len(edge) // 6
                fill += [value for cx, cy in corners for value in (cx, cy, 0)]
                fill_index += [first + i for i in (0, 1, 2, 0, 2, 3)]
                ring = [*corners, corners[0]]
                for i, (cx, cy) in enumerate(ring):
                    nx, ny = (cx - x) / size * 2 - 1, (cy - y) / size * 2 - 1
                    edge += [cx, cy, -nx, -ny, size * i, -0.25, cx, cy, nx, ny, size * i, 0.25]
                for i in range(4):
                    a = first_edge + 2 * i
                    edge_index += [a, a + 1, a + 2, a + 1, a + 3, a + 2]
                names.append([name, ""])
                ids += uuid.UUID(int=key).bytes
                centres += [x + size / 2, y + size / 2]
                places += [number, 0, first, 4, 0, first_edge, 10]
                points += [value for corner in corners for value in corner]
            layers = {
                "buildings": [[self.add("f32", fill), self.add("u16", fill_index)]],
                "building_edges": [[self.add("f32", edge), self.add("u16", edge_index)]],
            }
            self.header["tiles"].append({"x": tile[0], "y": tile[1], "layers": layers})
        count = len(names)
        xs, ys = points[0::2], points[1::2]
        self.header["bounds"] = [min(xs), min(ys), max(xs), max(ys)]
        self.header["buildings"] = {
            "names": names,
            "tiles": tiles,
            "ids": self.add("u8", ids),
            "centres": self.add("f32", centres),
            "places": self.add("u32", places),
            "polygons": self.add("u32", list(range(count + 1))),
            "rings": self.add("u32", [4 * i for i in range(count + 1)]),
            "points": self.add("f32", points),
        }
        return self

    def ground(self, x: float, y: float, size: float) -> "PartWriter":
        """A square of the grid's own ground within the first tile that `squares` made."""
        corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]
        vertices = self.add("f32", [value for cx, cy in corners for value in (cx, cy, 0.0)])
        self.header["tiles"][0]["layers"]["ground"] = [[vertices, self.add("u16", [0, 1, 2, 0, 2, 3])]]
        self.header["bounds"] = [x, y, x + size, y + size]
        return self

    def label(self, kind: str, text: str, x: float, y: float) -> "PartWriter":
        self.header["labels"].append([kind, text, x, y, 0.0, 0, 0.0])
        return self

    def to_bytes(self) -> bytes:
        table, body = [], b""
        for kind, data in self.arrays:
            table.append([kind, len(body), len(data), 1])
            body += data + bytes(-len(data) % 4)
        head = json.dumps({**self.header, "arrays": table}).encode()
        packed_head, packed_body = zlib.compress(head), zlib.compress(body)
        prefix = struct.pack("<4sIIII", b"GWM1", len(packed_head), len(head), len(packed_body), len(body))
        return prefix + packed_head + packed_body

    def save(self, folder: Path, name: str = "part.gwm") -> Path:
        path = folder / name
        path.write_bytes(self.to_bytes())
        return path
