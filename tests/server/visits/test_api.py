"""The visits' door: what counts in one's grids, and recording from a desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from server.grids.scope import for_person
from server.identity import new_id
from server.visits.services import record_visit
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_community_staff, make_worker
from tests.server.visits.drafts import draft_for

pytestmark = pytest.mark.django_db


def client_of(person) -> APIClient:
    client = APIClient(headers={"accept-language": "en"})
    client.force_authenticate(person)
    return client


@pytest.fixture
def grids():
    return make_tree()


@pytest.fixture
def household(grids):
    return make_household(make_building(grids["S11"]))


@pytest.fixture
def worker(grids):
    return make_worker(grids["S11"])


def test_the_list_shows_what_counts_newest_first(grids, household, worker):
    scope = for_person(worker)
    now = timezone.now()
    old = record_visit(scope, draft_for(household, worker.id, at=now - timedelta(days=3)))
    wrong = record_visit(scope, draft_for(household, worker.id, at=now - timedelta(days=2)))
    right = record_visit(scope, draft_for(household, worker.id, at=now - timedelta(days=2), corrects=wrong.id))
    client = client_of(worker)
    rows = client.get("/api/v1/visits/", {"household": str(household.id)}).json()["results"]
    assert [row["id"] for row in rows] == [str(right.id), str(old.id)]
    day = timezone.localdate() - timedelta(days=3)
    rows = client.get("/api/v1/visits/", {"since": day, "until": day}).json()["results"]
    assert [row["id"] for row in rows] == [str(old.id)]
    stranger = client_of(make_worker(grids["S22"], username="stranger"))
    assert stranger.get("/api/v1/visits/", {"household": str(household.id)}).json()["results"] == []


def test_recording_from_a_desk_and_again(grids, household):
    client = client_of(make_community_staff(grids["L"]))
    body = {
        "id": str(new_id()),
        "household_id": str(household.id),
        "outcome": "phone",
        "visited_at": "2026-01-02T03:04:05Z",
    }
    answers = [client.post("/api/v1/visits/", body, format="json") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    other = client.post("/api/v1/visits/", {**body, "outcome": "met"}, format="json")
    assert (other.status_code, other.json()["code"]) == (409, "visit_id_taken")


@pytest.mark.parametrize(
    ("fields", "code", "status"),
    [
        ({"outcome": "vanished"}, "unknown_outcome", 400),
        ({"fix": {"lon": 40.0, "lat": 116.0, "accuracy_m": 3}}, "axes_swapped", 400),
        ({"fix": {"lon": "NaN", "lat": 40.0, "accuracy_m": 3}}, "bad_input", 400),
        ({"fix": {"lon": 190.0, "lat": 40.0, "accuracy_m": 3}}, "bad_position", 400),
        ({"fix": {"lon": 116.0}}, "bad_input", 400),
        ({"household_id": "nobody"}, "bad_input", 400),
        ({"household_id": str(new_id())}, "outside_your_grids", 403),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_refusals_have_a_code_and_a_sentence(household, worker, fields, code, status, language):
    body = {"household_id": str(household.id), "outcome": "met", **fields}
    answer = client_of(worker).post("/api/v1/visits/", body, format="json", headers={"accept-language": language})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"].isascii() is (language == "en")
    assert not household.visits.exists()
