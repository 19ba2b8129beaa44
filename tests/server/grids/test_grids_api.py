"""`/api/v1/grids/`: the grids of one's scope as GeoJSON."""

from datetime import date

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.db.backends.postgresql.psycopg_any import DateRange

from server.grids.models import GridBoundary
from server.grids.selectors import tree
from tests.factories.places import make_tree, square
from tests.people import make_community_staff, make_person, make_street_staff, make_worker
from tests.server.phones import client_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/grids/"


@pytest.fixture
def grids():
    return make_tree()


def codes(answer) -> list[str]:
    return [feature["properties"]["code"] for feature in answer.json()["features"]]


def test_a_worker_gets_their_own_grids(grids):
    answer = client_of(make_worker(grids["S11"])).get(URL)
    assert codes(answer) == ["S11"]
    (feature,) = answer.json()["features"]
    assert (feature["id"], feature["geometry"]["type"]) == (str(grids["S11"].id), "MultiPolygon")
    assert feature["properties"] == {
        "code": "S11",
        "name": "网格S11",
        "level": "small",
        "parent_id": str(grids["M1"].id),
        "source": "test",
        "source_crs": "EPSG:4326",
        "valid_from": "2020-01-01",
        "valid_to": None,
    }


def test_the_list_and_the_single_feature_have_one_shape(grids):
    client = client_of(make_worker(grids["S11"]))
    (listed,) = client.get(URL).json()["features"]
    single = client.get(f"{URL}{grids['S11'].id}/").json()
    corners = listed["geometry"].pop("coordinates"), single["geometry"].pop("coordinates")
    assert listed == single
    assert corners[0][0][0][1] == pytest.approx(corners[1][0][0][1], abs=1e-7)


def test_levels_and_parents_narrow_the_list(grids):
    client = client_of(make_street_staff())
    assert codes(client.get(URL, {"level": "medium"})) == ["M1", "M2"]
    assert codes(client.get(URL, {"parent": grids["M2"].id})) == ["S21", "S22"]
    assert len(codes(client.get(URL))) == 7


def test_a_community_sees_its_subtree(grids):
    assert codes(client_of(make_community_staff(grids["M1"])).get(URL)) == ["M1", "S11", "S12"]


def test_last_months_boundary_is_still_to_be_had(grids):
    GridBoundary.objects.filter(grid=grids["S11"]).update(valid=DateRange(date(2020, 1, 1), date(2026, 1, 1)))
    GridBoundary.objects.create(
        grid=grids["S11"],
        geom=MultiPolygon(square(0, 0, 50), srid=4326),
        valid=DateRange(date(2026, 1, 1), None),
        source="redrawn",
    )
    client = client_of(make_worker(grids["S11"]))
    before = client.get(URL, {"on": "2025-12-31"}).json()["features"]
    after = client.get(URL, {"on": "2026-01-01"}).json()["features"]
    assert [row["properties"]["source"] for row in before + after] == ["test", "redrawn"]
    assert before[0]["properties"]["valid_to"] == "2026-01-01"


def test_foreign_and_unknown_grids_look_alike(grids):
    client = client_of(make_worker(grids["S11"]))
    foreign = client.get(f"{URL}{grids['S22'].id}/")
    unknown = client.get(f"{URL}018f0000-0000-7000-8000-000000000000/")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json() == unknown.json()


def test_without_a_post_there_is_nothing(grids):
    assert codes(client_of(make_person("stranger")).get(URL)) == []


@pytest.mark.parametrize("query", [{"level": "tiny"}, {"on": "31.12.2025"}, {"parent": "M2"}])
def test_bad_filters_are_refused(grids, query):
    assert client_of(make_street_staff()).get(URL, query).json()["code"] == "bad_input"


def test_the_tree_hangs_below_what_one_has(grids):
    mine = [grids["M1"], grids["S11"], grids["S12"]]
    below = tree(mine)
    assert below[None] == [grids["M1"]]
    assert below[grids["M1"].id] == [grids["S11"], grids["S12"]]
