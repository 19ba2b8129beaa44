"""`/api/v1/buildings/` and the board of a building's doors."""

import pytest

from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_community_staff, make_street_staff, make_worker
from tests.server.phones import client_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/buildings/"


@pytest.fixture
def grids():
    return make_tree()


def test_a_worker_gets_the_buildings_of_their_grids_as_geojson(grids):
    building = make_building(grids["S11"])
    make_building(grids["S22"], at=(110, 210, 20))
    body = client_of(make_worker(grids["S11"])).get(URL).json()
    assert (body["type"], body["next"]) == ("FeatureCollection", None)
    (feature,) = body["features"]
    assert (feature["id"], feature["geometry"]["type"]) == (str(building.id), "Polygon")
    assert feature["geometry"]["coordinates"][0][0] == pytest.approx(building.geom.coords[0][0])
    assert feature["properties"]["number"] == "1"


def test_the_street_office_also_sees_a_building_in_no_grid(grids):
    lost = make_building(grids["S11"])
    type(lost).objects.update(small_grid=None)
    assert len(client_of(make_street_staff()).get(URL).json()["features"]) == 1
    assert client_of(make_community_staff(grids["L"])).get(f"{URL}{lost.id}/").status_code == 404


def test_finds_by_number_and_address(grids):
    make_building(grids["S11"], number="1", address="东街5号", name="")
    make_building(grids["S11"], number="12", address="西街", name="", at=(40, 40, 20))
    client = client_of(make_worker(grids["S11"]))
    assert [row["properties"]["number"] for row in client.get(URL, {"q": "东街"}).json()["features"]] == ["1"]
    assert [row["properties"]["number"] for row in client.get(URL, {"q": "12"}).json()["features"]] == ["12"]


def test_the_board_shows_units_floors_from_the_top_and_doors_by_room(grids, django_assert_max_num_queries):
    building = make_building(grids["S11"])
    for unit, floor, room in [(1, 1, "101"), (1, 1, "102"), (1, 2, "201"), (2, 1, "101")]:
        make_household(building, unit=unit, floor=floor, room=room, name=f"王{unit}{room}")
    client = client_of(make_worker(grids["S11"]))
    with django_assert_max_num_queries(13):
        body = client.get(f"{URL}{building.id}/board/").json()
    shape = [
        (unit["number"], [(f["floor"], [d["room"] for d in f["doors"]]) for f in unit["floors"]])
        for unit in body["units"]
    ]
    assert shape == [(1, [(2, ["201"]), (1, ["101", "102"])]), (2, [(1, ["101"])])]
    assert body["units"][0]["floors"][0]["doors"][0]["households"][0]["name"] == "王1201"


def test_the_board_is_masked_at_a_desk(grids):
    building = make_building(grids["S11"])
    make_household(building, name="王小明")
    body = client_of(make_community_staff(grids["L"])).get(f"{URL}{building.id}/board/").json()
    assert body["units"][0]["floors"][0]["doors"][0]["households"][0]["name"] == "王*"


def test_a_foreign_board_is_not_found(grids):
    building = make_building(grids["S11"])
    assert client_of(make_worker(grids["S22"])).get(f"{URL}{building.id}/board/").json()["code"] == "not_found"
