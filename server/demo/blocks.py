"""Blocks: the faces between the roads, the railway and the water of an extract, in local metres.

They are the raw material of the demo's service grids. All faces come from one noded set of lines, so that neighbours
share every vertex and nothing overlaps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from server.demo.homes import Home
from server.geofiles import Feature

MAIN_CLASSES = {"motorway", "trunk", "primary", "secondary", "tertiary"}
LANE_CLASSES = {"residential", "living_street", "unclassified", "service"}
MARGIN_M = 60.0
SIMPLIFY_M = 4.0
SNAP_M = 0.05
JOIN_M = 0.01
LEAST_BLOCK_M2 = 6_000.0
LANE_WIDTH_M = 24.0
STRIP_WIDTH_M = 60.0
LEAST_LIVED_DOORS = 100


@dataclass(frozen=True)
class Lines:
    """The dividing lines: `main` divide communities, `lanes` only what is inside them."""

    main: list[BaseGeometry]
    lanes: list[BaseGeometry]


def dividing_lines(lines: Sequence[Feature], outlines: Sequence[BaseGeometry]) -> Lines:
    """Roads, railways and rivers, from projected line features and their projected geometry."""
    main, lanes = [], []
    for feature, outline in zip(lines, outlines, strict=True):
        tags = feature.attributes
        if tags.get("highway") in MAIN_CLASSES or tags.get("railway") in {"rail", "subway"}:
            main.append(outline)
        elif tags.get("waterway") == "river" or tags.get("highway") in LANE_CLASSES:
            lanes.append(outline)
    return Lines(main, lanes)


def street_area(lines: Lines, homes: Sequence[Home], others: Sequence[BaseGeometry]) -> BaseGeometry:
    """The area of the street office: the faces between main roads in which people live, as one polygon."""
    outlines = [home.outline for home in homes]
    built = shapely.concave_hull(shapely.union_all([*outlines, *others]), ratio=0.35).buffer(MARGIN_M, quad_segs=1)
    rim = built.simplify(MARGIN_M / 4).exterior
    network = shapely.union_all([shapely.simplify(line, SIMPLIFY_M) for line in [*lines.main, rim]], grid_size=SNAP_M)
    tree = shapely.STRtree(outlines)
    lived_in = [
        face
        for face in polygons_of(network)
        if sum(homes[index].doors for index in tree.query(face, predicate="contains")) >= LEAST_LIVED_DOORS
    ]
    # Strips between the carriageways are closed by growing over them and back.
    grown = shapely.union_all(lived_in).buffer(STRIP_WIDTH_M / 2, join_style="mitre")
    return max(shapely.get_parts(grown.buffer(-STRIP_WIDTH_M / 2, join_style="mitre")), key=lambda part: part.area)


def make_blocks(lines: Lines, area: BaseGeometry, homes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """The blocks of an area, with slivers (between carriageways, at junctions) given to their neighbours."""
    area = shapely.Polygon(area.exterior)
    # A lane that runs through a home would cut it: it divides nothing.
    tree = shapely.STRtree(homes)
    lanes = [_straightened(lane, tree) for lane in lines.lanes]
    main = [shapely.simplify(line, SIMPLIFY_M) for line in lines.main]
    network = shapely.union_all([*main, *filter(None, lanes), area.exterior], grid_size=SNAP_M)
    faces = [face for face in polygons_of(network) if area.contains(face.representative_point())]
    return absorb_slivers(faces, tree)


def _straightened(lane: BaseGeometry, homes: shapely.STRtree) -> BaseGeometry | None:
    """A lane with fewer vertices, as it is where straightening would lead it through a home, None where it does so."""
    for line in (shapely.simplify(lane, SIMPLIFY_M), lane):
        if not len(homes.query(line, predicate="crosses")):
            return line
    return None


def polygons_of(network: BaseGeometry) -> list[BaseGeometry]:
    """The faces of a noded network of lines."""
    return list(shapely.get_parts(shapely.polygonize(list(shapely.get_parts(network)))))


def absorb_slivers(faces: Sequence[BaseGeometry], homes: shapely.STRtree) -> list[BaseGeometry]:
    """Join each face that is too small or too thin to the neighbour with the longest common border, smallest first."""
    faces = list(faces)
    while True:
        slivers = [index for index, face in enumerate(faces) if is_sliver(face, homes)]
        if not slivers:
            return faces
        worst = min(slivers, key=lambda index: faces[index].area)
        neighbour = _longest_border(faces, worst)
        if neighbour is None:
            del faces[worst]
            continue
        faces[neighbour] = join([faces[neighbour], faces[worst]])
        del faces[worst]


def is_sliver(face: BaseGeometry, homes: shapely.STRtree) -> bool:
    """Too small for a block, or too thin: a strip between carriageways is wider than a lane of houses may be."""
    if face.area < LEAST_BLOCK_M2:
        return True
    width = LANE_WIDTH_M if len(homes.query(face, predicate="contains")) else STRIP_WIDTH_M
    return bool(face.buffer(-width / 2).is_empty)


def join(faces: Sequence[BaseGeometry]) -> BaseGeometry:
    """The union of neighbouring faces, whether or not a cut has given one of them a vertex that the other lacks."""
    return shapely.union_all(list(faces), grid_size=JOIN_M)


def border_length(one: BaseGeometry, other: BaseGeometry) -> float:
    """The length in metres of the border that two faces have in common."""
    return float(shapely.length(shapely.intersection(one.boundary, other.boundary)))


def _longest_border(faces: list[BaseGeometry], index: int) -> int | None:
    tree = shapely.STRtree(faces)
    near = [int(other) for other in tree.query(faces[index], predicate="intersects") if other != index]
    lengths = {other: border_length(faces[index], faces[other]) for other in near}
    best = max(lengths, key=lambda other: (lengths[other], -other), default=None)
    return best if best is not None and lengths[best] > 0 else None
