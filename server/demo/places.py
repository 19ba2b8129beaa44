"""Street, base map, grids and buildings of the demo, all through the product's own imports."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import cast
from uuid import UUID

import numpy as np
import shapely
from django.contrib.gis.geos import Point

from server.basemap.imports import import_basemap
from server.demo.boundaries import LEVELS, boundary_path
from server.demo.extract import SOURCE, Extract
from server.demo.grid_names import ROAD_NAME
from server.demo.homes import Home
from server.demo.marker import STREET_CODE
from server.demo.seeded import Seed
from server.geofiles import Feature, FeatureSet, read_path
from server.grids.imports import import_boundaries
from server.grids.models import GridLevel, ServiceGrid, Street
from server.households.imports import BuildingMapping, SmallGridFinder, import_buildings
from server.households.imports.mapping import osm_use
from server.households.models import Building, BuildingUse

STREET_NAME = "示例街道"
GRID_SOURCE = "generated for the demo from OpenStreetMap 2017"
BUILDING_MAPPING = BuildingMapping(
    name="name",
    number="demo:number",
    address="demo:address",
    floors="demo:floors",
    use_of=lambda tags: tags["demo:use"],
)
DROPPED_TAGS = {"introduction"}
NUMBER_AT_END = re.compile(r"(\d+)(?:号楼|号|楼|公寓)?[东西]?$")


@dataclass(frozen=True)
class Places:
    """What the other parts of the demo build on."""

    street: Street
    grids: dict[str, ServiceGrid]
    homes: list[tuple[Building, Home]]

    @cached_property
    def grid_by_id(self) -> dict[UUID | None, ServiceGrid]:
        return {grid.id: grid for grid in self.grids.values()}


def grid_of(building: Building) -> UUID:
    """The small grid of a building inside the street; the demo brings in no others."""
    return cast("UUID", building.small_grid_id)


def load_street(extract: Extract) -> Street:
    centre = Point(round(extract.metres.lon, 6), round(extract.metres.lat, 6), srid=4326)
    return Street.objects.create(code=STREET_CODE, name=STREET_NAME, centre=centre, is_demo=True)


def load_basemap(extract: Extract) -> int:
    return import_basemap(lines=extract.lines, areas=extract.areas, points=extract.points, source=SOURCE)


def load_grids(street: Street, seed: Seed, since: date) -> dict[str, ServiceGrid]:
    """The committed boundary files, level by level; grids by code."""
    grids: dict[str, ServiceGrid] = {}
    for level in LEVELS:
        created = import_boundaries(
            street=street,
            level=GridLevel(level),
            found=read_path(boundary_path(level)),
            source=GRID_SOURCE,
            valid_from=since,
            id_of=lambda code: seed.id_of("grid", code),
        )
        grids |= {grid.code: grid for grid in created}
    return grids


def load_buildings(street: Street, extract: Extract, grids: dict[str, ServiceGrid], seed: Seed, since: date) -> Places:
    """The buildings inside the street's grids, homes with number and address."""
    finder = SmallGridFinder(street, since)
    owners = finder.of_geoms([feature.geom for feature in extract.buildings])
    by_id = {grid.id: grid for grid in grids.values()}
    estates = [by_id[owner].parent if owner else None for owner in owners]
    features = _described(extract, estates)
    found = FeatureSet(features=features, format="osm", source_crs="EPSG:4326")
    done = import_buildings(
        street=street,
        found=found,
        source=SOURCE,
        on=since,
        mapping=BUILDING_MAPPING,
        id_of=lambda source_id: seed.id_of("building", source_id),
    )
    homes = {extract.buildings[home.index].source_id: home for home in extract.homes}
    pairs = [(building, homes[building.source_id]) for building in done.created if building.source_id in homes]
    return Places(street, grids, sorted(pairs, key=lambda pair: pair[1].index))


def _described(extract: Extract, estates: list[ServiceGrid | None]) -> list[Feature]:
    """The buildings in some estate, with the use, number, floors and address that the register wants."""
    homes = {home.index: home for home in extract.homes}
    numbers = _numbers(extract, estates)
    yards = _yards(extract, estates)
    features = []
    for index, (feature, estate) in enumerate(zip(extract.buildings, estates, strict=True)):
        if estate is None:
            continue
        tags = {key: value for key, value in feature.attributes.items() if key not in DROPPED_TAGS}
        home = homes.get(index)
        tags["demo:use"] = BuildingUse.RESIDENTIAL if home else _other_use(tags)
        tags["demo:floors"] = home.floors if home else tags.get("building:levels", 3)
        if home:
            number = numbers[index]
            tags.setdefault("name", f"{estate.name}{number}号楼")
            tags |= {"demo:number": str(number), "demo:address": f"{yards[estate.code]}{number}号楼"}
        features.append(replace(feature, attributes=tags))
    return features


def _numbers(extract: Extract, estates: list[ServiceGrid | None]) -> dict[int, int]:
    """House numbers: those in the names, and the next free ones of the estate for the nameless."""
    taken: dict[str, set[int]] = defaultdict(set)
    numbers: dict[int, int] = {}
    for home in extract.homes:
        found = NUMBER_AT_END.search(str(extract.buildings[home.index].attributes.get("name", "")))
        if found and (estate := estates[home.index]) and int(found[1]) not in taken[estate.code]:
            numbers[home.index] = int(found[1])
            taken[estate.code].add(int(found[1]))
    for home in extract.homes:
        estate = estates[home.index]
        if estate and home.index not in numbers:
            number = next(number for number in range(1, 1000) if number not in taken[estate.code])
            numbers[home.index] = number
            taken[estate.code].add(number)
    return numbers


def _yards(extract: Extract, estates: list[ServiceGrid | None]) -> dict[str, str]:
    """An address for each estate, by the named road nearest to its first home: 成府路3号院."""
    roads = [line for line in extract.lines if ROAD_NAME.match(str(line.attributes.get("name", "")))]
    outlines = extract.project(roads)
    yards: dict[str, str] = {}
    for home in extract.homes:
        estate = estates[home.index]
        if estate and estate.code not in yards:
            nearest = roads[int(np.argmin(shapely.distance(home.outline.centroid, outlines)))]
            yards[estate.code] = f"{nearest.attributes['name']}{2 * len(yards) + 1}号院"
    return yards


def _other_use(tags: dict[str, object]) -> str:
    use = osm_use(tags)
    return BuildingUse.OTHER if use == BuildingUse.RESIDENTIAL else use
