"""What phones may ask for: each verb reads its operations into drafts and hands them to the noun's own service."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

from server.accounts.models import Device
from server.emergencies.drafts import CheckDraft
from server.emergencies.services import check_doors
from server.feedback.services import FeedbackDraft, send_feedback
from server.forms.answers import FilledForm
from server.grids.scope import Scope
from server.households.amending import Amended, Amendment, amend_households, amend_residents
from server.households.registering import ResidentDraft, add_residents
from server.households.removing import Removal, remove_residents
from server.incidents.drafts import IncidentDraft
from server.incidents.joining import JoinDraft, Spot, join_incidents
from server.incidents.selectors import current_version
from server.incidents.services import advance_incident, report_incidents
from server.organisations.calling_out import AnswerDraft, answer_call_outs
from server.organisations.selectors import organisations_of
from server.problems import Problem
from server.sync.clocks import Estimate
from server.sync.models import OperationState
from server.sync.problems import BadOperation
from server.sync.reading import (
    day_or_none,
    number_at,
    number_or_none,
    object_at,
    text_at,
    texts_at,
    uuid_at,
    uuid_or_none,
    whole_at,
)
from server.visits.drafts import Fix, Presence, VisitDraft
from server.visits.services import record_visits

Draft = TypeVar("Draft")
# PostgreSQL's integer: a larger number in a query would fail the whole batch.
LARGEST_VERSION = 2**31 - 1


@dataclass(frozen=True)
class Asked:
    """One operation that can be judged: who, what, and when by the server's estimate."""

    op_id: UUID
    kind: str
    entity_id: UUID
    base_version: int | None
    body: Mapping[str, Any]
    device: Device
    captured_at: datetime
    when: Estimate
    # The office has decided for what the phone says: its values win over what stands against them.
    insist: bool = False

    @property
    def refers_to(self) -> set[UUID]:
        """The records that must have gone through before this operation can."""
        found = {self.entity_id, uuid_or_none(self.body, "corrects")} - {None}
        return {entity for entity in found if entity is not None}


# None: done. MERGED: done, and another's change of the record kept too.
Verdict = Problem | Literal[OperationState.MERGED] | None
Verdicts = list[Verdict]
Apply = Callable[[Scope, Sequence[Asked]], Verdicts]


