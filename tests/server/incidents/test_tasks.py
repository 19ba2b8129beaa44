"""An incident that is given to a person is their task: they begin, hand back or settle it, and nobody else is told."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from server.grids.models import GridRole
from server.grids.scope import for_person
from server.incidents.models import IncidentEvent
from server.incidents.problems import HandlerUnknown, OrganisationMissing, StepNotYours
from server.incidents.services import advance_incident, report_incident
from server.incidents.tasks import people_of_place, section, tasks_for
from server.incidents.workflow import next_steps
from server.organisations.models import OrganisationPost
from server.photos.hashes import BadPhotoHash
from server.photos.models import Photo
from server.photos.permissions import can_see_photo
from tests.factories.places import make_building, make_tree
from tests.people import appoint, make_community_staff, make_person, make_worker
from tests.server.incidents.drafts import draft_by, make_category, make_department
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db


class Cast:
    def __init__(self):
        self.grids = make_tree()
        make_category()
        self.worker = make_worker(self.grids["S11"])
        self.mate = make_worker(self.grids["S11"], username="mate")
        self.office = make_community_staff(self.grids["L"])
        self.incident = report_incident(for_person(self.worker), draft_by(self.worker.id))
        self.step(self.office, "accepted")

    def step(self, who, to_state, **fields):
        self.incident.refresh_from_db()
        self.incident = advance_incident(
            for_person(who),
            frozenset(),
            incident_id=self.incident.id,
            to_state=to_state,
            base_version=self.incident.version,
            **fields,
        )
        return self.incident


@pytest.fixture
def cast():
    return Cast()


def told(person):
    return section(for_person(person))


def test_the_office_gives_it_to_a_person_and_only_they_may_begin(cast):
    cast.step(cast.office, "assigned", handler_id=cast.mate.id, note="今天请处理")
    (task,) = told(cast.mate)
    assert (task["state"], task["version"], task["note"], task["team"]) == ("assigned", 3, "今天请处理", "")
    assert told(cast.worker) == []
    with pytest.raises(StepNotYours):
        cast.step(cast.worker, "in_progress")
    assert cast.step(cast.mate, "in_progress").handler_id == cast.mate.id
    cast.step(cast.mate, "resolved", note="已清理")
    assert told(cast.mate) == []


def test_whoever_got_it_may_hand_it_back_with_a_reason(cast):
    cast.step(cast.office, "assigned", handler_id=cast.mate.id)
    states = {str(step.to_state) for step in next_steps(cast.incident, for_person(cast.mate), ())}
    assert states == {"in_progress", "accepted"}
    back = cast.step(cast.mate, "accepted", note="要吊车，我办不了")
    assert (back.state, back.handler_id) == ("accepted", None)
    assert told(cast.mate) == []


def test_it_goes_to_a_unit_or_to_a_person_of_the_place(cast):
    with pytest.raises(OrganisationMissing):
        cast.step(cast.office, "assigned")
    stranger = make_worker(cast.grids["S22"], username="stranger")
    with pytest.raises(HandlerUnknown):
        cast.step(cast.office, "assigned", handler_id=stranger.id)


def test_a_units_tasks_are_those_of_its_people_until_one_takes_it(cast):
    unit, people = make_department(), [make_person("one"), make_person("two")]
    for person in people:
        OrganisationPost.objects.create(person=person, organisation=unit, term=DateRange(date(2020, 1, 1), None))
    cast.step(cast.office, "assigned", organisation_id=unit.id)
    assert [told(person)[0]["team"] for person in people] == [unit.name, unit.name]
    advance_incident(
        for_person(people[0]), {unit.id}, incident_id=cast.incident.id, to_state="in_progress", base_version=3
    )
    assert [len(told(person)) for person in people] == [1, 0]


def test_who_can_be_asked_is_who_works_at_the_place_today(cast):
    leader = make_person("leader")
    appoint(leader, GridRole.GRID_LEADER, cast.grids["M1"])
    gone = make_person("gone")
    appoint(gone, GridRole.GRID_WORKER, cast.grids["S11"], term=(date(2020, 1, 1), date(2021, 1, 1)))
    assert {person.username for person in people_of_place(cast.incident)} == {"worker", "mate", "leader"}


def test_the_overdue_come_first_and_a_place_has_words(cast):
    make_building(cast.grids["S11"], name="3号楼", address="示例路1号")
    cast.step(cast.office, "assigned", handler_id=cast.mate.id)
    for days in (5, -1):
        other = report_incident(for_person(cast.worker), draft_by(cast.worker.id))
        for state, fields in (("accepted", {}), ("assigned", {"handler_id": cast.mate.id})):
            other = advance_incident(
                for_person(cast.office), (), incident_id=other.id, to_state=state, base_version=other.version,
                due_at=timezone.now() + timedelta(days=days), **fields,
            )  # fmt: skip
    late, soon, never = tasks_for(for_person(cast.mate))
    assert late.due_at < soon.due_at
    assert never.due_at is None
    assert {task["place"] for task in told(cast.mate)} == {"示例路1号 3号楼"}


def test_photos_of_a_step_are_seen_by_whoever_sees_the_incident(cast):
    phone = make_phone(cast.mate)
    sha256 = "cd" * 32
    cast.step(cast.office, "assigned", handler_id=cast.mate.id)
    begin = phone.op("incident.step", cast.incident.id, {"to_state": "in_progress"}, base_version=3)
    done = phone.op(
        "incident.step", cast.incident.id, {"to_state": "resolved", "note": "好了", "photos": [sha256]}, base_version=4
    )
    assert phone.statuses(begin, done) == ["applied", "applied"]
    assert IncidentEvent.objects.get(version=5).photo_hashes == [sha256]
    photo = Photo(sha256=sha256, owner=cast.mate)
    assert can_see_photo(for_person(cast.worker), photo)
    assert not can_see_photo(for_person(make_worker(cast.grids["S22"], username="stranger")), photo)
    with pytest.raises(BadPhotoHash):
        cast.step(cast.office, "verified", photo_hashes=["nonsense"])
