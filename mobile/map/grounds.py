"""In which of the worker's own small grids a place lies: point in polygon, by the triangles of each grid's ground.

The server has cut every grid's ground into triangles; a point lies in the grid if it lies in one of them.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from mobile.map.mesh_file import Mesh, Part

FLOATS = 3  # x, y, style


@dataclass(frozen=True)
class Ground:
    """A small grid with the meshes of its ground, as they are in its part."""

    id: str
    name: str
    box: tuple[float, float, float, float]
    meshes: tuple[Mesh, ...]

    def holds(self, x: float, y: float) -> bool:
        left, bottom, right, top = self.box
        if not (left <= x <= right and bottom <= y <= top):
            return False
        return any(in_triangle(x, y, *corners) for mesh in self.meshes for corners in triangles(*mesh))


def triangles(
    vertices: "array[float]", indices: "array[int]"
) -> Iterator[tuple[float, float, float, float, float, float]]:
    for at in range(0, len(indices) - 2, 3):
        a, b, c = (FLOATS * index for index in indices[at : at + 3])
        yield vertices[a], vertices[a + 1], vertices[b], vertices[b + 1], vertices[c], vertices[c + 1]


def in_triangle(x: float, y: float, ax: float, ay: float, bx: float, by: float, cx: float, cy: float) -> bool:
    """Also on its rim; whichever way round the corners go."""
    one = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    two = (cx - bx) * (y - by) - (cy - by) * (x - bx)
    three = (ax - cx) * (y - cy) - (ay - cy) * (x - cx)
    return (one >= 0 and two >= 0 and three >= 0) or (one <= 0 and two <= 0 and three <= 0)


class Grounds:
    """On a shared border two grids hold the point: the lower id takes it, as on the server."""

    def __init__(self) -> None:
        self.known: list[Ground] = []

    def add(self, part: Part) -> None:
        """Of a grid's part; a part of the base map has none."""
        meshes = tuple(mesh for layers in part.tiles.values() for mesh in layers.get("ground", ()))
        if part.kind == "grid" and part.bounds and meshes:
            self.known.append(Ground(part.id, part.name, part.bounds, meshes))
            self.known.sort(key=lambda ground: ground.id)

    def at(self, x: float, y: float) -> Ground | None:
        return next((ground for ground in self.known if ground.holds(x, y)), None)
