"""Every read of call-outs and of what was answered to them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from server.grids.audience import meant_for, over_which
from server.grids.scope import Scope
from server.organisations.models import Answer, CallOut, CallOutAnswer
from server.organisations.selectors import organisations_of
from server.problems import NotFound

# Whoever helped says so afterwards.
AFTER = timedelta(days=3)
MOST = 100


def call_outs_for(scope: Scope) -> QuerySet[CallOut]:
    """Those that ask this person, over or not."""
    asked = Q(organisation__in=organisations_of(scope.person, on=scope.on))
    asked |= meant_for(scope, whole_street=Q(organisation=None))
    return CallOut.objects.filter(asked).distinct().select_related("author", "organisation")


def open_call_outs_for(scope: Scope) -> QuerySet[CallOut]:
    """Those to answer, or to report one's help to, by when an answer is due."""
    since = timezone.now() - AFTER
    late = Q(ended_at=None) | Q(ended_at__gt=since)
    return call_outs_for(scope).filter(late, ends_at__gt=since).order_by("answer_by", "id")


def call_outs_of_office(scope: Scope) -> QuerySet[CallOut]:
    """Those that were written for the area of an office, over or not."""
    if not scope.is_office:
        return CallOut.objects.none()
    found = CallOut.objects.filter(over_which(scope))
    return found.distinct().select_related("author", "organisation").order_by("-created_at", "-id")


def call_out_of_office(scope: Scope, call_out_id: UUID) -> CallOut:
    call_out = call_outs_of_office(scope).filter(id=call_out_id).first()
    if call_out is None:
        raise NotFound
    return call_out


def answers_to(call_outs: Iterable[CallOut]) -> dict[UUID, dict[UUID, CallOutAnswer]]:
    """Call-out → person → the answer that counts: the newest that was given before the call-out was over. That one has
    helped may also be said afterwards."""
    over = {call_out.id: call_out.over_at for call_out in call_outs}
    counting: dict[UUID, dict[UUID, CallOutAnswer]] = {call_out_id: {} for call_out_id in over}
    rows = CallOutAnswer.objects.filter(call_out__in=list(over)).select_related("person")
    for row in rows.order_by("answered_at", "id"):
        if in_time(row, over[row.call_out_id]):
            counting[row.call_out_id][row.person_id] = row
    return counting


def in_time(answer: CallOutAnswer, over_at: datetime) -> bool:
    return answer.answer == Answer.DONE or answer.answered_at <= over_at


def section(scope: Scope) -> list[dict[str, Any]]:
    """The section `call_outs` of a pull: own answer, and how many come. Who comes is told to the office only."""
    found = list(open_call_outs_for(scope)[:MOST])
    counting = answers_to(found)
    return [item(call_out, counting[call_out.id], scope.person.id) for call_out in found]


def item(call_out: CallOut, answers: dict[UUID, CallOutAnswer], person_id: UUID) -> dict[str, Any]:
    own = answers.get(person_id)
    return {
        "id": str(call_out.id),
        "title": call_out.title,
        "text": call_out.text,
        "place": call_out.place,
        "contact": call_out.contact,
        "team": call_out.organisation.name if call_out.organisation else "",
        "needed": call_out.needed,
        "coming": coming(answers.values()),
        "starts_at": call_out.starts_at.isoformat(),
        "ends_at": call_out.over_at.isoformat(),
        "ended": call_out.ended_at is not None,
        "answer_by": call_out.answer_by.isoformat(),
        "answer": None
        if own is None
        else {
            "id": str(own.id),
            "answer": own.answer,
            "note": own.note,
            "answered_at": own.answered_at.isoformat(),
        },
    }


def coming(answers: Iterable[CallOutAnswer]) -> int:
    return sum(answer.answer in (Answer.ACCEPTED, Answer.DONE) for answer in answers)
