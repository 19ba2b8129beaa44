"""Every write of visits. Rows are only ever added; plans follow by trigger."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from server.forms.answers import check_answers
from server.forms.problems import UnknownForm
from server.forms.selectors import Key, definitions_by_key
from server.grids.scope import Scope
from server.problems import Problem
from server.visits.drafts import VisitDraft, check_draft
from server.visits.models import Visit
from server.visits.permissions import can_correct_visit, can_record_visit
from server.visits.problems import (
    AlreadyCorrected,
    NotTheVisitor,
    NotYoursToCorrect,
    OtherHousehold,
    OutsideYourGrids,
    UnknownVisit,
    VisitIdTaken,
)
from server.visits.selectors import HouseholdFacts, corrected_among, household_facts, visits_by_id
from server.visits.writing import insert_visits

DAY = timedelta(days=1)
Definition = Mapping[str, Any]


def record_visit(scope: Scope, draft: VisitDraft) -> Visit:
    """Record one visit, or raise why not."""
    result = record_visits(scope, [draft])[0]
    if isinstance(result, Problem):
        raise result
    return result


@transaction.atomic
def record_visits(scope: Scope, drafts: Sequence[VisitDraft]) -> list[Visit | Problem]:
    """Record many visits at once: a visit or a refusal for each draft, in order. A refused draft stops no other.

    A draft that is already on record with equal content is answered with the record.
    """
    # 1. Everything needed to judge, in three queries for the whole batch, and one more where forms were filled in.
    households = household_facts({draft.household_id for draft in drafts})
    known = visits_by_id({draft.id for draft in drafts} | {draft.corrects for draft in drafts if draft.corrects})
    corrected = corrected_among(known)
    forms = forms_of(drafts, households)

    # 2. Judge in order, so that a correction may follow its visit in the same batch.
    results: list[Visit | Problem] = []
    fresh: dict[UUID, Visit] = {}
    for draft in drafts:
        try:
            visit = judge(scope, draft, households.get(draft.household_id), known, corrected)
            check_form(draft, visit.street_id, forms)
        except Problem as problem:
            results.append(problem)
            continue
        if draft.id not in known:
            fresh[visit.id] = known[visit.id] = visit
            corrected.update([draft.corrects] if draft.corrects else [])
        results.append(visit)

    # 3. Write. A twin of this batch may be on its way in another connection: theirs stays then, and is compared.
    twins = fresh.keys() - insert_visits(fresh.values())
    stored = visits_by_id(twins) if twins else {}
    return [
        answer(result, stored.get(result.id)) if isinstance(result, Visit) and result.id in twins else result
        for result in results
    ]


def judge(
    scope: Scope,
    draft: VisitDraft,
    household: HouseholdFacts | None,
    known: dict[UUID, Visit],
    corrected: set[UUID],
) -> Visit:
    """The row that this draft becomes, or the row that it already is. Raises why it cannot be."""
    if draft.visitor_id != scope.person.id:
        raise NotTheVisitor
    if household is None:
        raise OutsideYourGrids
    check_draft(draft, centre=household.centre)
    # Last month's visit belongs to last month's grid; whoever holds either may bring it in.
    then = household.grid_at(draft.visited_at)
    # A move holds for the whole of its day: in the morning the household was still where it was the day before.
    places = {then, household.grid_at(draft.visited_at - DAY), household.small_grid_id}
    if not any(can_record_visit(scope, place) for place in places):
        raise OutsideYourGrids
    visit = row_of(draft, street_id=household.street_id, small_grid_id=then)
    if draft.id in known:
        if not says_the_same(known[draft.id], visit):
            raise VisitIdTaken
        return known[draft.id]
    if draft.corrects:
        check_correction(scope, draft, known.get(draft.corrects), corrected)
    return visit


def forms_of(drafts: Sequence[VisitDraft], households: Mapping[UUID, HouseholdFacts]) -> Mapping[Key, Definition]:
    """The versions that the batch was filled in with, retired ones too."""
    return definitions_by_key(
        {
            (household.street_id, draft.form.code, draft.form.version)
            for draft in drafts
            if draft.form and (household := households.get(draft.household_id))
        }
    )


def check_form(draft: VisitDraft, street_id: int, forms: Mapping[Key, Definition]) -> None:
    """Raises UnknownForm, BadAnswer."""
    if draft.form is None:
        return
    definition = forms.get((street_id, draft.form.code, draft.form.version))
    if definition is None:
        raise UnknownForm(form=draft.form.code, version=draft.form.version)
    check_answers(definition, draft.form.answers, draft.photo_hashes)


def check_correction(scope: Scope, draft: VisitDraft, first: Visit | None, corrected: set[UUID]) -> None:
    """A correction names a visit to the same household that nothing else has corrected."""
    if first is None:
        raise UnknownVisit
    if first.household_id != draft.household_id:
        raise OtherHousehold
    if not can_correct_visit(scope, first):
        raise NotYoursToCorrect
    if first.id in corrected:
        raise AlreadyCorrected


def row_of(draft: VisitDraft, *, street_id: int, small_grid_id: UUID) -> Visit:
    return Visit(
        id=draft.id,
        street_id=street_id,
        small_grid_id=small_grid_id,
        household_id=draft.household_id,
        visitor_id=draft.visitor_id,
        device_id=draft.device_id,
        outcome=draft.outcome,
        needs=list(draft.needs),
        note=draft.note,
        next_on=draft.next_on,
        visited_at=draft.visited_at,
        captured_at=draft.captured_at,
        clock_doubtful=draft.clock_doubtful,
        fix=draft.fix.point if draft.fix else None,
        fix_accuracy_m=draft.fix.accuracy_m if draft.fix else None,
        presence_grade=draft.presence.grade if draft.presence else "",
        presence_reasons=list(dict.fromkeys(draft.presence.reasons)) if draft.presence else [],
        photo_hashes=list(draft.photo_hashes),
        form_version=draft.form_version,
        form=draft.form.as_data() if draft.form else None,
        corrects_id=draft.corrects,
    )


# What the visitor said. `visited_at` is the server's estimate and may differ between two sendings of one visit.
SAID = (
    "household_id",
    "visitor_id",
    "outcome",
    "needs",
    "note",
    "next_on",
    "captured_at",
    "photo_hashes",
    "form",
    "corrects_id",
)


def says_the_same(stored: Visit, visit: Visit) -> bool:
    """Whether two rows with one id tell one story."""
    return all(getattr(stored, name) == getattr(visit, name) for name in SAID) and place_of(stored) == place_of(visit)


def place_of(visit: Visit) -> tuple[float, ...] | None:
    return (*visit.fix.coords, cast("float", visit.fix_accuracy_m)) if visit.fix else None


def answer(visit: Visit, stored: Visit | None) -> Visit | Problem:
    """What the write left behind under this id."""
    if stored is None:
        return AlreadyCorrected()
    return stored if says_the_same(stored, visit) else VisitIdTaken()
