"""The incidents' doors: list, detail with next steps, steps, CSV, categories."""

import csv
import io

import pytest
from rest_framework.test import APIClient

from server.grids.scope import for_person
from server.incidents.models import Incident
from server.incidents.services import report_incident
from tests.factories.places import lonlat, make_tree
from tests.people import make_community_staff, make_person, make_worker
from tests.server.incidents.drafts import draft_by, make_category, make_department

pytestmark = pytest.mark.django_db


def client_of(person) -> APIClient:
    client = APIClient(headers={"accept-language": "en"})
    client.force_authenticate(person)
    return client


@pytest.fixture
def grids():
    make_category()
    make_category("noise", "governance")
    return make_tree()


@pytest.fixture
def worker(grids):
    return make_worker(grids["S11"])


@pytest.fixture
def incident(worker):
    return report_incident(for_person(worker), draft_by(worker.id))


def test_the_list_is_narrowed_and_paged_newest_first(worker):
    scope = for_person(worker)
    reported = [report_incident(scope, draft_by(worker.id)).number for _ in range(3)]
    Incident.objects.filter(number=reported[0]).update(state="closed")
    client = client_of(worker)
    first = client.get("/api/v1/incidents/", {"limit": 2}).json()
    second = client.get("/api/v1/incidents/", {"limit": 2, "after": first["next"]}).json()
    assert [row["number"] for row in first["results"] + second["results"]] == reported[::-1]
    assert second["next"] is None
    numbers = [row["number"] for row in client.get("/api/v1/incidents/", {"open": "true"}).json()["results"]]
    assert numbers == reported[:0:-1]
    assert client.get("/api/v1/incidents/", {"domain": "governance"}).json()["results"] == []
    assert len(client.get("/api/v1/incidents/", {"search": reported[1]}).json()["results"]) == 1


@pytest.mark.parametrize("query", [{"state": "lost"}, {"since": "yesterday"}, {"after": "x"}, {"limit": "0"}])
def test_a_query_that_means_nothing_is_refused(worker, query):
    answer = client_of(worker).get("/api/v1/incidents/", query)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")


def test_the_detail_offers_the_next_legal_steps(grids, worker, incident):
    url = f"/api/v1/incidents/{incident.id}/"
    mine = client_of(worker).get(url).json()
    assert mine["next_steps"] == [{"to_state": "cancelled", "label": "cancelled", "needs": []}]
    office = client_of(make_community_staff(grids["L"])).get(url).json()
    assert [step["to_state"] for step in office["next_steps"]] == ["accepted", "returned", "rejected", "merged"]
    assert [event["to_state"] for event in office["events"]] == ["reported"]


def test_a_foreign_incident_looks_like_none(grids, incident):
    stranger = client_of(make_worker(grids["S22"], username="stranger"))
    for answer in (
        stranger.get(f"/api/v1/incidents/{incident.id}/"),
        stranger.post(
            f"/api/v1/incidents/{incident.id}/steps/", {"to_state": "accepted", "base_version": 1}, format="json"
        ),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_step_answers_the_case_as_it_is_now(grids, incident):
    client = client_of(make_community_staff(grids["L"]))
    url = f"/api/v1/incidents/{incident.id}/steps/"
    answer = client.post(url, {"to_state": "accepted", "base_version": 1}, format="json")
    assert (answer.status_code, answer.json()["state"], answer.json()["version"]) == (200, "accepted", 2)
    again = client.post(url, {"to_state": "accepted", "base_version": 1}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "version_stale")
    assert again.json()["data"]["version"] == 2
    missing = client.post(url, {"to_state": "assigned", "base_version": 2}, format="json")
    assert (missing.status_code, missing.json()["code"]) == (400, "organisation_missing")


def test_a_department_sees_its_cases_without_the_reporter(incident):
    from datetime import date

    from django.db.backends.postgresql.psycopg_any import DateRange

    department = make_department()
    clerk = make_person("clerk")
    department.posts.create(person=clerk, term=DateRange(date(2020, 1, 1), None))
    client = client_of(clerk)
    assert client.get("/api/v1/incidents/").json()["results"] == []
    Incident.objects.update(organisation=department, state="assigned")
    (row,) = client.get("/api/v1/incidents/").json()["results"]
    assert (row["reporter"], row["household_id"]) == (None, None)
    answer = client.post(
        f"/api/v1/incidents/{incident.id}/steps/",
        {"to_state": "accepted", "base_version": 1, "note": "not ours"},
        format="json",
    )
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")


def test_reporting_from_a_desk(worker):
    lon, lat = lonlat(20, 20)
    body = {"category": "noise", "description": "loud", "lon": lon, "lat": lat}
    answer = client_of(worker).post("/api/v1/incidents/", body, format="json")
    assert answer.status_code == 201
    assert answer.json()["category"] == {"code": "noise", "domain": "governance", "name": "Litter"}
    swapped = client_of(worker).post("/api/v1/incidents/", {**body, "lon": lat, "lat": lon}, format="json")
    assert (swapped.status_code, swapped.json()["code"]) == (400, "axes_swapped")
    assert Incident.objects.count() == 1


def test_the_csv_opens_in_a_spreadsheet_and_runs_nothing(worker):
    report_incident(for_person(worker), draft_by(worker.id, description='=HYPERLINK("x"),\n第二行'))
    answer = client_of(worker).get("/api/v1/incidents.csv")
    body = answer.getvalue().decode()
    assert body.startswith("\ufeff")
    header, row = csv.reader(io.StringIO(body.removeprefix("\ufeff")))
    assert header[0] == "number"
    assert row[4] == '\'=HYPERLINK("x"),\n第二行'
    assert worker.display_name not in row


def test_categories_speak_both_languages(worker):
    client = client_of(worker)
    assert client.get("/api/v1/incident-categories/").json()[0]["name"] == "Litter"
    chinese = client.get("/api/v1/incident-categories/", headers={"accept-language": "zh-hans"}).json()
    assert chinese[0]["name"] == "垃圾堆放"
