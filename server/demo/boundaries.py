"""The demo's grids as GeoJSON in `gisdata/boundaries`: made from the extract, committed, imported like any file."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from server.demo.blocks import street_area
from server.demo.extract import GISDATA, Extract
from server.demo.grid_names import stems, tell_apart
from server.demo.grids import Layout, lay_out
from server.demo.regions import with_homes

BOUNDARIES = GISDATA / "boundaries"
LEVELS = ("large", "medium", "small")
# Seven decimals are a centimetre: equal vertices stay equal, and files stay the same on every machine.
DECIMALS = 7


@dataclass(frozen=True)
class DemoGrid:
    """One generated grid; `geom` in EPSG:4326."""

    code: str
    name: str
    parent: str
    geom: BaseGeometry


def boundary_path(level: str) -> Path:
    return BOUNDARIES / f"demo_{level}.geojson"


def generate(extract: Extract) -> dict[str, list[DemoGrid]]:
    """The grids of all three levels, from the extract alone."""
    homes = {home.index for home in extract.homes}
    others = [outline for index, outline in enumerate(extract.outlines) if index not in homes]
    area = street_area(extract.dividing, extract.homes, others)
    return name_grids(lay_out(area, extract.dividing, extract.homes, others), extract)


def name_grids(layout: Layout, extract: Extract) -> dict[str, list[DemoGrid]]:
    """Codes and names from north-west to south-east, and upper levels as exact unions of the rounded small grids."""
    degrees = [_rounded(extract.metres.unproject(face)) for face in layout.smalls]
    mediums = _unions(layout.smalls, layout.medium_of)
    larges = _unions(layout.smalls, [layout.large_of[medium] for medium in layout.medium_of])
    medium_stems = stems(mediums, extract)
    doors = [region.doors for region in with_homes(mediums, extract.homes)]
    large_stems = [_heaviest(large, layout, medium_stems, doors) for large in range(len(larges))]
    medium_names = [f"{name}小区" for name in tell_apart(medium_stems, mediums)]
    large_names = [f"{name}社区（示例）" for name in tell_apart(large_stems, larges)]

    grids: dict[str, list[DemoGrid]] = {level: [] for level in LEVELS}
    small_doors = [region.doors for region in with_homes(layout.smalls, extract.homes)]
    for l_number, large in enumerate(_reading_order(larges), start=1):
        large_code = f"SL{l_number:02}"
        mine = [medium for medium in range(len(mediums)) if layout.large_of[medium] == large]
        of_large = [i for i, medium in enumerate(layout.medium_of) if layout.large_of[medium] == large]
        grids["large"].append(DemoGrid(large_code, large_names[large], "", _union([degrees[i] for i in of_large])))
        for m_number, position in enumerate(_reading_order([mediums[medium] for medium in mine]), start=1):
            medium = mine[position]
            medium_code = f"{large_code}-{m_number:02}"
            members = [i for i, owner in enumerate(layout.medium_of) if owner == medium]
            geom = _union([degrees[i] for i in members])
            grids["medium"].append(DemoGrid(medium_code, medium_names[medium], large_code, geom))
            smalls = [members[place] for place in _reading_order([layout.smalls[i] for i in members])]
            names = _small_names(medium_names[medium], [small_doors[i] for i in smalls])
            grids["small"] += [
                DemoGrid(f"{medium_code}-{number:02}", name, medium_code, degrees[i])
                for number, (i, name) in enumerate(zip(smalls, names, strict=True), start=1)
            ]
    return grids


def as_geojson(grids: Sequence[DemoGrid]) -> str:
    """One line per grid, so that a change shows as one."""
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(_lines(grids)) + "\n]}\n"


def _lines(grids: Sequence[DemoGrid]) -> Iterator[str]:
    for grid in grids:
        properties = {"code": grid.code, "name": grid.name, "parent": grid.parent}
        geometry: dict[str, Any] = json.loads(shapely.to_geojson(grid.geom))
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        yield json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def _small_names(estate: str, doors: Sequence[int]) -> list[str]:
    """Building groups are numbered in reading order, the parts without homes on their own."""
    names = []
    lived = quiet = 0
    for count in doors:
        lived, quiet = (lived + 1, quiet) if count else (lived, quiet + 1)
        names.append(f"{estate}{lived}号楼组" if count else f"{estate}公共区域{quiet}")
    return names


def _heaviest(large: int, layout: Layout, names: Sequence[str], doors: Sequence[int]) -> str:
    mine = [medium for medium in range(len(names)) if layout.large_of[medium] == large]
    return names[max(mine, key=lambda medium: (doors[medium], -medium))]


def _reading_order(faces: Sequence[BaseGeometry]) -> list[int]:
    """From north to south in bands of 150 m, and from west to east within a band."""
    centres = [shapely.get_coordinates(face.centroid)[0] for face in faces]
    return sorted(range(len(faces)), key=lambda index: (-round(centres[index][1] / 150.0), centres[index][0]))


def _unions(faces: Sequence[BaseGeometry], owner: Sequence[int]) -> list[BaseGeometry]:
    return [
        _union([face for face, number in zip(faces, owner, strict=True) if number == wanted])
        for wanted in range(max(owner) + 1)
    ]


def _union(faces: Sequence[BaseGeometry]) -> BaseGeometry:
    return shapely.normalize(shapely.coverage_union_all(list(faces)))


def _rounded(geom: BaseGeometry) -> BaseGeometry:
    return shapely.normalize(shapely.transform(geom, lambda xy: np.round(xy, DECIMALS)))
