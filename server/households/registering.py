"""Putting residents on the register from the door."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from server.grids.scope import Scope
from server.households.history import Log
from server.households.likenesses import flag_likenesses
from server.households.models import Resident, ResidentRemoval
from server.households.past import Act, RecordKind
from server.households.permissions import can_amend_household
from server.households.problems import NotAtYourDoor, ResidentIdTaken
from server.households.values import RESIDENT_FIELDS, clean, resident_values, set_resident
from server.households.whereabouts import Whereabouts, whereabouts_of
from server.problems import Problem


@dataclass(frozen=True)
class ResidentDraft:
    id: UUID
    household_id: UUID
    name: str
    birth_year: int | None = None
    care: list[str] = field(default_factory=list)
    phone: str = ""
    operation_id: UUID | None = None

    @property
    def values(self) -> dict[str, Any]:
        return {"name": self.name, "birth_year": self.birth_year, "care": self.care, "phone": self.phone}


@transaction.atomic
def add_residents(scope: Scope, drafts: Sequence[ResidentDraft]) -> list[UUID | Problem]:
    """Registers many residents: their id or a refusal for each, in order.

    Somebody who looks like a person on the register already is registered all the same, and the office is shown both:
    who is told "already there" at the door learns where else somebody lives.
    """
    places = whereabouts_of(draft.household_id for draft in drafts)
    known = Resident.objects.in_bulk([draft.id for draft in drafts])
    gone = ResidentRemoval.objects.filter(resident_id__in=[draft.id for draft in drafts])
    taken = set(gone.values_list("resident_id", flat=True))
    fresh: list[Resident] = []
    log = Log(scope.person)

    def add(draft: ResidentDraft) -> UUID:
        values = clean(draft.values, RESIDENT_FIELDS)
        place: Whereabouts | None = places.get(draft.household_id)
        if place is None or not can_amend_household(scope, place.around(scope.on)):
            raise NotAtYourDoor
        resident = Resident(id=draft.id, household_id=draft.household_id)
        set_resident(resident, values)
        if draft.id in taken or (draft.id in known and not says_the_same(known[draft.id], resident)):
            raise ResidentIdTaken
        if draft.id not in known:
            known[draft.id] = resident
            fresh.append(resident)
            given = {name: value for name, value in values.items() if value not in (None, "", [])}
            log.note(RecordKind.RESIDENT, resident, draft.household_id, {}, given, Act.ADDED, draft.operation_id)
        return draft.id

    outcomes: list[UUID | Problem] = []
    for draft in drafts:
        try:
            outcomes.append(add(draft))
        except Problem as problem:
            outcomes.append(problem)
    Resident.objects.bulk_create(fresh)
    log.keep()
    flag_likenesses(resident.id for resident in fresh)
    return outcomes


def says_the_same(stored: Resident, resident: Resident) -> bool:
    return stored.household_id == resident.household_id and resident_values(stored) == resident_values(resident)
