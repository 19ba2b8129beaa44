"""Every incident finds its way: who may take which step, what it needs, and that nobody rewrites the log."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from server.grids.models import GridRole, ServiceGrid
from server.grids.scope import for_person
from server.incidents.models import Incident, IncidentEvent, IncidentState
from server.incidents.problems import HandlerUnknown, NoteMissing, StepNotLegal, StepNotYours, VersionStale
from server.incidents.services import advance_incident, report_incident
from server.incidents.workflow import FINAL, SETTLED, STEPS, Need, next_steps
from server.organisations.models import OrganisationPost
from server.problems import NotFound
from tests.factories.places import make_tree
from tests.people import appoint, make_community_staff, make_person, make_street_staff, make_worker
from tests.server.incidents.drafts import draft_by, make_category, make_department

pytestmark = pytest.mark.django_db


class Cast:
    """The people around one incident, each able to take a step."""

    def __init__(self):
        grids = make_tree()
        make_category()
        self.department = make_department()
        self.people = {
            "worker": make_worker(grids["S11"]),
            "mate": make_worker(grids["S11"], username="mate"),
            "stranger": make_worker(grids["S22"], username="stranger"),
            "community": make_community_staff(grids["L"]),
            "street": make_street_staff(),
            "department": make_person("department"),
        }
        OrganisationPost.objects.create(
            person=self.people["department"],
            organisation=self.department,
            term=DateRange(date(2020, 1, 1), None),
        )
        worker = self.people["worker"]
        self.incident = report_incident(for_person(worker), draft_by(worker.id))

    def reach(self, who):
        organisations = {self.department.id} if who == "department" else set()
        return for_person(self.people[who]), organisations

    def step(self, who, to_state, **fields):
        self.incident.refresh_from_db()
        fields = {"base_version": self.incident.version, **fields}
        self.incident = advance_incident(*self.reach(who), incident_id=self.incident.id, to_state=to_state, **fields)
        return self.incident

    def offered(self, who):
        self.incident.refresh_from_db()
        return {str(step.to_state) for step in next_steps(self.incident, *self.reach(who))}


@pytest.fixture
def cast():
    return Cast()


def test_the_long_way_from_report_to_closing(cast):
    cast.step("community", "accepted")
    cast.step("community", "assigned", organisation_id=cast.department.id)
    assert cast.step("department", "in_progress").handler_id == cast.people["department"].id
    cast.step("department", "resolved", note="已清理")
    cast.step("mate", "verified")
    incident = cast.step("street", "closed", note="谢谢，杂物已经清走。")
    assert (incident.state, incident.version) == ("closed", 7)
    assert list(incident.events.order_by("version").values_list("to_state", flat=True)) == [
        "reported", "accepted", "assigned", "in_progress", "resolved", "verified", "closed",
    ]  # fmt: skip
    assert cast.step("worker", "reopened", note="又堆起来了").state == "reopened"


def test_no_case_closes_without_an_answer(cast):
    for to_state in ("accepted", "in_progress"):
        cast.step("community", to_state)
    cast.step("community", "resolved", note="done")
    cast.step("community", "verified")
    for note in ("", "  \n "):
        with pytest.raises(NoteMissing):
            cast.step("community", "closed", note=note)
    assert Incident.objects.get().state == "verified"
    assert IncidentEvent.objects.filter(to_state="closed").count() == 0


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.from_state}-{step.to_state}")
@pytest.mark.parametrize("who", ["worker", "mate", "stranger", "community", "street", "department"])
def test_every_step_is_open_to_its_actors_only(cast, who, step):
    """The whole table: step × person. The department holds the case, the worker is the reporter."""
    Incident.objects.update(state=step.from_state, organisation=cast.department)
    second = report_incident(cast.reach("worker")[0], draft_by(cast.people["worker"].id))
    parts = {
        "worker": {"reporter", "worker"}, "mate": {"worker"}, "stranger": set(),
        "community": {"community"}, "street": {"street", "community"}, "department": {"department"},
    }  # fmt: skip
    Incident.objects.filter(id=second.id).update(organisation=None)
    fields = {"note": "because", "organisation_id": cast.department.id, "merged_into_id": second.id}
    if parts[who] & {str(actor) for actor in step.actors}:
        assert step.to_state in cast.offered(who)
        assert cast.step(who, step.to_state, **fields).state == step.to_state
    else:
        assert step.to_state not in cast.offered(who)
        with pytest.raises(NotFound if who == "stranger" else StepNotYours):
            cast.step(who, step.to_state, **fields)
        assert not IncidentEvent.objects.filter(version=2).exists()


@pytest.mark.parametrize("step", [step for step in STEPS if step.needs], ids=lambda s: f"{s.from_state}-{s.to_state}")
def test_every_need_is_asked_for(cast, step):
    Incident.objects.update(state=step.from_state)
    expected = {
        Need.NOTE: "note_missing",
        Need.ORGANISATION: "organisation_missing",
        Need.MERGED_INTO: "merge_target_missing",
    }
    who = "street" if "street" in step.actors else "worker"
    with pytest.raises(Exception) as refused:  # noqa: PT011
        cast.step(who, step.to_state)
    assert refused.value.code in {expected[need] for need in step.needs}


def test_all_states_are_reached_and_only_merged_and_cancelled_are_final(cast):
    assert {step.to_state for step in STEPS} == set(IncidentState)
    assert {IncidentState.MERGED, IncidentState.CANCELLED} == FINAL
    assert FINAL | {IncidentState.CLOSED, IncidentState.REJECTED} == SETTLED


def test_a_leap_is_a_conflict_that_says_where_it_stands(cast):
    with pytest.raises(StepNotLegal) as refused:
        cast.step("street", "closed", note="quick")
    assert refused.value.status == 409
    with pytest.raises(StepNotLegal):
        cast.step("street", "nowhere")


def test_who_saw_an_older_version_is_told(cast):
    cast.step("community", "accepted")
    with pytest.raises(VersionStale) as refused:
        cast.step("street", "rejected", note="no", base_version=1)
    assert refused.value.data["version"] == 2
    assert Incident.objects.get().state == "accepted"


def test_a_case_handed_back_leaves_the_departments_list(cast):
    cast.step("community", "accepted")
    cast.step("community", "assigned", organisation_id=cast.department.id)
    assert cast.step("department", "accepted", note="不属于我局职责").organisation_id is None
    with pytest.raises(NotFound):
        cast.step("department", "in_progress")


def test_merging_into_itself_or_into_a_settled_case_is_refused(cast):
    other = report_incident(cast.reach("worker")[0], draft_by(cast.people["worker"].id))
    Incident.objects.filter(id=other.id).update(state="closed")
    for target in (cast.incident.id, other.id, None):
        with pytest.raises(Exception, match="merge_target_missing"):
            cast.step("community", "merged", merged_into_id=target)


def test_a_handler_must_hold_a_post_there(cast):
    cast.step("community", "accepted")
    with pytest.raises(HandlerUnknown):
        cast.step("community", "in_progress", handler_id=cast.people["stranger"].id)
    assert cast.step("community", "in_progress", handler_id=cast.people["mate"].id).handler == cast.people["mate"]


@pytest.mark.parametrize("sql", ["update incidents_incidentevent set note = ''", "delete from incidents_incidentevent"])
def test_the_log_cannot_be_rewritten(cast, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert IncidentEvent.objects.count() == 1


def test_an_office_post_elsewhere_gives_no_office_right_here(cast):
    """Worker here, community staff there: the two posts do not add up."""
    grids = {grid.code: grid for grid in ServiceGrid.objects.all()}
    appoint(cast.people["mate"], GridRole.COMMUNITY_STAFF, grids["M2"])
    assert cast.offered("mate") == set()
    with pytest.raises(StepNotYours):
        cast.step("mate", "accepted")
