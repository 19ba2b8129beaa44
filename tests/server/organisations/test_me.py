"""`/api/v1/me/` and `/api/v1/organisations/`."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from server.grids.models import GridRole
from server.organisations.models import Organisation, OrganisationKind, OrganisationPost
from server.organisations.selectors import organisations_of
from tests.factories.places import make_street, make_tree
from tests.people import appoint, make_community_staff, make_person, make_street_staff, make_worker
from tests.server.phones import client_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/"


@pytest.fixture
def grids():
    return make_tree()


@pytest.fixture
def department():
    return Organisation.objects.create(street=make_street(), kind=OrganisationKind.DEPARTMENT, name="示例局")


def test_a_worker_learns_their_posts_and_grids(grids):
    body = client_of(make_worker(grids["S11"])).get(URL).json()
    assert body["person"]["username"] == "worker"
    assert [(post["role"], post["grid"]["code"]) for post in body["posts"]] == [("grid_worker", "S11")]
    assert [(grid["code"], grid["parent_name"]) for grid in body["small_grids"]] == [("S11", "网格M1")]
    assert body["street"]["centre"] == [116.32, 40.0]
    assert body["street"]["is_demo"] is True


def test_street_staff_hold_a_post_without_a_grid(grids):
    body = client_of(make_street_staff()).get(URL).json()
    assert [(post["role"], post["grid"]) for post in body["posts"]] == [("street_staff", None)]
    assert len(body["small_grids"]) == 4


def test_a_former_post_is_none(grids):
    former = make_person("former")
    yesterday = timezone.localdate() - timedelta(days=1)
    appoint(former, GridRole.GRID_WORKER, grids["S11"], term=(date(2020, 1, 1), yesterday))
    body = client_of(former).get(URL).json()
    assert (body["posts"], body["small_grids"], body["street"]) == ([], [], None)


def test_the_scope_version_changes_with_the_grids(grids):
    worker = make_worker(grids["S11"])
    before = client_of(worker).get(URL).json()["scope_version"]
    appoint(worker, GridRole.GRID_WORKER, grids["S12"])
    assert client_of(worker).get(URL).json()["scope_version"] != before


def test_a_department_sees_whom_it_acts_for(department):
    person = make_person("clerk")
    OrganisationPost.objects.create(person=person, organisation=department, term=DateRange(date(2020, 1, 1), None))
    body = client_of(person).get(URL).json()
    assert body["organisations"] == [{"id": str(department.id), "kind": "department", "name": "示例局"}]
    assert organisations_of(person) == {department.id}


def test_acting_for_an_organisation_ends_with_the_term(department):
    person = make_person("clerk")
    OrganisationPost.objects.create(
        person=person, organisation=department, term=DateRange(date(2020, 1, 1), timezone.localdate())
    )
    assert organisations_of(person) == frozenset()
    assert organisations_of(person, date(2021, 1, 1)) == {department.id}


def test_choosing_a_language(grids):
    worker = make_worker(grids["S11"])
    client = client_of(worker)
    assert client.patch(URL, {"language": "en"}, format="json").json()["person"]["language"] == "en"
    worker.refresh_from_db()
    assert worker.language == "en"
    assert client.patch(URL, {"language": "fr"}, format="json").json()["code"] == "bad_input"


class TestOrganisations:
    def test_the_office_sees_those_of_its_street(self, grids, department):
        for person in (make_community_staff(grids["L"]), make_street_staff()):
            body = client_of(person).get("/api/v1/organisations/").json()
            assert [row["name"] for row in body] == ["示例局"]

    def test_nobody_else_does(self, grids, department):
        for person in (make_worker(grids["S11"]), make_person("stranger")):
            answer = client_of(person).get("/api/v1/organisations/")
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
