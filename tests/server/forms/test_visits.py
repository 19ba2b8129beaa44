"""Visits with answers: kept with their version, refused by name, and accepted late when the form is retired by then."""

from uuid import uuid4

import pytest

from server.forms.answers import FilledForm
from server.forms.definitions import _known
from server.forms.services import retire_form, upload_form
from server.grids.scope import for_person
from server.visits.models import Visit
from server.visits.problems import VisitIdTaken
from server.visits.services import record_visit, record_visits
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_street_staff, make_worker
from tests.server.forms.workbooks import VECTORS, xlsx
from tests.server.phones import client_of
from tests.server.visits.drafts import draft_for

pytestmark = pytest.mark.django_db
PHOTO = "ab" * 32
GOOD = {"health": "good", "help": ["heat"], "stove": {"degrees": 9}, "photo": PHOTO}


class Door:
    def __init__(self):
        grids = make_tree()
        self.household = make_household(make_building(grids["S11"]))
        self.worker = make_worker(grids["S11"])
        self.scope = for_person(self.worker)
        self.street = for_person(make_street_staff())
        self.form = upload_form(self.street, xlsx(VECTORS["forms"][0]["sheets"])).version.form

    def draft(self, answers=GOOD, *, version=1, code="care_check", **fields):
        form = FilledForm(code, version, answers)
        return draft_for(self.household, self.worker.id, form=form, photo_hashes=(PHOTO,), **fields)


@pytest.fixture
def door():
    return Door()


def test_answers_are_kept_with_code_and_version(door):
    visit = record_visit(door.scope, door.draft())
    visit.refresh_from_db()
    assert visit.form == {"code": "care_check", "version": 1, "answers": GOOD}
    assert record_visit(door.scope, draft_for(door.household, door.worker.id)).form is None


@pytest.mark.parametrize(
    ("fields", "code", "data"),
    [
        ({"answers": {"mood": 1}}, "bad_answer", {"path": "/mood", "fault": "unknown_question"}),
        ({"answers": {"photo": "cd" * 32}}, "bad_answer", {"path": "/photo", "fault": "not_a_photo"}),
        ({"version": 2}, "unknown_form", {"form": "care_check", "version": 2}),
        ({"code": "other"}, "unknown_form", {"form": "other", "version": 1}),
    ],
)
def test_answers_that_do_not_fit_are_refused_by_name_and_stop_no_other(door, fields, code, data):
    bad, good = record_visits(door.scope, [door.draft(**fields), door.draft()])
    assert (bad.code, bad.data) == (code, data)
    assert Visit.objects.get() == good


def test_a_late_arrival_with_a_retired_and_replaced_version_is_accepted(door):
    later = xlsx({**VECTORS["forms"][0]["sheets"], "settings": [["form_id", "form_title"], ["care_check", "新"]]})
    upload_form(door.street, later)
    retire_form(door.street, door.form.id)
    assert record_visit(door.scope, door.draft()).form["version"] == 1


def test_the_same_answers_twice_are_one_visit_and_others_under_its_id_are_refused(door):
    draft = door.draft()
    first = record_visit(door.scope, draft)
    assert record_visit(door.scope, draft).id == first.id
    with pytest.raises(VisitIdTaken):
        record_visit(door.scope, door.draft({"health": "fair"}, id=first.id, at=draft.captured_at))


def test_a_correction_brings_answers_of_its_own(door):
    first = record_visit(door.scope, door.draft())
    second = record_visit(door.scope, door.draft({"health": "fair"}, corrects=first.id))
    assert second.form["answers"] == {"health": "fair"}


def test_a_hundred_visits_cost_no_query_each(door, django_assert_num_queries):
    _known.clear()
    record_visits(door.scope, [door.draft()])
    with django_assert_num_queries(7):
        record_visits(door.scope, [door.draft() for _ in range(3)])
    with django_assert_num_queries(7):
        record_visits(door.scope, [door.draft() for _ in range(30)])


def test_an_unknown_household_is_refused_before_its_form(door):
    draft = door.draft()
    door.household.id = uuid4()
    (problem,) = record_visits(door.scope, [door.draft(code="other")])
    assert (problem.code, draft.form.code) == ("outside_your_grids", "care_check")


def test_the_office_records_and_reads_answers_over_http(door):
    client = client_of(door.worker)
    body = {"household_id": str(door.household.id), "outcome": "met", "photo_hashes": [PHOTO]}
    form = {"code": "care_check", "version": 1, "answers": GOOD}
    assert client.post("/api/v1/visits/", body | {"form": form}, format="json").status_code == 201
    wrong = form | {"answers": {"health": "splendid"}}
    refused = client.post("/api/v1/visits/", body | {"form": wrong}, format="json").json()
    assert (refused["code"], refused["data"]["path"]) == ("bad_answer", "/health")
    assert client.get("/api/v1/visits/").json()["results"][0]["form"] == form
