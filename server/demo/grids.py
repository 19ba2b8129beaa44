"""The demo's service grids, made from the roads and houses of a map extract: nested exactly, in three levels.

No open polygons of real communities or service grids were found, so these are generated and say so in their names.
How: blocks between the roads (`blocks`), heavy ones cut between the rows of houses; blocks joined into estates
(medium grids) and estates into communities (large grids); inside an estate the blocks are cut and joined into lanes
and building groups (small grids). The small grids' outlines are noded once more, all together, and the upper levels are
unions of small ones, so that children fill their parents to the last vertex.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from server.demo.blocks import Lines, join, make_blocks, polygons_of
from server.demo.homes import Home
from server.demo.regions import Region, cut_heavy, merge_regions, with_homes

LARGE_COUNT, MEDIUM_COUNT = 5, 18
LARGE_HEAVIEST, MEDIUM_HEAVIEST, SMALL_HEAVIEST = 1700.0, 520.0, 66
BLOCK_HEAVIEST = 420
SMALL_LEAST_DOORS = 22
QUIET_PER_ESTATE = 2
SNAP_M = 0.02


@dataclass
class Layout:
    """Faces in metres: small ones, and for each its medium, for each medium its large one."""

    smalls: list[BaseGeometry]
    medium_of: list[int]
    large_of: list[int]


def lay_out(area: BaseGeometry, lines: Lines, homes: Sequence[Home], others: Sequence[BaseGeometry]) -> Layout:
    """Three nested partitions of an area; `others` are buildings without homes, which are not cut either."""
    outlines = [home.outline for home in homes]
    main = shapely.union_all(lines.main)
    obstacles = shapely.STRtree([*outlines, *others])
    # 1. Blocks between roads; heavy ones cut, so that no estate has to be bigger than people can know.
    blocks = with_homes(make_blocks(lines, area, outlines), homes)
    blocks = cut_all(blocks, BLOCK_HEAVIEST, obstacles)
    # 2. Estates from blocks, communities from estates.
    estates = merge_regions(blocks, count=MEDIUM_COUNT, heaviest=MEDIUM_HEAVIEST, main=main)
    joined = [_joined([blocks[index] for index in estate]) for estate in estates]
    communities = merge_regions(joined, count=LARGE_COUNT, heaviest=LARGE_HEAVIEST, main=main)
    large_of = [0] * len(estates)
    for large, members in enumerate(communities):
        for medium in members:
            large_of[medium] = large
    # 3. Lanes and building groups inside each estate.
    smalls, medium_of = [], []
    for medium, estate in enumerate(estates):
        for small in small_regions([blocks[index] for index in estate], obstacles, main):
            smalls.append(small.face)
            medium_of.append(medium)
    return Layout(node_together(smalls), medium_of, large_of)


def small_regions(blocks: Sequence[Region], obstacles: shapely.STRtree, main: BaseGeometry) -> list[Region]:
    """An estate's small grids: building groups of some twenty to seventy doors, and a few quiet ones without homes."""
    parts = cut_all(blocks, SMALL_HEAVIEST, obstacles)
    lived = [part for part in parts if part.doors >= SMALL_LEAST_DOORS]
    rest = [part for part in parts if part.doors < SMALL_LEAST_DOORS]
    quiet = [part for part in rest if not part.homes]
    few = [part for part in rest if part.homes]
    return _give_away(few, lived) + _gather(quiet, main)


def cut_all(regions: Sequence[Region], heaviest: int, obstacles: shapely.STRtree) -> list[Region]:
    """All regions cut until none is too heavy, with common vertices again."""
    parts = [part for region in regions for part in cut_heavy(region, heaviest=heaviest, obstacles=obstacles)]
    faces = node_together([part.face for part in parts])
    return [Region(face, part.homes) for face, part in zip(faces, parts, strict=True)]


def _give_away(few: list[Region], lived: list[Region]) -> list[Region]:
    """Parts with only a few doors join a lived-in neighbour that has room, else they stand for themselves."""
    kept = list(lived)
    for part in few:
        near = [other for other in kept if other.doors + part.doors <= SMALL_HEAVIEST * 1.3 and _touch(other, part)]
        if near:
            host = max(near, key=lambda other: shapely.intersection(other.face.boundary, part.face.boundary).length)
            host.face, host.homes = join([host.face, part.face]), host.homes + part.homes
        else:
            kept.append(part)
    return kept


def _gather(quiet: list[Region], main: BaseGeometry) -> list[Region]:
    """Parts without homes are joined, as far as they touch."""
    if not quiet:
        return []
    groups = merge_regions(quiet, count=QUIET_PER_ESTATE, heaviest=1e9, main=main)
    return [_joined([quiet[index] for index in group]) for group in groups]


def node_together(faces: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """The same faces with a vertex wherever any of them has one on a common border."""
    network = shapely.union_all([face.boundary for face in faces], grid_size=SNAP_M)
    pieces: list[list[BaseGeometry]] = [[] for _ in faces]
    tree = shapely.STRtree(faces)
    for piece in polygons_of(network):
        pieces[int(tree.nearest(piece.representative_point()))].append(piece)
    return [shapely.coverage_union_all(parts) for parts in pieces]


def _joined(parts: Sequence[Region]) -> Region:
    return Region(join([part.face for part in parts]), [home for part in parts for home in part.homes])


def _touch(one: Region, other: Region) -> bool:
    return float(np.asarray(shapely.intersection(one.face.boundary, other.face.boundary).length)) > 5.0
