"""`/api/v1/households/`: finding and reading households, masked by right."""

import pytest

from server.households import services
from server.households.models import Household
from server.privacy.models import Reveal
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_community_staff, make_street_staff, make_worker
from tests.server.phones import client_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/households/"


@pytest.fixture
def grids():
    return make_tree()


@pytest.fixture
def household(grids):
    household = make_household(make_building(grids["S11"]), name="王小明", care=("lives_alone",), phone="13812348888")
    return services.amend_household(household_id=household.id, base_version=1, name="王小明")


def test_a_worker_reads_their_own_households_in_full(grids, household):
    answer = client_of(make_worker(grids["S11"])).get(f"{URL}{household.id}/").json()
    assert (answer["name"], answer["phone"], answer["masked"]) == ("王小明", "13812348888", False)
    assert answer["residents"][0]["care_categories"] == ["lives_alone"]
    assert (answer["unit"], answer["floor"], answer["room"], answer["building"]) == (1, 1, "101", "1号楼")


def test_the_office_reads_a_mask(grids, household):
    answer = client_of(make_community_staff(grids["L"])).get(f"{URL}{household.id}/")
    body = answer.json()
    assert (body["name"], body["phone"], body["masked"], body["has_care"]) == ("王*", "138****8888", True, True)
    assert body["residents"] == [
        {"id": body["residents"][0]["id"], "name": "王*", "phone": "", "birth_year": None, "care_categories": []}
    ]
    assert "小明" not in answer.content.decode()


@pytest.mark.parametrize("text", ["王小", "wxm", "xiaoming", "Wang Xiao", "1号楼1单元101", "101室", "示例路"])
def test_finds_by_name_pinyin_initials_and_address(grids, household, text):
    make_household(make_building(grids["S11"], number="9", address="", name="九"), name="赵四", room="909", unit=3)
    found = client_of(make_worker(grids["S11"])).get(URL, {"q": text}).json()
    assert [row["id"] for row in found["results"]] == [str(household.id)]


def test_a_stranger_finds_nothing(grids, household):
    stranger = client_of(make_worker(grids["S22"]))
    assert stranger.get(URL).json() == {"results": [], "next": None}
    answer = stranger.get(f"{URL}{household.id}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_pages_follow_each_other_without_gap_or_overlap(grids):
    building = make_building(grids["S11"])
    made = {str(make_household(building, room=str(number)).id) for number in range(101, 108)}
    client, seen, after = client_of(make_worker(grids["S11"])), [], None
    for _ in range(4):
        page = client.get(URL, {"limit": 2} | ({"after": after} if after else {})).json()
        seen += [row["id"] for row in page["results"]]
        after = page["next"]
    assert (set(seen), len(seen), after) == (made, 7, None)


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 501}, {"after": "x"}, {"small_grid": "1"}, {"q": "a\0"}])
def test_bad_filters_are_refused(grids, query):
    answer = client_of(make_worker(grids["S11"])).get(URL, query)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")


def test_a_list_of_many_costs_no_query_per_row(grids, django_assert_max_num_queries):
    building = make_building(grids["S11"])
    for number in range(101, 121):
        make_household(building, room=str(number))
    client = client_of(make_worker(grids["S11"]))
    with django_assert_max_num_queries(9):
        assert len(client.get(URL).json()["results"]) == 20


class TestReveal:
    def test_gives_the_full_record_and_logs_it(self, grids, household):
        staff = make_community_staff(grids["L"])
        answer = client_of(staff).post(f"{URL}{household.id}/reveal/", {"reason": "回访电话"}, format="json").json()
        assert (answer["name"], answer["phone"], answer["masked"]) == ("王小明", "13812348888", False)
        entry = Reveal.objects.get()
        assert (entry.person, entry.kind, entry.record_id, entry.reason) == (
            staff,
            "household",
            household.id,
            "回访电话",
        )

    @pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "  "}, {"reason": "a" * 201}])
    def test_needs_a_reason(self, grids, household, body):
        answer = client_of(make_street_staff()).post(f"{URL}{household.id}/reveal/", body, format="json")
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
        assert not Reveal.objects.exists()

    def test_a_foreign_household_is_neither_shown_nor_logged(self, grids, household):
        answer = client_of(make_worker(grids["S22"])).post(
            f"{URL}{household.id}/reveal/", {"reason": "看看"}, format="json"
        )
        assert answer.status_code == 404
        assert not Reveal.objects.exists()


class TestKeeping:
    def test_the_office_registers_a_household(self, grids):
        building = make_building(grids["S11"])
        door = {"building": str(building.id), "unit": 2, "floor": 3, "room": "301"}
        body = {"door": door, "name": "解小东", "residents": [{"name": "解小东", "birth_year": 1950}]}
        answer = client_of(make_community_staff(grids["L"])).post(URL, body, format="json")
        assert answer.status_code == 201
        household = Household.objects.get()
        assert (household.initials, household.small_grid, str(household.id)) == (
            "xxd",
            grids["S11"],
            answer.json()["id"],
        )

    def test_a_worker_does_not(self, grids, household):
        client = client_of(make_worker(grids["S11"]))
        for answer in (
            client.post(URL, {}, format="json"),
            client.patch(f"{URL}{household.id}/", {"base_version": 2}, format="json"),
            client.post(f"{URL}{household.id}/move/", {}, format="json"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")

    def test_a_change_names_the_version_it_saw(self, grids, household):
        client = client_of(make_community_staff(grids["L"]))
        url = f"{URL}{household.id}/"
        assert client.patch(url, {"base_version": 2, "status": "vacant"}, format="json").json()["version"] == 3
        late = client.patch(url, {"base_version": 2, "status": "lived_in"}, format="json")
        assert (late.status_code, late.json()["code"], late.json()["data"]) == (
            409,
            "household_changed",
            {"version": 3},
        )

    def test_a_move_into_a_foreign_building_is_not_found(self, grids, household):
        staff = client_of(make_community_staff(grids["M1"]))
        door = {"building": str(make_building(grids["S22"]).id), "unit": 1, "floor": 1, "room": "101"}
        answer = staff.post(f"{URL}{household.id}/move/", {"door": door}, format="json")
        assert answer.status_code == 404
        assert Household.objects.get().small_grid == grids["S11"]

    def test_a_move(self, grids, household):
        staff = client_of(make_community_staff(grids["L"]))
        door = {"building": str(make_building(grids["S22"]).id), "unit": 1, "floor": 1, "room": "101"}
        answer = staff.post(f"{URL}{household.id}/move/", {"door": door}, format="json")
        assert answer.json()["small_grid_id"] == str(grids["S22"].id)
