"""Every write of call-outs: asking for help, ending it, and answering."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from server.grids.audience import check_order, chosen_grids, may_change
from server.grids.scope import Scope
from server.organisations.call_outs import call_out_of_office, call_outs_for, call_outs_of_office
from server.organisations.models import Answer, CallOut, CallOutAnswer
from server.organisations.problems import CallOutEmpty, NotAskedForHelp, TeamUnknown, UnknownAnswer
from server.organisations.selectors import organisations_for
from server.problems import NotAllowed, Problem, check_text

SHORT, LONG, NOTE_LENGTH = 120, 2000, 500
TITLE_LENGTH = 80
MOST_NEEDED = 500


@transaction.atomic
def call_for_help(
    scope: Scope,
    *,
    title: str,
    text: str = "",
    place: str = "",
    contact: str = "",
    needed: int,
    grid_ids: Collection[UUID] = (),
    organisation_id: UUID | None = None,
    starts_at: datetime,
    ends_at: datetime,
    answer_by: datetime,
) -> CallOut:
    """Raises NotAllowed, WholeStreetNotYours, NotFound, TeamUnknown, CallOutEmpty, TextUnusable, NotInOrder."""
    if organisation_id is None or grid_ids:
        grids = chosen_grids(scope, grid_ids)
    elif scope.is_office:
        grids = []
    else:
        raise NotAllowed
    if organisation_id and not organisations_for(scope).filter(id=organisation_id).exists():
        raise TeamUnknown
    if not title.strip() or not 1 <= needed <= MOST_NEEDED:
        raise CallOutEmpty
    for value, limit in ((title.strip(), TITLE_LENGTH), (text, LONG), (place, SHORT), (contact, SHORT)):
        check_text(value, limit=limit)
    now = timezone.now()
    check_order(starts_at, ends_at, now=now)
    check_order(answer_by, ends_at, now=now)
    check_order(answer_by, now=now)
    call_out = CallOut.objects.create(
        street_id=scope.street_id or 0,
        organisation_id=organisation_id,
        title=title.strip(),
        text=text.strip(),
        place=place.strip(),
        contact=contact.strip(),
        needed=needed,
        starts_at=starts_at,
        ends_at=ends_at,
        answer_by=answer_by,
        author=scope.person,
    )
    call_out.grids.set(grids)
    return call_out


def end_call_out(scope: Scope, call_out_id: UUID) -> CallOut:
    """Nobody is asked any more; ending it twice ends it once. Raises NotFound, NotAllowed."""
    call_out = call_out_of_office(scope, call_out_id)
    if not may_manage(scope, call_out):
        raise NotAllowed
    CallOut.objects.filter(id=call_out.id, ended_at=None).update(ended_at=timezone.now())
    call_out.refresh_from_db()
    return call_out


def may_manage(scope: Scope, call_out: CallOut) -> bool:
    """Ends it, and reads who answered what."""
    return may_change(scope, call_out.author_id, set(call_out.grids.values_list("id", flat=True)))


@dataclass(frozen=True)
class AnswerDraft:
    """`id` is the operation's where it came from a phone; `person_id` is whose it is, where an office takes it in."""

    id: UUID
    call_out_id: UUID
    answer: str
    answered_at: datetime
    note: str = ""
    device_id: UUID | None = None
    person_id: UUID | None = None
    insist: bool = False


def answer_call_outs(scope: Scope, drafts: Sequence[AnswerDraft]) -> list[CallOutAnswer | Problem]:
    """An answer or a refusal for each draft, in order. One that came too late is kept like any other: the rows say
    when it was given."""
    named = [draft.call_out_id for draft in drafts]
    asked = set(call_outs_for(scope).filter(id__in=named).values_list("id", flat=True))
    written = set(call_outs_of_office(scope).filter(id__in=named).values_list("id", flat=True))
    results: list[CallOutAnswer | Problem] = []
    for draft in drafts:
        try:
            # An office that decides for a refused answer takes it in for its worker, in its own area.
            results.append(judge(scope, draft, asked | written if draft.insist else asked))
        except Problem as problem:
            results.append(problem)
    # Sent again, also after the operation is forgotten: the id is the same.
    fresh = {answer.id: answer for answer in results if isinstance(answer, CallOutAnswer)}
    CallOutAnswer.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    return results


def judge(scope: Scope, draft: AnswerDraft, asked: set[UUID]) -> CallOutAnswer:
    if draft.answer not in Answer.values:
        raise UnknownAnswer(answer=draft.answer[:40])
    check_text(draft.note, limit=NOTE_LENGTH)
    if draft.call_out_id not in asked:
        raise NotAskedForHelp
    return CallOutAnswer(
        id=draft.id,
        call_out_id=draft.call_out_id,
        person_id=draft.person_id or scope.person.id,
        device_id=draft.device_id,
        answer=draft.answer,
        note=draft.note.strip(),
        answered_at=draft.answered_at,
    )
