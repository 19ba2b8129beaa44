"""Reporting incidents: anywhere in one's street, one answer per draft, numbers in order."""

import re

import pytest

from server.grids.scope import for_person
from server.incidents.models import Incident, IncidentEvent
from server.incidents.problems import NotTheReporter, OutsideYourStreet
from server.incidents.selectors import incidents_for
from server.incidents.services import report_incident, report_incidents
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_person, make_worker
from tests.server.incidents.drafts import draft_by, make_category

pytestmark = pytest.mark.django_db


@pytest.fixture
def grids():
    make_category()
    return make_tree()


@pytest.fixture
def worker(grids):
    return make_worker(grids["S11"])


def test_a_report_is_stored_numbered_and_logged(grids, worker):
    incident = report_incident(for_person(worker), draft_by(worker.id, accuracy_m=12.5, location_source="fix"))
    incident = Incident.objects.get(id=incident.id)
    assert re.fullmatch(r"SJ-\d{8}-0001", incident.number)
    assert (incident.state, incident.version, incident.accuracy_m) == ("reported", 1, 12.5)
    assert incident.small_grid_id == grids["S11"].id
    assert list(incident.events.values_list("version", "from_state", "to_state")) == [(1, "", "reported")]


def test_a_worker_reports_in_a_colleagues_grid_and_sees_it(grids, worker):
    incident = report_incident(for_person(worker), draft_by(worker.id, at=(150, 250)))
    assert incident.small_grid_id == grids["S22"].id
    assert incident in incidents_for(for_person(worker))
    mate = make_worker(grids["S12"], username="mate")
    assert incident not in incidents_for(for_person(mate))


def test_a_road_between_the_grids_belongs_to_the_street(worker):
    incident = report_incident(for_person(worker), draft_by(worker.id, at=(500, 100)))
    assert incident.small_grid_id is None


def test_another_towns_place_is_refused(worker):
    with pytest.raises(OutsideYourStreet):
        report_incident(for_person(worker), draft_by(worker.id, at=(5000, 100)))
    assert not Incident.objects.exists()


def test_the_same_report_twice_is_one_incident(worker):
    draft = draft_by(worker.id)
    scope = for_person(worker)
    first = report_incident(scope, draft)
    assert [again.number for again in report_incidents(scope, [draft, draft])] == [first.number] * 2
    assert Incident.objects.count() == IncidentEvent.objects.count() == 1
    assert report_incident(scope, draft_by(worker.id)).number.endswith("-0002")


def test_nobody_reports_in_anothers_name(grids, worker):
    with pytest.raises(NotTheReporter):
        report_incident(for_person(worker), draft_by(make_worker(grids["S11"], username="mate").id))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"lon": float("nan")}, "bad_position"),
        ({"lat": float("-inf")}, "bad_position"),
        ({"lon": 200.0}, "bad_position"),
        ({"lon": 40.0, "lat": 116.32}, "axes_swapped"),
        ({"accuracy_m": -3.0}, "bad_accuracy"),
        ({"category_code": "aliens"}, "unknown_category"),
        ({"location_source": "crystal_ball"}, "unknown_location_source"),
        ({"description": "a\x00b"}, "text_unusable"),
        ({"description": "长" * 2001}, "text_unusable"),
        ({"photo_hashes": ("short",)}, "bad_photo_hash"),
    ],
)
def test_unusable_values_are_named_and_stop_no_other(worker, fields, code):
    results = report_incidents(for_person(worker), [draft_by(worker.id, **fields), draft_by(worker.id)])
    assert [getattr(result, "code", "written") for result in results] == [code, "written"]
    assert results[0].message
    assert Incident.objects.get().number.endswith("-0001")


def test_a_category_out_of_use_is_unknown(worker):
    make_category("old", is_active=False)
    (problem,) = report_incidents(for_person(worker), [draft_by(worker.id, category_code="old")])
    assert problem.code == "unknown_category"


def test_a_foreign_household_is_unknown(grids, worker):
    foreign = make_household(make_building(grids["S22"]))
    (problem,) = report_incidents(for_person(worker), [draft_by(worker.id, household_id=foreign.id)])
    assert problem.code == "unknown_household"
    ours = make_household(make_building(grids["S11"]))
    assert report_incident(for_person(worker), draft_by(worker.id, household_id=ours.id)).household_id == ours.id


def test_without_a_post_nothing_is_reported(grids):
    (problem,) = report_incidents(for_person(make_person("former")), [draft_by(make_person("other").id)])
    assert problem.code == "no_post"
