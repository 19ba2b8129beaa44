"""Regions: neighbouring faces joined into areas of a wanted weight, and heavy faces cut into lighter ones.

Weights are doors, with a little for area, so that parks and campuses belong somewhere too. Everything is deterministic:
ties are broken by position in the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import rotate
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from server.demo.blocks import border_length, join, polygons_of
from server.demo.homes import Home

AREA_PER_DOOR_M2 = 4_000.0
CLEARANCE_M = 3.0
ANGLE_STEP = 15
MAIN_NEAR_M = 12.0
MAIN_BORDER_WORTH = 0.1
LEAST_BALANCE = 0.2
LEAST_PIECE_M2 = 900.0
SMOOTH_M = (8.0, 4.0, 2.0, 0.5)
OUTLINE_STEP_M = 2.0
TOUCH_M = 0.2
BORDERS_TRIED = 6


@dataclass
class Region:
    """A face with the homes that stand in it."""

    face: BaseGeometry
    homes: list[Home]

    @property
    def doors(self) -> int:
        return sum(home.doors for home in self.homes)

    @property
    def weight(self) -> float:
        return self.doors + float(self.face.area) / AREA_PER_DOOR_M2


def with_homes(faces: Sequence[BaseGeometry], homes: Sequence[Home]) -> list[Region]:
    """Each home goes to the face that holds most of it."""
    regions = [Region(face, []) for face in faces]
    tree = shapely.STRtree(faces)
    for home in homes:
        near = sorted(int(index) for index in tree.query(home.outline, predicate="intersects"))
        best = max(near, key=lambda index: shapely.intersection(faces[index], home.outline).area)
        regions[best].homes.append(home)
    return regions


def merge_regions(regions: Sequence[Region], *, count: int, heaviest: float, main: BaseGeometry) -> list[list[int]]:
    """Groups of indices: the lightest region is joined to its best neighbour until `count` are left.

    The best neighbour shares the longest border; a border along a main road counts little, and a neighbour that would
    grow beyond `heaviest` counts less the more it would.
    """
    groups = {index: [index] for index in range(len(regions))}
    weight = {index: region.weight for index, region in enumerate(regions)}
    worth = _borders(regions, main)
    while len(groups) > count:
        mergeable = [index for index in groups if any(index in pair for pair in worth)]
        if not mergeable:
            break
        light = min(mergeable, key=lambda index: (weight[index], index))
        best = max(
            _neighbours(light, worth), key=lambda other: (_attraction(light, other, worth, weight, heaviest), -other)
        )
        groups[best] += groups.pop(light)
        weight[best] += weight.pop(light)
        _move_borders(worth, light, best)
    return [sorted(group) for group in groups.values()]


def cut_heavy(region: Region, *, heaviest: int, obstacles: shapely.STRtree) -> list[Region]:
    """The region, or its parts by straight cuts that run between buildings, until none holds more doors."""
    if region.doors <= heaviest or len(region.homes) < 2:
        return [region]
    parts = best_cut(region, obstacles) or winding_cut(region, obstacles)
    if not parts:
        return [region]
    return [small for part in parts for small in cut_heavy(part, heaviest=heaviest, obstacles=obstacles)]


def best_cut(region: Region, obstacles: shapely.STRtree) -> list[Region]:
    """Two or more parts by the straight line that balances doors best without touching a building; empty if none does.

    Lines along and across the rows of houses are tried first, turned ones only when these do not fit.
    """
    standing = obstacles.geometries[obstacles.query(region.face, predicate="intersects")]
    row_angle = _row_angle(region.homes)
    for turns in ((0, 90), tuple(range(ANGLE_STEP, 90, ANGLE_STEP)) + tuple(range(90 + ANGLE_STEP, 180, ANGLE_STEP))):
        lines = [line for turn in turns for line in _free_lines(region, standing, row_angle + turn)]
        scored = [
            (score, number, line)
            for number, line in enumerate(lines)
            if (score := _balance(region, line)) > LEAST_BALANCE
        ]
        for _, _, line in sorted(scored, reverse=True):
            parts = _parts(region, line)
            if len(parts) > 1:
                return parts
    return []


def winding_cut(region: Region, obstacles: shapely.STRtree) -> list[Region]:
    """Two parts by a border that winds between the buildings, half way from one to the next; empty if none can.

    For old quarters where no straight line fits: the homes are divided along their longer extent, as evenly as it can
    be done without cutting one, and every building's surroundings (Voronoi cells of its outline) go with its side.
    """
    standing = obstacles.geometries[obstacles.query(region.face, predicate="intersects")]
    points = np.concatenate([shapely.get_coordinates(shapely.segmentize(each, OUTLINE_STEP_M)) for each in standing])
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=region.face))
    owner = shapely.STRtree(standing).nearest([cell.centroid for cell in cells])
    centres = np.array([_centre(home.outline) for home in region.homes])
    axis = np.linalg.svd(centres - centres.mean(axis=0))[2][0]
    along = np.array([_centre(building) @ axis for building in standing])
    for border in _even_borders(region, centres @ axis):
        halves = [shapely.union_all(cells[(along[owner] <= border) == side]) for side in (True, False)]
        if parts := _smoothest(halves, region):
            return parts
    return []


def _even_borders(region: Region, along: npt.NDArray[np.float64]) -> list[float]:
    """Places between neighbouring homes, the most even division first."""
    order = np.argsort(along, kind="stable")
    filled = np.cumsum([region.homes[index].doors for index in order])[:-1]
    middles = (along[order][:-1] + along[order][1:]) / 2
    return [float(middles[at]) for at in np.argsort(np.abs(filled - region.doors / 2), kind="stable")[:BORDERS_TRIED]]


def _centre(geom: BaseGeometry) -> npt.NDArray[np.float64]:
    return np.asarray(shapely.get_coordinates(geom.centroid)[0])


def _smoothest(halves: list[BaseGeometry], region: Region) -> list[Region]:
    """The parts by the common border of two halves, as smooth as it can be without cutting a home; else none."""
    if any(half.is_empty for half in halves):
        return []
    for smooth in SMOOTH_M:
        one, other = shapely.coverage_simplify(halves, smooth, simplify_boundary=False)
        parts = _parts(region, shapely.line_merge(shapely.intersection(one.boundary, other.boundary)))
        if parts and all(_whole(part) for part in parts):
            return parts
    return []


def _whole(part: Region) -> bool:
    """Whether a part's homes lie in it as a whole, give or take half a metre."""
    return all(part.face.contains(home.outline.buffer(-TOUCH_M)) for home in part.homes)


