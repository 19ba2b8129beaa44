"""Buildings from files: each gets its small grid, twice the same file changes nothing, bad files change nothing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely

from server.demo.extract import PBF
from server.geofiles import FeatureSet, read_path
from server.geometry import LocalMetres
from server.grids.imports import open_file
from server.grids.imports.problems import ImportRefused
from server.households.imports import (
    BuildingImport,
    BuildingMapping,
    SmallGridFinder,
    import_buildings,
    misplaced_buildings,
    osm_mapping,
    preview_buildings,
)
from server.households.models import Building, BuildingUse
from tests.factories.places import CENTRE, lonlat, make_building, make_grid, make_street, make_tree
from tests.server.geofiles.files import Row, geojson_file, geopackage_file, shapefile_zip

pytestmark = pytest.mark.django_db
METRES = LocalMetres(*CENTRE)
TODAY = date(2026, 6, 1)
MAPPING = BuildingMapping(source_id="id")


def house(key: str, x: float, y: float, size: float = 20, **changes: Any) -> Row:
    plain = {"id": key, "name": f"{key}号楼", "number": key, "address": "", "floors": 6, "use": "residential"}
    return METRES.unproject(shapely.box(x, y, x + size, y + size)), {**plain, **changes}


def bring_in(content: bytes, mapping: BuildingMapping = MAPPING) -> BuildingImport:
    return import_buildings(street=make_street(), found=open_file(content), source="test", on=TODAY, mapping=mapping)


@pytest.mark.parametrize("kind", ["geojson", "geopackage", "shapefile"])
def test_buildings_get_their_small_grid(kind: str, tmp_path: Path) -> None:
    tree = make_tree()
    rows = [house("1", 10, 10), house("2", 110, 10), house("3", 900, 900)]
    content = {
        "geojson": lambda: geojson_file(rows),
        "geopackage": lambda: geopackage_file(tmp_path, rows),
        "shapefile": lambda: shapefile_zip(tmp_path, rows, encoding="GB18030"),
    }[kind]()
    done = bring_in(content)
    grids = {building.name: building.small_grid for building in Building.objects.all()}
    assert grids == {"1号楼": tree["S11"], "2号楼": tree["S12"], "3号楼": None}
    assert [building.name for building in done.outside] == ["3号楼"]
    first = Building.objects.get(number="1")
    assert (first.floors, first.use, first.raw["id"]) == (6, BuildingUse.RESIDENTIAL, "1")


def test_the_same_file_twice_changes_nothing() -> None:
    make_tree()
    content = geojson_file([house("1", 10, 10), house("2", 110, 10)])
    bring_in(content)
    before = set(Building.objects.values_list("id", "version"))
    again = bring_in(content)
    assert (again.created, again.updated, again.unchanged) == ([], [], 2)
    assert set(Building.objects.values_list("id", "version")) == before


def test_a_changed_building_is_brought_up_to_date() -> None:
    tree = make_tree()
    bring_in(geojson_file([house("1", 10, 10), house("2", 110, 10)]))
    done = bring_in(geojson_file([house("1", 110, 50, floors=7), house("2", 110, 10)]))
    moved = Building.objects.get(source_id="1")
    assert (len(done.updated), done.unchanged) == (1, 1)
    assert (moved.floors, moved.small_grid, moved.version) == (7, tree["S12"], 2)
    assert Building.objects.get(source_id="2").version == 1


def test_a_feature_of_two_polygons_becomes_two_buildings() -> None:
    make_tree()
    pair = shapely.union_all([house("1", 10, 10)[0], house("1", 60, 60)[0]])
    bring_in(geojson_file([(pair, house("1", 0, 0)[1])]))
    assert set(Building.objects.values_list("source_id", flat=True)) == {"1", "1#2"}


def test_a_point_on_a_common_border_goes_to_one_grid_always_the_same() -> None:
    tree = make_tree()
    corner = shapely.Point(*lonlat(100, 0))
    assert SmallGridFinder(make_street(), TODAY).of_points([corner]) == [tree["S11"].id]


@pytest.mark.case("R37")
@pytest.mark.parametrize("code", ["self_crossing", "not_finite", "swapped_axes", "wrong_kind"])
def test_one_bad_row_keeps_all_out(code: str) -> None:
    make_tree()
    shapes = {
        "self_crossing": METRES.unproject(shapely.Polygon([(0, 0), (50, 50), (50, 0), (0, 50)])),
        "not_finite": shapely.Polygon([(116.32, 40.0), (float("nan"), 40.0), (116.321, 40.001), (116.32, 40.0)]),
        "swapped_axes": shapely.box(40.0, 116.32, 40.001, 116.321),
        "wrong_kind": shapely.LineString([(116.32, 40.0), (116.33, 40.0)]),
    }
    content = geojson_file([house("1", 10, 10), (shapes[code], house("2", 0, 0)[1])]).replace(b"null", b"NaN")
    assert [fault.code for fault in preview_buildings(found=open_file(content), mapping=MAPPING)] == [code]
    with pytest.raises(ImportRefused) as refusal:
        bring_in(content)
    assert (refusal.value.code, refusal.value.data["row"]) == (code, 2)
    assert not Building.objects.exists()


def test_openstreetmap_says_use_and_floors() -> None:
    make_grid("S", level="large", at=(-2000, -2000, 4000))
    found = read_path(PBF)
    buildings = [feature for feature in found.features if "building" in feature.attributes]
    only = FeatureSet(features=buildings, format="osm", source_crs="EPSG:4326")
    done = import_buildings(street=make_street(), found=only, source="OSM", on=TODAY, mapping=osm_mapping())
    tower = Building.objects.get(name="东升大厦")
    assert len(done.created) >= 521
    assert (tower.floors, tower.number, tower.use) == (9, "8", BuildingUse.COMMERCIAL)
    assert Building.objects.filter(use=BuildingUse.RESIDENTIAL).count() == 147


def test_homes_outside_every_small_grid_are_found() -> None:
    tree = make_tree()
    make_building(tree["S11"], at=(10, 10, 20))
    cut = make_building(tree["S11"], at=(90, 10, 20))
    lost = make_building(tree["S11"], at=(900, 900, 20))
    make_building(tree["S11"], at=(900, 100, 20), use=BuildingUse.OTHER)
    faults = {fault.building: fault.kind for fault in misplaced_buildings(make_street(), TODAY)}
    assert faults == {cut.id: "building_in_two_grids", lost.id: "building_in_no_grid"}
