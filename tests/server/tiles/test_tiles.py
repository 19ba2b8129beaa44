"""Tiles, decoded: what is in them for whom, when they change, and what is refused."""

import gzip
from datetime import date, timedelta
from itertools import pairwise
from math import asinh, pi, radians, tan

import mapbox_vector_tile
import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from server.grids.models import GridPost, GridRole, ServiceGrid
from server.grids.scope import for_person
from server.households.models import Building
from server.incidents.models import Incident
from server.incidents.services import report_incident
from server.visits.services import record_visit
from tests.factories.places import lonlat, make_building, make_household, make_tree, square
from tests.people import appoint, make_community_staff, make_person, make_street_staff, make_worker
from tests.server.incidents.drafts import draft_by, make_category, make_department
from tests.server.visits.drafts import draft_for

pytestmark = pytest.mark.django_db


def address_of(x: float, y: float, z: int) -> tuple[int, int, int]:
    """The tile that holds a place in metres about the centre."""
    lon, lat = lonlat(x, y)
    n = 2**z
    return z, int((lon + 180) / 360 * n), int((1 - asinh(tan(radians(lat))) / pi) / 2 * n)


def signed_in(person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def get(person, layer: str, x: float = 50, y: float = 50, z: int = 16, **headers: str):
    path = "/".join(map(str, address_of(x, y, z)))
    return signed_in(person).get(f"/tiles/{layer}/{path}.mvt", headers=headers)


def features(person, layer: str, within: str | None = None, **where) -> list[dict]:
    answer = get(person, layer, **where)
    assert answer.status_code == 200
    return mapbox_vector_tile.decode(answer.content).get(within or layer, {"features": []})["features"]


def properties(person, layer: str, within: str | None = None, **where) -> list[dict]:
    return [feature["properties"] for feature in features(person, layer, within, **where)]


@pytest.fixture
def grids():
    make_category()
    return make_tree()


@pytest.fixture
def worker(grids):
    return make_worker(grids["S11"])


@pytest.fixture
def street(grids):
    return make_street_staff()


@pytest.fixture
def home(grids):
    """A building of two doors: one visited today, one never."""
    building = make_building(grids["S11"], name="示例楼", number="7")
    make_household(building, room="101")
    make_household(building, room="102", care=("lives_alone",))
    return building


def everywhere(person, layer: str, within: str, z: int) -> list[dict]:
    """All features of the tiles that the test's square of 400 m touches."""
    corners = {address_of(x, y, z) for x in (-5, 200, 405) for y in (-5, 200, 405)}
    columns = range(min(x for _, x, _ in corners), max(x for _, x, _ in corners) + 1)
    rows = range(min(y for _, _, y in corners), max(y for _, _, y in corners) + 1)
    client = signed_in(person)
    found = []
    for x in columns:
        for y in rows:
            tile = mapbox_vector_tile.decode(client.get(f"/tiles/{layer}/{z}/{x}/{y}.mvt").content)
            found += tile.get(within, {"features": []})["features"]
    return found


def test_a_worker_gets_their_grid_and_the_office_all(grids, worker, street):
    assert {grid["code"] for grid in properties(worker, "grids", z=14)} == {"S11"}
    assert {grid["code"] for grid in properties(street, "grids", z=14)} == set(grids)
    grid = properties(worker, "grids", z=14)[0]
    assert grid == {"id": str(grids["S11"].id), "level": "small", "code": "S11", "name": "网格S11"}


def test_small_grids_come_with_the_zoom(street):
    assert {grid["level"] for grid in properties(street, "grids", z=9)} == {"large"}
    assert {grid["level"] for grid in properties(street, "grids", z=11)} == {"large", "medium"}


def test_each_grid_is_named_once_however_many_tiles_it_touches(grids, street):
    labels = [label["properties"]["code"] for label in everywhere(street, "grids", "grid_labels", z=17)]
    assert sorted(labels) == sorted(grids)


def test_each_border_is_drawn_once_at_its_highest_level(street):
    edges = {edge["properties"]["level"]: edge["geometry"] for edge in features(street, "grids", "grid_edges", z=12)}
    metres = {level: length_of(geometry) for level, geometry in edges.items()}
    assert metres["large"] == pytest.approx(1600, rel=0.02)
    # The medium ones beyond the large one's border: a free side each, and the side that they share, once.
    assert metres["medium"] == pytest.approx(200 + 200 + 200, rel=0.02)
    # In either medium grid the two small ones: a free side each, and the shared one, once.
    assert metres["small"] == pytest.approx(2 * (100 + 100 + 100), rel=0.02)


def length_of(geometry: dict) -> float:
    """Metres of a line in a tile of zoom 12."""
    lines = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
    units = sum(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 for line in lines for (x1, y1), (x2, y2) in pairwise(line))
    ground = 40_075_016.686 / 2**12 * 0.766  # cos(40°): Mercator stretches
    return units / 4096 * ground


def test_a_building_shows_its_worst_door(home, worker):
    first = home.units.get().dwellings.get(number="101").households.get()
    record_visit(for_person(worker), draft_for(first, worker.id))
    (building,) = properties(worker, "buildings")
    assert building == {
        "id": str(home.id), "name": "示例楼", "number": "7", "state": "never", "doors": 2, "overdue": 0,
    }  # fmt: skip


def test_a_feature_has_the_id_that_its_uuid_gives(home, worker):
    (feature,) = features(worker, "buildings")
    assert feature["id"] == int(str(home.id)[-12:], 16)


def test_a_feature_on_a_border_is_whole_in_both_tiles(grids, street):
    z, x, y = address_of(50, 50, 16)
    lon_of_edge = x / 2**16 * 360 - 180
    metres_east = (lon_of_edge - lonlat(0, 0)[0]) * 111_320 * 0.766
    home = make_building(grids["S11"], at=(metres_east - 3, 10, 6))
    client = signed_in(street)
    for column in (x - 1, x):
        tile = mapbox_vector_tile.decode(client.get(f"/tiles/buildings/{z}/{column}/{y}.mvt").content)
        assert str(home.id) in {feature["properties"]["id"] for feature in tile["buildings"]["features"]}


def test_dots_are_for_who_works_there_and_carry_no_name(grids, home, worker, street):
    dots = properties(worker, "households")
    assert sorted(dot["has_care"] for dot in dots) == [False, True]
    assert {key for dot in dots for key in dot} == {"id", "building_id", "state", "has_care"}
    assert len(properties(street, "households")) == 2
    assert properties(make_worker(grids["S22"], username="stranger"), "households") == []


def test_incidents_by_reach(grids, worker, street):
    incident = report_incident(for_person(worker), draft_by(worker.id, at=(150, 250)))
    expected = [{"id": str(incident.id), "number": incident.number, "state": "reported", "domain": "environment"}]
    at = {"x": 150, "y": 250}
    assert properties(worker, "incidents", **at) == expected
    assert properties(street, "incidents", **at) == expected
    assert properties(make_worker(grids["S12"], username="mate"), "incidents", **at) == []
    department = make_department()
    clerk = make_person("clerk")
    department.posts.create(person=clerk, term=DateRange(date(2020, 1, 1), None))
    assert properties(clerk, "incidents", **at) == []
    Incident.objects.update(organisation=department, state="assigned")
    assert [each["state"] for each in properties(clerk, "incidents", **at)] == ["assigned"]
    Incident.objects.update(state="cancelled")
    assert properties(street, "incidents", **at) == []


def version(person, layer: str) -> str:
    return get(person, layer)["ETag"]


def test_who_has_the_version_is_told_so_without_a_look_at_a_geometry(home, worker, django_assert_num_queries):
    etag = version(worker, "buildings")
    client = signed_in(worker)
    path = "/".join(map(str, address_of(50, 50, 16)))
    # session and person, as Django finds them; the first query goes past it, as a prepared statement
    with django_assert_num_queries(2):
        answer = client.get(f"/tiles/buildings/{path}.mvt", headers={"if-none-match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    assert get(worker, "buildings", **{"if-none-match": f"W/{etag}"}).status_code == 304
    assert get(worker, "buildings", **{"if-none-match": '"another"'}).status_code == 200


def test_a_change_gives_a_new_version_to_the_layers_that_show_it(grids, home, worker):
    before = {layer: version(worker, layer) for layer in ("buildings", "incidents", "grids")}
    household = home.units.get().dwellings.get(number="101").households.get()
    record_visit(for_person(worker), draft_for(household, worker.id))
    after = {layer: version(worker, layer) for layer in before}
    assert {layer for layer in before if before[layer] != after[layer]} == {"buildings"}
    report_incident(for_person(worker), draft_by(worker.id))
    assert version(worker, "incidents") != before["incidents"]
    grids["S11"].boundaries.update(source="corrected")
    assert version(worker, "grids") != before["grids"]


def test_the_day_gives_a_new_version_to_what_depends_on_it(home, worker):
    before = {layer: version(worker, layer) for layer in ("buildings", "incidents")}
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert version(worker, "buildings") != before["buildings"]
        assert version(worker, "incidents") == before["incidents"]


def test_access_ends_with_the_post_at_once(home, worker):
    assert len(properties(worker, "buildings")) == 1
    GridPost.objects.all().delete()
    assert properties(worker, "buildings") == []


def test_a_new_post_is_seen_at_once(grids, home):
    person = make_person("newcomer")
    assert properties(person, "buildings") == []
    appoint(person, GridRole.GRID_WORKER, grids["S11"])
    assert len(properties(person, "buildings")) == 1


def test_a_grid_that_comes_to_be_under_ones_post_is_seen_at_once(grids, home):
    person = make_community_staff(grids["M2"])
    assert properties(person, "buildings") == []
    ServiceGrid.objects.filter(code="S11").update(parent=grids["M2"])
    assert len(properties(person, "buildings")) == 1


def test_gzip_for_who_takes_it_and_plain_for_who_does_not(home, worker):
    plain = get(worker, "buildings")
    packed = get(worker, "buildings", **{"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain.headers
    assert packed["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert "private" in packed["Cache-Control"]


def test_an_empty_place_gives_an_empty_tile(worker):
    assert get(worker, "buildings", x=5000).content == b""


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("buildings/16/70000/100.mvt", 400, "bad_tile"),
        ("buildings/16/100/-1.mvt", 400, "bad_tile"),
        ("buildings/16/1e3/100.mvt", 400, "bad_tile"),
        ("buildings/99/0/0.mvt", 400, "bad_tile"),
        ("buildings/16/10000000000000000000000/0.mvt", 400, "bad_tile"),
        ("buildings/16/%E4%B8%80/0.mvt", 400, "bad_tile"),
        ("buildings/5/0/0.mvt", 404, "no_such_zoom"),
        ("treasure/16/0/0.mvt", 404, "unknown_layer"),
        ("treasure.json", 404, "unknown_layer"),
    ],
)
def test_what_is_no_tile_is_refused_by_name(worker, path, status, code):
    answer = signed_in(worker).get(f"/tiles/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]


def test_strangers_get_nothing(home):
    for path in ("buildings/16/0/0.mvt", "buildings.json"):
        answer = Client().get(f"/tiles/{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
        bad = Client().get(f"/tiles/{path}", headers={"authorization": "Token nonsense"})
        assert bad.status_code == 401


def test_a_map_client_learns_about_a_layer(grids, street):
    answer = signed_in(street).get("/tiles/grids.json").json()
    assert answer["tilejson"] == "3.0.0"
    assert answer["tiles"] == ["http://testserver/tiles/grids/{z}/{x}/{y}.mvt"]
    assert [layer["id"] for layer in answer["vector_layers"]] == ["grids", "grid_labels", "grid_edges"]
    west, south, east, north = answer["bounds"]
    assert (west, south) == pytest.approx(lonlat(0, 0), abs=1e-5)
    assert (east, north) == pytest.approx(lonlat(400, 400), abs=1e-5)


def test_a_refusal_speaks_the_language_that_was_asked_for(worker):
    path = "/tiles/buildings/5/0/0.mvt"
    english = signed_in(worker).get(path, headers={"accept-language": "en"}).json()["message"]
    chinese = signed_in(worker).get(path, headers={"accept-language": "zh-hans"}).json()["message"]
    assert english.isascii()
    assert not chinese.isascii()
    nothing = signed_in(worker).get("/tiles/a/b")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "not_found")


def test_a_post_to_a_tile_is_no_way_in(worker):
    assert signed_in(worker).post("/tiles/buildings/16/0/0.mvt").status_code == 405


@pytest.mark.case("R30")
def test_six_thousand_buildings_are_six_thousand_on_the_map(grids, street):
    # A lattice of squares of 3 m over 400 m by 400 m: more than any page or limit of a list would show.
    rows = [(5 * column, 5 * row) for column in range(80) for row in range(75)]
    Building.objects.bulk_create(
        Building(street=grids["L"].street, small_grid=grids["S11"], geom=square(x, y, 3), floors=1, source="test")
        for x, y in rows
    )
    shown = {building["id"] for building in everywhere(street, "buildings", "buildings", z=14)}
    assert len(shown) == 6000
