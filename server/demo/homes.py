"""Which buildings of the extract are homes, and how many doors they have. The extract says so of few: the rest is read
from names, from size and from what stands around them. Deterministic; no random numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from server.geofiles import Feature
from server.geometry import LocalMetres

HOME_CLASSES = {"residential", "apartments", "dormitory", "house"}
HOME_NAME = re.compile(r"^(东|西|南|北|高|西南)?\d+(号楼|楼|公寓)?$|公寓|燕东园|蓝旗营|普吉|号院|^\d+号楼[东西]$")
NOT_HOME_NAME = re.compile(r"教学|水房|浴室|食堂|餐厅|服务|学院|大厦|馆")
# A whole walled court mapped as one building is not one house.
HOME_AREA_M2 = (60.0, 4200.0)
PLAIN_AREA_M2 = (70.0, 1100.0)
NEAR_HOMES_M = 40.0
NEAR_HOMES_LEAST = 2
UNIT_LENGTH_M = 26.0
DORMITORY_UNIT_M = 60.0


@dataclass(frozen=True)
class Home:
    """A residential building with its doors: units × floors × doors per floor and unit."""

    index: int
    outline: BaseGeometry
    units: int
    floors: int
    doors_per_floor: int

    @property
    def doors(self) -> int:
        return self.units * self.floors * self.doors_per_floor


def find_homes(buildings: Sequence[Feature], estates: Sequence[Feature], metres: LocalMetres) -> list[Home]:
    """The homes among the extract's buildings (`index` points into them); `estates` are areas marked residential."""
    outlines = metres.project(np.array([feature.geom for feature in buildings], dtype=object))
    homes = {index for index, outline in enumerate(outlines) if _is_named_home(buildings[index], outline)}
    plain = {index for index, outline in enumerate(outlines) if _is_plain(buildings[index], outline)} - homes
    living = shapely.STRtree(metres.project(np.array([feature.geom for feature in estates], dtype=object)))
    homes |= {index for index in plain if len(living.query(outlines[index], predicate="within"))}
    # Rows of houses are told by their neighbours, row by row.
    while found := {index for index in plain - homes if _stands_among(outlines[index], outlines[sorted(homes)])}:
        homes |= found
    return [_with_doors(index, buildings[index], outlines[index]) for index in sorted(homes)]


def _is_named_home(feature: Feature, outline: BaseGeometry) -> bool:
    name = str(feature.attributes.get("name", ""))
    if NOT_HOME_NAME.search(name) or not HOME_AREA_M2[0] <= outline.area <= HOME_AREA_M2[1]:
        return False
    return feature.attributes.get("building") in HOME_CLASSES or bool(HOME_NAME.search(name))


def _is_plain(feature: Feature, outline: BaseGeometry) -> bool:
    """Unnamed, with no other class, and of a house's size."""
    plain = feature.attributes.get("building") == "yes" and not feature.attributes.get("name")
    return plain and PLAIN_AREA_M2[0] <= outline.area <= PLAIN_AREA_M2[1]


def _stands_among(outline: BaseGeometry, homes: npt.NDArray[np.object_]) -> bool:
    """Whether at least two homes stand close by."""
    return int(shapely.dwithin(outline, homes, NEAR_HOMES_M).sum()) >= NEAR_HOMES_LEAST


def _with_doors(index: int, feature: Feature, outline: BaseGeometry) -> Home:
    long_side, short_side = _sides(outline)
    dormitory = feature.attributes.get("building") == "dormitory"
    floors = _floors(feature, outline.area, dormitory=dormitory)
    if outline.area < 150.0:
        return Home(index, outline, units=1, floors=min(floors, 2), doors_per_floor=1)
    length = DORMITORY_UNIT_M if dormitory else UNIT_LENGTH_M
    units = max(1, round(long_side / length))
    doors = 3 if short_side > 24.0 else 2
    return Home(index, outline, units=units, floors=floors, doors_per_floor=doors)


def _floors(feature: Feature, area_m2: float, *, dormitory: bool) -> int:
    levels = str(feature.attributes.get("building:levels", ""))
    if levels.isdigit() and 1 <= int(levels) <= 60:
        return int(levels)
    if dormitory:
        return 6
    return 2 if area_m2 < 150 else 3 if area_m2 < 350 else 4 if area_m2 < 500 else 5 if area_m2 < 900 else 6


def _sides(outline: BaseGeometry) -> tuple[float, float]:
    """The long and the short side of the smallest turned rectangle around a footprint, in metres."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(outline))
    sides = np.hypot(*(corners[1:3] - corners[0:2]).T)
    return float(sides.max()), float(sides.min())
