"""`/api/v1/grids/import/` and `/api/v1/buildings/import/`: look first, then all of it or nothing."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from server.grids.models import ServiceGrid
from server.households.models import Building
from tests.factories.places import make_grid, make_tree, square
from tests.people import make_community_staff, make_street_staff, make_worker
from tests.server.phones import client_of

pytestmark = pytest.mark.django_db
GRIDS, BUILDINGS = "/api/v1/grids/import/", "/api/v1/buildings/import/"


def geojson(*features) -> SimpleUploadedFile:
    rows = [
        {"type": "Feature", "properties": properties, "geometry": json.loads(square(*at).geojson)}
        for at, properties in features
    ]
    text = json.dumps({"type": "FeatureCollection", "features": rows})
    return SimpleUploadedFile("upload.geojson", text.encode())


@pytest.fixture
def large(db):
    return make_grid("L", level="large", at=(0, 0, 400))


@pytest.fixture
def office(large):
    return client_of(make_street_staff())


def send(client, url, file, **fields):
    return client.post(url, {"file": file, "source": "test", **fields}, format="multipart")


def test_a_preview_writes_nothing(office):
    file = geojson(((0, 0, 200), {"code": "M1", "name": "一号小区", "parent": "L"}))
    answer = send(office, GRIDS, file, level="medium")
    body = answer.json()
    assert (answer.status_code, body["count"], body["faults"], body["source_crs"]) == (200, 1, [], "EPSG:4326")
    assert body["rows"] == [{"number": 1, "code": "M1", "name": "一号小区", "parent_code": "L"}]
    assert body["datum_shares"][0] == {"datum": "wgs84", "share": 1.0}
    assert ServiceGrid.objects.count() == 1


def test_a_commit_writes_all(office):
    file = geojson(
        ((0, 0, 200), {"code": "M1", "name": "一", "parent": "L"}),
        ((200, 0, 200), {"code": "M2", "name": "二", "parent": "L"}),
    )
    answer = send(office, GRIDS, file, level="medium", commit="true")
    assert (answer.status_code, answer.json()) == (201, {"created": 2})
    assert set(ServiceGrid.objects.filter(level="medium").values_list("code", flat=True)) == {"M1", "M2"}


def test_a_fault_in_one_row_writes_none_and_is_named(office):
    file = geojson(
        ((0, 0, 200), {"code": "M1", "name": "一", "parent": "L"}),
        ((300, 0, 200), {"code": "M2", "name": "二", "parent": "L"}),
    )
    preview = send(office, GRIDS, file, level="medium").json()
    assert [fault["code"] for fault in preview["faults"]] == ["outside_parent"]
    file.seek(0)
    answer = send(office, GRIDS, file, level="medium", commit="true")
    assert (answer.status_code, answer.json()["code"]) == (422, "outside_parent")
    assert ServiceGrid.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "bad_input"), (b"no map at all", "unknown_format"), (b'{"type": ', "malformed_geojson")]
)
@pytest.mark.parametrize("url", [GRIDS, BUILDINGS])
def test_a_file_that_is_none(office, url, content, code):
    answer = send(office, url, SimpleUploadedFile("x.geojson", content), level="medium", commit="true")
    assert answer.json()["code"] == code


@pytest.mark.parametrize("url", [GRIDS, BUILDINGS])
def test_only_the_street_office_imports(large, url):
    file = geojson(((0, 0, 200), {"code": "M1", "name": "一", "parent": "L"}))
    for person in (make_worker(), make_community_staff(large)):
        answer = send(client_of(person), url, file, level="medium", commit="true")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert ServiceGrid.objects.count() == 1


def test_buildings_are_put_into_their_small_grids_and_a_second_import_changes_nothing(db):
    make_tree()
    office = client_of(make_street_staff())
    file = geojson(
        ((10, 10, 20), {"name": "1号楼", "number": "1", "id": "a"}),
        ((900, 900, 20), {"name": "2号楼", "number": "2", "id": "b"}),
    )
    looked = send(office, BUILDINGS, file, source_id="id").json()
    assert (looked["count"], looked["faults"]) == (2, [])
    file.seek(0)
    first = send(office, BUILDINGS, file, source_id="id", commit="true")
    assert (first.status_code, first.json()) == (
        201,
        {"created": 2, "updated": 0, "unchanged": 0, "outside": 1},
    )
    assert Building.objects.get(number="1").small_grid.code == "S11"
    file.seek(0)
    assert send(office, BUILDINGS, file, source_id="id", commit="true").json()["unchanged"] == 2
