"""Boundaries from files: all rows or none, and every refusal with its code, in both languages."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from django.utils import translation

from server.datum import Datum, wgs84_to_gcj02
from server.geometry import LocalMetres
from server.grids.imports import BoundaryMapping, datum_shares, import_boundaries, open_file, preview_boundaries
from server.grids.imports.problems import PROBLEMS, ImportRefused
from server.grids.models import GridBoundary, GridLevel, ServiceGrid, Street
from tests.factories.places import make_street
from tests.server.geofiles.files import Row, geojson_file, geopackage_file, shapefile_zip

pytestmark = pytest.mark.django_db
METRES = LocalMetres(116.32, 40.0)
SINCE = date(2026, 1, 1)
CHINESE = re.compile("[\u4e00-\u9fff]")


def square(x: float, y: float, size: float) -> shapely.Polygon:
    return METRES.unproject(shapely.box(x, y, x + size, y + size))


def row(code: str, geom: shapely.Geometry, *, parent: str = "M", name: str = "Demo grid") -> Row:
    return geom, {"code": code, "name": name, "parent": parent}


@pytest.fixture
def street() -> Street:
    """A street with one large and one medium grid, both 400 m wide."""
    street = make_street()
    bring_in(street, GridLevel.LARGE, geojson_file([row("L", square(0, 0, 400), parent="")]))
    bring_in(street, GridLevel.MEDIUM, geojson_file([row("M", square(0, 0, 400), parent="L")]))
    return street


def bring_in(street: Street, level: GridLevel, content: bytes, **options: Any) -> list[ServiceGrid]:
    return import_boundaries(
        street=street, level=level, found=open_file(content), source="test", valid_from=SINCE, **options
    )


@pytest.mark.parametrize("kind", ["geojson", "geopackage", "shapefile"])
def test_small_grids_come_in_from_every_format(street: Street, kind: str, tmp_path: Path) -> None:
    rows = [row("S1", square(0, 0, 100)), row("S2", square(100, 0, 100), name="紫荆小区二号楼组")]
    content = {
        "geojson": lambda: geojson_file(rows),
        "geopackage": lambda: geopackage_file(tmp_path, rows),
        "shapefile": lambda: shapefile_zip(tmp_path, rows, encoding="GB18030"),
    }[kind]()
    grids = bring_in(street, GridLevel.SMALL, content)
    assert [(grid.code, grid.parent.code) for grid in grids] == [("S1", "M"), ("S2", "M")]
    boundary = GridBoundary.objects.get(grid__code="S2")
    assert boundary.grid.name == "紫荆小区二号楼组"
    assert (boundary.valid.lower, boundary.valid.upper) == (SINCE, None)
    assert boundary.source_crs == "EPSG:4326"
    stored = shapely.from_wkb(bytes(boundary.geom.wkb))
    assert stored.geom_type == "MultiPolygon"
    assert shapely.hausdorff_distance(stored, rows[1][0]) < 1e-9


def test_fields_are_mapped(street: Street) -> None:
    rows = [(square(0, 0, 50), {"网格编码": 3001.0, "网格名称": "甲", "上级": "M"})]
    mapping = BoundaryMapping(code="网格编码", name="网格名称", parent="上级")
    (grid,) = bring_in(street, GridLevel.SMALL, geojson_file(rows), mapping=mapping)
    assert (grid.code, grid.name) == ("3001", "甲")


def ring(count: int) -> shapely.Polygon:
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return METRES.unproject(shapely.Polygon(np.column_stack([200 + 90 * np.cos(angles), 200 + 90 * np.sin(angles)])))


def bad_files() -> Iterator[tuple[str, list[Row]]]:
    good = row("S0", square(300, 300, 50))
    nan = shapely.Polygon([(116.32, 40.0), (float("nan"), 40.0), (116.321, 40.001), (116.32, 40.0)])
    bow = METRES.unproject(shapely.Polygon([(0, 0), (50, 50), (50, 0), (0, 50)]))
    yield "outside_parent", [good, row("S1", square(350, 0, 100))]
    yield "overlapping_siblings", [good, row("S1", square(310, 310, 50))]
    yield "overlapping_siblings", [good, row("S1", square(300, 300, 50))]
    yield "self_crossing", [good, row("S1", bow)]
    yield "too_many_vertices", [good, row("S1", ring(10_001))]
    yield "not_finite", [good, row("S1", nan)]
    yield "swapped_axes", [good, row("S1", shapely.transform(square(0, 0, 50), lambda xy: xy[:, ::-1]))]
    yield "out_of_range", [good, row("S1", shapely.box(440_000, 4_400_000, 440_100, 4_400_100))]
    yield "wrong_kind", [good, row("S1", shapely.Point(116.32, 40.0))]
    yield "duplicate_code", [good, row("S0", square(0, 0, 50))]
    yield "code_taken", [good, row("M", square(0, 0, 50))]
    yield "unknown_parent", [good, row("S1", square(0, 0, 50), parent="nowhere")]
    yield "missing_value", [good, row("", square(0, 0, 50))]
    yield "missing_value", [good, row("S1", square(0, 0, 50), name=" ")]
    yield "value_too_long", [good, row("S" * 41, square(0, 0, 50))]


def file_with(rows: list[Row]) -> bytes:
    """GeoJSON with NaN in it where a row has one: shapely writes null for it."""
    return geojson_file(rows).replace(b"null", b"NaN")


@pytest.mark.parametrize(("code", "rows"), list(bad_files()))
def test_bad_boundaries_are_refused_as_a_whole(street: Street, code: str, rows: list[Row]) -> None:
    with pytest.raises(ImportRefused) as refusal:
        bring_in(street, GridLevel.SMALL, file_with(rows))
    assert code in {fault["code"] for fault in refusal.value.data["faults"]}
    assert not ServiceGrid.objects.filter(level=GridLevel.SMALL).exists()
    assert GridBoundary.objects.count() == 2


@pytest.mark.parametrize("code", sorted({code for code, _ in bad_files()}))
def test_refusals_speak_both_languages(street: Street, code: str) -> None:
    rows = next(rows for each, rows in bad_files() if each == code)
    found = open_file(file_with(rows))
    preview = preview_boundaries(street=street, level=GridLevel.SMALL, found=found, valid_from=SINCE)
    fault = next(fault for fault in preview.faults if fault.code == code)
    with translation.override("en"):
        english = fault.message
    with translation.override("zh-hans"):
        chinese = fault.message
    assert not CHINESE.search(english)
    assert CHINESE.search(chinese)
    assert "%(" not in english + chinese


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_every_refusal_is_translated(problem: type[ImportRefused]) -> None:
    with translation.override("en"):
        english = str(problem.sentence)
    with translation.override("zh-hans"):
        chinese = str(problem.sentence)
    assert english != chinese


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"type": "FeatureCollection", "features": [}', "malformed_geojson"),
        (b'{"type": "FeatureCollection", "features": []}', "no_features"),
        (geojson_file([row("S1", square(0, 0, 50))], crs={"properties": {"name": "EPSG:999999"}}), "unknown_crs"),
        (b"not a map", "unknown_format"),
    ],
)
def test_bad_files_are_refused(street: Street, code: str, content: bytes) -> None:
    with pytest.raises(ImportRefused) as refusal:
        bring_in(street, GridLevel.SMALL, content)
    assert refusal.value.code == code
    assert ServiceGrid.objects.count() == 2


@pytest.mark.case("R37")
def test_all_faults_are_listed_at_once(street: Street) -> None:
    rows = [row("", square(0, 0, 50)), row("S1", shapely.Point(116.32, 40.0)), row("S1", square(0, 0, 50))]
    with pytest.raises(ImportRefused) as refusal:
        bring_in(street, GridLevel.SMALL, geojson_file(rows))
    faults = [(fault["code"], fault["data"]["row"]) for fault in refusal.value.data["faults"]]
    assert faults == [("missing_value", 1), ("wrong_kind", 2), ("duplicate_code", 3)]


def test_new_grids_are_judged_against_those_on_file(street: Street) -> None:
    bring_in(street, GridLevel.SMALL, geojson_file([row("S1", square(0, 0, 100))]))
    with pytest.raises(ImportRefused) as refusal:
        bring_in(street, GridLevel.SMALL, geojson_file([row("S2", square(50, 50, 100))]))
    assert refusal.value.code == "overlapping_siblings"
    assert {refusal.value.data["first"], refusal.value.data["second"]} == {"S1", "S2"}


def test_preview_writes_nothing(street: Street) -> None:
    found = open_file(geojson_file([row("S1", square(0, 0, 100))]))
    preview = preview_boundaries(street=street, level=GridLevel.SMALL, found=found, valid_from=SINCE)
    assert ([each.code for each in preview.rows], preview.faults) == (["S1"], [])
    assert ServiceGrid.objects.count() == 2


def test_the_right_datum_has_the_largest_share_inside(street: Street) -> None:
    del street
    squares = [square(x, y, 20) for x in range(0, 380, 60) for y in range(0, 380, 60)]
    shifted = shapely.transform(squares, lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1])))
    found = open_file(geojson_file([row(f"S{i}", geom) for i, geom in enumerate(shifted)]))
    best, *others = datum_shares(found, square(0, 0, 400))
    assert (best.datum, best.share) == (Datum.GCJ02, 1.0)
    assert all(share.share < 0.6 for share in others)
