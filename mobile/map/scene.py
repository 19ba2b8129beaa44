"""All parts of a pack together: the meshes of each 400 m tile, the labels, the buildings. Built in a worker thread."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mobile.map.grounds import Grounds
from mobile.map.mesh_file import LAYERS, Label, Mesh, Part, PartBuilding, read_part
from mobile.map.picking import BuildingIndex

MAX_VERTICES = 65_535
FILL_FLOATS, RIBBON_FLOATS = 3, 6
FILLS = frozenset({"areas", "ground", "buildings"})
Tile = tuple[int, int]


def floats_per_vertex(layer: str) -> int:
    return FILL_FLOATS if layer in FILLS else RIBBON_FLOATS


@dataclass(frozen=True, slots=True)
class Span:
    """The vertices of one building in one mesh of its tile."""

    mesh: int
    first: int
    count: int


@dataclass(slots=True)
class SceneBuilding:
    """A building in the scene. `state` and `outline` are written into its vertices."""

    id: str
    name: str
    number: str
    x: float
    y: float
    rings: tuple["array[float]", ...]
    tile: Tile
    fill: Span
    edge: Span
    extent: float  # the lesser side of its bounding box, in metres


@dataclass
class Scene:
    """What the map draws. Tiles hold for each layer a list of meshes of at most 65,535 vertices."""

    centre: tuple[float, float] | None = None
    tile_metres: float = 400.0
    tiles: dict[Tile, dict[str, list[Mesh]]] = field(default_factory=dict)
    labels: dict[Tile, list[Label]] = field(default_factory=lambda: defaultdict(list))
    buildings: dict[str, SceneBuilding] = field(default_factory=dict)
    buildings_of_tile: dict[Tile, list[SceneBuilding]] = field(default_factory=lambda: defaultdict(list))
    index: BuildingIndex = field(default_factory=BuildingIndex)
    grounds: Grounds = field(default_factory=Grounds)
    own_box: tuple[float, float, float, float] | None = None
    box: tuple[float, float, float, float] | None = None

    def add(self, part: Part) -> None:
        """Adds a part. All parts of a pack share one centre."""
        self.centre = self.centre or part.centre
        self.tile_metres = part.tile_metres
        offsets = {tile: self._add_tile(tile, layers) for tile, layers in part.tiles.items()}
        for label in part.labels:
            self.labels[int(label.x // self.tile_metres), int(label.y // self.tile_metres)].append(label)
        for building in part.buildings:
            self._add_building(building, offsets[building.tile])
        self.grounds.add(part)
        if part.bounds:
            self.own_box = _union(self.own_box, part.bounds)

    def _add_tile(self, tile: Tile, layers: dict[str, list[Mesh]]) -> dict[tuple[str, int], tuple[int, int]]:
        """Appends the meshes to the tile's own; (mesh, first vertex) there for each (layer, mesh) of the part."""
        size = self.tile_metres
        self.box = _union(self.box, (tile[0] * size, tile[1] * size, (tile[0] + 1) * size, (tile[1] + 1) * size))
        own = self.tiles.setdefault(tile, {})
        moved: dict[tuple[str, int], tuple[int, int]] = {}
        for layer, meshes in layers.items():
            floats = floats_per_vertex(layer)
            into = own.setdefault(layer, [])
            for number, (vertices, indices) in enumerate(meshes):
                first = len(into[-1][0]) // floats if into else 0
                if not into or first + len(vertices) // floats > MAX_VERTICES:
                    into.append((array("f"), array("H")))
                    first = 0
                into[-1][0].extend(vertices)
                into[-1][1].extend(indices if first == 0 else array("H", [first + index for index in indices]))
                moved[layer, number] = (len(into) - 1, first)
        return moved

    def _add_building(self, building: PartBuilding, moved: dict[tuple[str, int], tuple[int, int]]) -> None:
        spans = []
        for layer, (mesh, first, count) in (("buildings", building.fill), ("building_edges", building.edge)):
            into, offset = moved.get((layer, mesh), (0, 0))
            spans.append(Span(into, offset + first, count))
        placed = SceneBuilding(
            building.id,
            building.name,
            building.number,
            building.x,
            building.y,
            building.rings,
            building.tile,
            *spans,
            extent=_lesser_side(building.rings[0]) if building.rings else 0.0,
        )
        self.buildings[placed.id] = placed
        self.buildings_of_tile[placed.tile].append(placed)
        self.index.add(placed.id, placed.rings)

    def paint(self, building: SceneBuilding, fill: int, outline: int) -> bool:
        """Writes a building's fill and outline style into its vertices. Returns whether anything changed."""
        layers = self.tiles[building.tile]
        changed = False
        if building.fill.count:
            vertices = layers["buildings"][building.fill.mesh][0]
            changed = _paint(vertices, building.fill, FILL_FLOATS, fill)
        if building.edge.count:
            vertices = layers["building_edges"][building.edge.mesh][0]
            changed = _paint(vertices, building.edge, RIBBON_FLOATS, outline) or changed
        return changed


def build_scene(paths: Iterable[Path | str]) -> Scene:
    """Reads the parts and joins them. Raises BrokenPart or OSError for the first that cannot be read."""
    scene = Scene()
    for path in paths:
        scene.add(read_part(path))
    for layers in scene.tiles.values():
        for layer in LAYERS:
            layers.setdefault(layer, [])
    return scene


def _lesser_side(ring: "array[float]") -> float:
    return min(max(ring[0::2]) - min(ring[0::2]), max(ring[1::2]) - min(ring[1::2]))


def _paint(vertices: "array[float]", span: Span, floats: int, style: int) -> bool:
    """The last float of a vertex is style + side / 4; the side (-1, 0, 1) stays."""
    first = span.first * floats + floats - 1
    last = (span.first + span.count) * floats
    if round(vertices[first]) == style:
        return False
    vertices[first:last:floats] = array("f", [style + value - round(value) for value in vertices[first:last:floats]])
    return True


def _union(
    box: tuple[float, float, float, float] | None, other: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    if box is None:
        return other
    return min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])
