"""What was settled where it was seen is reported and resolved at once; somebody else verifies it."""

import pytest

from server.grids.scope import for_person
from server.incidents.problems import NoteMissing, StepNotYours
from server.incidents.services import advance_incident, report_incident
from server.incidents.workflow import next_steps
from tests.factories.places import lonlat, make_tree
from tests.people import make_community_staff, make_worker
from tests.server.incidents.drafts import draft_by, make_category
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def grids():
    make_category()
    return make_tree()


def test_it_is_resolved_at_once_with_both_steps_in_the_log(grids):
    worker = make_worker(grids["S11"])
    draft = draft_by(worker.id, solved_note="已扶正", photo_hashes=("a" * 64, "b" * 64), photos_after=1)
    incident = report_incident(for_person(worker), draft)
    assert (incident.state, incident.version, incident.handler_id) == ("resolved", 2, worker.id)
    assert (incident.solved_on_spot, incident.photos_after) == (True, 1)
    steps = incident.events.order_by("version").values_list("from_state", "to_state", "note")
    assert list(steps) == [("", "reported", ""), ("reported", "resolved", "已扶正")]
    assert report_incident(for_person(worker), draft).id == incident.id
    assert incident.events.count() == 2


def test_whoever_settled_it_does_not_verify_it(grids):
    worker, mate = make_worker(grids["S11"]), make_worker(grids["S11"], username="mate")
    incident = report_incident(for_person(worker), draft_by(worker.id, solved_note="已扶正"))
    assert next_steps(incident, for_person(worker), ()) == []
    with pytest.raises(StepNotYours):
        advance_incident(for_person(worker), (), incident_id=incident.id, to_state="verified", base_version=2)
    for person in (mate, make_community_staff(grids["L"])):
        assert "verified" in {step.to_state for step in next_steps(incident, for_person(person), ())}


def test_without_a_word_on_what_was_done_it_is_refused(grids):
    worker = make_worker(grids["S11"])
    with pytest.raises(NoteMissing):
        report_incident(for_person(worker), draft_by(worker.id, solved_note="  "))


def test_from_a_phone(grids):
    phone = make_phone(make_worker(grids["S11"]))
    lon, lat = lonlat(20, 20)
    body = {"category": "litter", "description": "倒了", "lon": lon, "lat": lat, "location_source": "pin"}
    op = phone.op("incident.report", "0192f4c2-7f10-7abc-8def-0123456789ab", body | {"solved": {"note": "扶好了"}})
    assert phone.statuses(op) == ["applied"]
    bad = phone.op("incident.report", "0192f4c2-7f10-7abc-8def-0123456789ac", body | {"solved": {"note": 7}})
    assert phone.results(bad)[0]["code"] == "bad_operation"