def _free_lines(region: Region, standing: Sequence[BaseGeometry], angle: float) -> list[LineString]:
    """Lines at an angle through the gaps between buildings, as long as the region is wide."""
    centre = region.face.centroid
    turned = shapely.bounds([rotate(building, -angle, origin=centre) for building in standing])
    reach = float(shapely.minimum_bounding_radius(region.face)) * 2.5
    lines = []
    spans = sorted((float(low), float(high)) for low, high in turned[:, [1, 3]])
    end = spans[0][1]
    for low, high in spans[1:]:
        if low - end > CLEARANCE_M:
            y = (low + end) / 2
            line = LineString([(centre.x - reach, y), (centre.x + reach, y)])
            lines.append(rotate(line, angle, origin=centre))
        end = max(end, high)
    return lines


def _balance(region: Region, line: LineString) -> float:
    """1 for equal doors on both sides of a line, towards 0 for all on one; shorter lines win between equals."""
    (x1, y1), (x2, y2) = line.coords
    left = sum(
        home.doors
        for home in region.homes
        if (x2 - x1) * (home.outline.centroid.y - y1) - (y2 - y1) * (home.outline.centroid.x - x1) > 0
    )
    share = 2 * min(left, region.doors - left) / region.doors
    length = shapely.intersection(line, region.face).length
    return float(share - 0.5 * length / region.face.length) if share > LEAST_BALANCE else 0.0


def _parts(region: Region, line: BaseGeometry) -> list[Region]:
    """The pieces on both sides; scraps without homes stay with the piece that they touch most."""
    network = shapely.union_all([region.face.boundary, line])
    pieces = [piece for piece in polygons_of(network) if region.face.contains(piece.representative_point())]
    parts = with_homes(pieces, region.homes)
    kept = [part for part in parts if part.homes and part.face.area >= LEAST_PIECE_M2]
    if len(kept) < 2:
        return []
    for scrap in [part for part in parts if part not in kept]:
        host = max(kept, key=lambda part: border_length(part.face, scrap.face))
        host.face, host.homes = join([host.face, scrap.face]), host.homes + scrap.homes
    return kept if all(part.face.geom_type == "Polygon" for part in kept) else []


def _row_angle(homes: Sequence[Home]) -> float:
    """The direction of the rows in degrees, by the long side of the biggest home."""
    biggest = max(homes, key=lambda home: (home.outline.area, home.index))
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(biggest.outline))
    sides = np.diff(corners[:3], axis=0)
    dx, dy = sides[int(np.argmax(np.hypot(sides[:, 0], sides[:, 1])))]
    return float(np.degrees(np.arctan2(dy, dx)))


def _borders(regions: Sequence[Region], main: BaseGeometry) -> dict[tuple[int, int], float]:
    """For each pair of neighbours what their border is worth: metres, few for those along a main road."""
    faces = [region.face for region in regions]
    road = shapely.buffer(main, MAIN_NEAR_M)
    worth = {}
    for one, other in shapely.STRtree(faces).query(faces, predicate="intersects").T:
        if one < other and (length := border_length(faces[one], faces[other])) > 0:
            common = shapely.intersection(faces[one].boundary, faces[other].boundary)
            on_road = shapely.intersection(common, road).length
            worth[int(one), int(other)] = float(length - on_road * (1 - MAIN_BORDER_WORTH))
    return worth


def _neighbours(index: int, worth: dict[tuple[int, int], float]) -> list[int]:
    return [one if other == index else other for one, other in worth if index in (one, other)]


def _attraction(
    light: int, other: int, worth: dict[tuple[int, int], float], weight: dict[int, float], heaviest: float
) -> float:
    together = weight[light] + weight[other]
    return worth[min(light, other), max(light, other)] / max(1.0, together / heaviest) ** 3


def _move_borders(worth: dict[tuple[int, int], float], gone: int, host: int) -> None:
    for pair in [pair for pair in worth if gone in pair]:
        length = worth.pop(pair)
        other = pair[0] if pair[1] == gone else pair[1]
        if other != host:
            key = (min(other, host), max(other, host))
            worth[key] = worth.get(key, 0.0) + length