def record(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """visit.record and visit.correct"""
    return as_a_set(asked, visit_draft, lambda drafts: record_visits(scope, drafts))


def report(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """incident.report"""
    return as_a_set(asked, incident_draft, lambda drafts: report_incidents(scope, drafts))


def join(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """incident.join"""
    return as_a_set(asked, join_draft, lambda drafts: join_incidents(scope, drafts))


def step(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """incident.step: each names the version that the worker saw, so they are taken one by one."""
    organisation_ids = organisations_of(scope.person, on=scope.on)
    return [take_step(scope, organisation_ids, one) for one in asked]


def check(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """emergency.check"""
    return as_a_set(asked, check_draft, lambda drafts: check_doors(scope, drafts))


def amend_doors(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """household.amend"""
    return as_a_set(asked, amendment, lambda wanted: amend_households(scope, wanted))


def add_people(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """resident.add"""
    return as_a_set(asked, resident_draft, lambda drafts: add_residents(scope, drafts))


def amend_people(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """resident.amend"""
    return as_a_set(asked, resident_amendment, lambda wanted: amend_residents(scope, wanted))


def remove_people(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """resident.remove"""
    return as_a_set(asked, removal, lambda wanted: remove_residents(scope, wanted))


def answer(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """call_out.answer"""
    return as_a_set(asked, answer_draft, lambda drafts: answer_call_outs(scope, drafts))


def send(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """feedback.send"""
    return as_a_set(asked, feedback_draft, lambda drafts: send_feedback(scope, drafts))


VERBS: dict[str, Apply] = {
    "visit.record": record,
    "visit.correct": record,
    "incident.report": report,
    "incident.join": join,
    "incident.step": step,
    "call_out.answer": answer,
    "emergency.check": check,
    "feedback.send": send,
    "household.amend": amend_doors,
    "resident.add": add_people,
    "resident.amend": amend_people,
    "resident.remove": remove_people,
}


def as_a_set(
    asked: Sequence[Asked],
    read: Callable[[Asked], Draft],
    write: Callable[[list[Draft]], Iterable[object]],
) -> Verdicts:
    """Writes what can be read in one go; a verdict per operation, in their order."""
    drafts = [attempt(read, one) for one in asked]
    written = iter(write([draft for draft in drafts if not isinstance(draft, Problem)]))
    results = [draft if isinstance(draft, Problem) else next(written) for draft in drafts]
    return [verdict_of(result) for result in results]


def verdict_of(result: object) -> Verdict:
    if isinstance(result, Problem):
        return result
    return OperationState.MERGED if isinstance(result, Amended) and result.merged else None


def attempt(read: Callable[[Asked], Draft], one: Asked) -> Draft | Problem:
    try:
        return read(one)
    except Problem as problem:
        return problem


def visit_draft(asked: Asked) -> VisitDraft:
    body = asked.body
    corrects = uuid_or_none(body, "corrects")
    if (corrects is not None) != (asked.kind == "visit.correct"):
        raise BadOperation(field="corrects")
    return VisitDraft(
        id=asked.entity_id,
        household_id=uuid_at(body, "household_id"),
        visitor_id=asked.device.person_id,
        device_id=asked.device.id,
        outcome=text_at(body, "outcome", longest=12),
        needs=texts_at(body, "needs", longest=16),
        note=text_at(body, "note", longest=2000, default=""),
        next_on=day_or_none(body, "next_on"),
        captured_at=asked.captured_at,
        visited_at=asked.when.at,
        clock_doubtful=asked.when.doubtful,
        fix=fix_of(body),
        presence=presence_of(body),
        photo_hashes=texts_at(body, "photos", longest=64),
        form_version=text_at(body, "form_version", longest=40, default="visit-1"),
        form=form_of(body),
        corrects=corrects,
    )


def fix_of(body: Mapping[str, Any]) -> Fix | None:
    if body.get("fix") is None:
        return None
    fix = object_at(body, "fix")
    return Fix(lon=number_at(fix, "lon"), lat=number_at(fix, "lat"), accuracy_m=number_at(fix, "accuracy_m"))


def presence_of(body: Mapping[str, Any]) -> Presence | None:
    if body.get("presence") is None:
        return None
    presence = object_at(body, "presence")
    return Presence(text_at(presence, "grade", longest=1), texts_at(presence, "reasons", longest=16))


def form_of(body: Mapping[str, Any]) -> FilledForm | None:
    if body.get("form") is None:
        return None
    form = object_at(body, "form")
    version = whole_at(form, "version")
    if version > LARGEST_VERSION:
        raise BadOperation(field="form")
    return FilledForm(text_at(form, "code", longest=40), version, object_at(form, "answers"))


def incident_draft(asked: Asked) -> IncidentDraft:
    body = asked.body
    solved = None if body.get("solved") is None else object_at(body, "solved")
    return IncidentDraft(
        id=asked.entity_id,
        reporter_id=asked.device.person_id,
        device_id=asked.device.id,
        category_code=text_at(body, "category", longest=40),
        description=text_at(body, "description", longest=2000),
        lon=number_at(body, "lon"),
        lat=number_at(body, "lat"),
        accuracy_m=number_or_none(body, "accuracy_m"),
        location_source=text_at(body, "location_source", longest=8),
        household_id=uuid_or_none(body, "household_id"),
        photo_hashes=texts_at(body, "photos", longest=64),
        solved_note=None if solved is None else text_at(solved, "note", longest=2000),
        photos_after=0 if solved is None else whole_at({"photos_after": 0, **solved}, "photos_after"),
        captured_at=asked.captured_at,
        reported_at=asked.when.at,
    )


def join_draft(asked: Asked) -> JoinDraft:
    body = asked.body
    return JoinDraft(
        id=asked.op_id,
        incident_id=asked.entity_id,
        person_id=asked.device.person_id,
        device_id=asked.device.id,
        note=text_at(body, "note", longest=2000, default=""),
        photo_hashes=texts_at(body, "photos", longest=64),
        spot=spot_of(body),
        captured_at=asked.captured_at,
        joined_at=asked.when.at,
        insist=asked.insist,
    )


def spot_of(body: Mapping[str, Any]) -> Spot | None:
    if body.get("place") is None:
        return None
    place = object_at(body, "place")
    return Spot(
        lon=number_at(place, "lon"),
        lat=number_at(place, "lat"),
        accuracy_m=number_or_none(place, "accuracy_m"),
        source=text_at(place, "location_source", longest=8),
    )


def answer_draft(asked: Asked) -> AnswerDraft:
    return AnswerDraft(
        id=asked.op_id,
        call_out_id=asked.entity_id,
        person_id=asked.device.person_id,
        insist=asked.insist,
        device_id=asked.device.id,
        answer=text_at(asked.body, "answer", longest=8),
        note=text_at(asked.body, "note", longest=500, default=""),
        answered_at=asked.when.at,
    )


def feedback_draft(asked: Asked) -> FeedbackDraft:
    body = asked.body
    return FeedbackDraft(
        id=asked.entity_id,
        about=text_at(body, "about", longest=8),
        text=text_at(body, "text", longest=2000),
        contact=text_at(body, "contact", longest=64, default=""),
        written_at=asked.when.at,
    )


def check_draft(asked: Asked) -> CheckDraft:
    body = asked.body
    return CheckDraft(
        id=asked.entity_id,
        emergency_id=uuid_at(body, "emergency_id"),
        household_id=uuid_at(body, "household_id"),
        person_id=asked.device.person_id,
        device_id=asked.device.id,
        state=text_at(body, "state", longest=16),
        headcount=None if body.get("headcount") is None else whole_at(body, "headcount"),
        note=text_at(body, "note", longest=500, default=""),
        captured_at=asked.captured_at,
        checked_at=asked.when.at,
    )


def amendment(asked: Asked) -> Amendment:
    return Amendment(
        record_id=asked.entity_id,
        # A record that was made on the phone has no version there yet.
        base_version=asked.base_version or 0,
        changes=object_at(asked.body, "changes"),
        seen=object_at(asked.body, "seen"),
        operation_id=asked.op_id,
        insist=asked.insist,
    )


def resident_amendment(asked: Asked) -> Amendment:
    uuid_at(asked.body, "household_id")
    return amendment(asked)


def resident_draft(asked: Asked) -> ResidentDraft:
    body = asked.body
    return ResidentDraft(
        id=asked.entity_id,
        household_id=uuid_at(body, "household_id"),
        name=text_at(body, "name", longest=64),
        birth_year=None if body.get("birth_year") is None else whole_at(body, "birth_year"),
        care=list(texts_at(body, "care", longest=20)),
        phone=text_at(body, "phone", longest=20, default=""),
        operation_id=asked.op_id,
    )


def removal(asked: Asked) -> Removal:
    uuid_at(asked.body, "household_id")
    return Removal(
        resident_id=asked.entity_id,
        base_version=asked.base_version or 0,
        reason=text_at(asked.body, "reason", longest=12),
        operation_id=asked.op_id,
        insist=asked.insist,
    )


def version_for_step(asked: Asked) -> int:
    """The version that the worker saw; the present one if the office has decided for the step."""
    if asked.insist:
        return current_version(asked.entity_id)
    return whole_at({"base_version": asked.base_version}, "base_version")


def take_step(scope: Scope, organisation_ids: frozenset[UUID], asked: Asked) -> Problem | None:
    try:
        advance_incident(
            scope,
            organisation_ids,
            incident_id=asked.entity_id,
            to_state=text_at(asked.body, "to_state", longest=12),
            base_version=version_for_step(asked),
            note=text_at(asked.body, "note", longest=2000, default=""),
            organisation_id=uuid_or_none(asked.body, "organisation_id"),
            handler_id=uuid_or_none(asked.body, "handler_id"),
            merged_into_id=uuid_or_none(asked.body, "merged_into_id"),
            photo_hashes=texts_at(asked.body, "photos", longest=64),
        )
    except Problem as problem:
        return problem
    return None
