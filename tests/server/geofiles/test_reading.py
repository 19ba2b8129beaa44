"""One reader for every kind of file: the same grids come out of each, in EPSG:4326, with their Chinese names."""

import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from server.datum import Datum, wgs84_to_bd09
from server.demo.extract import PBF
from server.geofiles import FileFault, read_features, read_path
from tests.server.geofiles.files import geojson_file, geopackage_file, shapefile_zip

SQUARE = shapely.box(116.31, 39.99, 116.312, 39.992)
ROWS = [
    (SQUARE, {"code": "A1", "name": "示例街道第一网格"}),
    (shapely.box(116.312, 39.99, 116.314, 39.992), {"code": "A2", "name": "紫荆"}),
]


def names(content: bytes, **options: object) -> list[str]:
    return [feature.attributes["name"] for feature in read_features(content, **options).features]


@pytest.mark.parametrize("kind", ["geojson", "geopackage", "utf8", "gb18030", "gb18030 with cpg"])
def test_every_format_gives_the_same_features(kind: str, tmp_path: Path) -> None:
    content = {
        "geojson": lambda: geojson_file(ROWS),
        "geopackage": lambda: geopackage_file(tmp_path, ROWS),
        "utf8": lambda: shapefile_zip(tmp_path, ROWS, encoding="UTF-8"),
        "gb18030": lambda: shapefile_zip(tmp_path, ROWS, encoding="GB18030"),
        "gb18030 with cpg": lambda: shapefile_zip(tmp_path, ROWS, encoding="GB18030", with_cpg=True),
    }[kind]()
    found = read_features(content)
    assert [feature.attributes["name"] for feature in found.features] == ["示例街道第一网格", "紫荆"]
    assert [feature.attributes["code"] for feature in found.features] == ["A1", "A2"]
    assert found.source_crs == "EPSG:4326"
    assert found.features[0].geom.equals(SQUARE)
    assert found.encoding == ("GB18030" if "gb18030" in kind else "UTF-8")


def test_osm_extract_has_buildings_with_their_tags() -> None:
    found = read_path(PBF)
    buildings = [feature for feature in found.features if "building" in feature.attributes]
    tower = next(feature for feature in buildings if feature.attributes.get("name") == "东升大厦")
    assert len(buildings) == 521
    assert tower.attributes["building:levels"] == "9"
    assert tower.attributes["addr:street"] == "中关村东路"
    assert tower.source_id.startswith("way/")
    assert len({feature.source_id for feature in found.features}) == len(found.features)


def test_projected_coordinates_become_degrees(tmp_path: Path) -> None:
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:4547", always_xy=True)
    projected = shapely.transform(SQUARE, to_metres.transform, interleaved=False)
    found = read_features(geopackage_file(tmp_path, [(projected, {"name": "甲"})], crs="EPSG:4547"))
    assert found.source_crs == "EPSG:4547"
    assert shapely.hausdorff_distance(found.features[0].geom, SQUARE) < 1e-7


def test_shifted_degrees_are_shifted_back() -> None:
    shifted = shapely.transform(SQUARE, lambda xy: np.column_stack(wgs84_to_bd09(xy[:, 0], xy[:, 1])))
    found = read_features(geojson_file([(shifted, {"name": "甲"})]), datum=Datum.BD09)
    assert found.source_crs == "bd09"
    assert shapely.hausdorff_distance(found.features[0].geom, SQUARE) < 1e-9


def test_cgcs2000_counts_as_wgs84() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    found = read_features(geojson_file(ROWS, crs=crs))
    assert found.source_crs == "EPSG:4490"
    assert found.features[0].geom.equals(SQUARE)


def test_layer_is_asked_for_where_there_are_several(tmp_path: Path) -> None:
    geopackage_file(tmp_path, ROWS, layer="one")
    content = geopackage_file(tmp_path, ROWS[:1], layer="two")
    with pytest.raises(FileFault) as refusal:
        read_features(content)
    assert (refusal.value.code, refusal.value.data["layers"]) == ("unknown_layer", "one, two")
    assert names(content, layer="two") == ["示例街道第一网格"]


def geojson_with(rings: bytes) -> bytes:
    geometry = b'{"type":"Polygon","coordinates":%s}' % rings
    return b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":%s}]}' % geometry


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b'{"type": "FeatureCollection",\n "features": [\n {]}', "3:3"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null}]}', "features[0].geometry"),
        (
            geojson_with(b'[[[1,2],["a",3],[4,5],[1,2]]]'),
            "features[0].geometry.coordinates",
        ),
        (
            geojson_with(b"[[[1,2],[3,2],[4,5],[1,3]]]"),
            "features[0].geometry.coordinates",
        ),
        (b'{"type": "Topology"}', "1"),
        (b'{"type": "FeatureCollection",\n"features": "\xff"}', "2"),
        (b"[" * 100_000, "1"),
    ],
)
def test_malformed_geojson_names_its_place(content: bytes, where: str) -> None:
    with pytest.raises(FileFault) as refusal:
        read_features(content)
    assert (refusal.value.code, refusal.value.data["where"]) == ("malformed_geojson", where)


def zipped(**members: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unknown_format"),
        (b"<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>", "unknown_format"),
        (b"/vsicurl/http://127.0.0.1/x.gpkg", "unknown_format"),
        (zipped(readme=b"no shapes here"), "unknown_format"),
        (b"PK\x03\x04 cut off", "unreadable_file"),
        (b"SQLite format 3\x00" + b"\x00" * 200, "unreadable_file"),
        (zipped(**{"a.shp": b"\x00" * 100, "a.dbf": b"\x03" * 40}), "unreadable_file"),
    ],
)
def test_what_is_no_map_file_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(FileFault) as refusal:
        read_features(content)
    assert refusal.value.code == code


def test_missing_crs_is_refused_and_may_be_stated(tmp_path: Path) -> None:
    content = shapefile_zip(tmp_path, ROWS, encoding="UTF-8", crs=None)
    with pytest.raises(FileFault) as refusal:
        read_features(content)
    assert refusal.value.code == "unknown_crs"
    assert read_features(content, source_crs="EPSG:4490").source_crs == "EPSG:4490"


def test_zip_with_climbing_names_writes_nothing_outside(tmp_path: Path) -> None:
    content = shapefile_zip(tmp_path, ROWS, encoding="UTF-8")
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(packed, "w") as archive:
        for member in source.namelist():
            archive.writestr(f"../../../../{tmp_path.name}-climbed/{Path(member).name}", source.read(member))
    assert names(packed.getvalue()) == ["示例街道第一网格", "紫荆"]
    assert not (tmp_path.parent / f"{tmp_path.name}-climbed").exists()


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("server.geofiles.reading.MAX_BYTES", 10)
    with pytest.raises(FileFault) as refusal:
        read_features(geojson_file(ROWS))
    assert refusal.value.code == "file_too_large"
    monkeypatch.undo()
    monkeypatch.setattr("server.geofiles.archives.MAX_UNPACKED", 10)
    with pytest.raises(FileFault) as refusal:
        read_features(shapefile_zip(tmp_path, ROWS, encoding="UTF-8"))
    assert refusal.value.code == "file_too_large"
