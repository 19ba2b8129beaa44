"""Pairs on the register that may be one person, as the office compares them: masked, with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from server.grids.scope import Scope
from server.households.likeness import LikenessState
from server.households.models import Household, PossibleDuplicate, Resident, ResidentRemoval
from server.households.selectors import likenesses_for
from server.office.inbox.rows import place_of
from server.privacy.masking import masked_name, masked_phone

PAIRS_SHOWN, DECIDED_SHOWN = 50, 50


@dataclass(frozen=True)
class Entry:
    """One of the two. `knows` names what this entry holds: the other takes over what it lacks."""

    resident: Resident
    name: str
    phone: str
    place: str
    has_birth_year: bool
    has_care: bool


@dataclass(frozen=True)
class Pair:
    pair: PossibleDuplicate
    entries: list[Entry]
    reasons: list[str]


@dataclass(frozen=True)
class Decided:
    """A pair on which somebody decided; names masked, also of an entry that is off the register."""

    pair: PossibleDuplicate
    name: str


def pairs_for(scope: Scope) -> list[Pair]:
    found = list(likenesses_for(scope)[:PAIRS_SHOWN])
    residents = residents_of(found)
    return [pair_of(pair, residents[pair.first_id], residents[pair.second_id]) for pair in found]


def residents_of(pairs: Iterable[PossibleDuplicate]) -> dict[UUID, Resident]:
    ids = {id_ for pair in pairs for id_ in (pair.first_id, pair.second_id)}
    rows = Resident.objects.select_related("household__dwelling__unit__building", "household__small_grid")
    return {row.id: row for row in rows.filter(id__in=ids)}


def pair_of(pair: PossibleDuplicate, first: Resident, second: Resident) -> Pair:
    return Pair(pair, [entry_of(first), entry_of(second)], reasons_of(first, second))


def entry_of(resident: Resident) -> Entry:
    return Entry(
        resident=resident,
        name=masked_name(resident.name),
        phone=masked_phone(resident.phone),
        place=place_of(resident.household),
        has_birth_year=resident.birth_year is not None,
        has_care=bool(resident.care_categories),
    )


def reasons_of(first: Resident, second: Resident) -> list[str]:
    """Why these two are shown: what they have in common, and no value of it."""
    reasons = [_("same name")]
    if first.birth_year is not None and first.birth_year == second.birth_year:
        reasons.append(_("same year of birth"))
    if first.household_id == second.household_id:
        reasons.append(_("behind the same door"))
    return reasons


def decided_for(scope: Scope) -> list[Decided]:
    """What was decided on pairs of this area, the newest first. Both homes must lie in it, as for the open ones."""
    homes = Household.objects.filter(small_grid__in=scope.office_small_grid_ids).values("id")
    standing = Resident.objects.filter(household__in=homes).values("id")
    gone = ResidentRemoval.objects.filter(household_id__in=homes).values("resident_id")
    rows = (
        PossibleDuplicate.objects.exclude(state=LikenessState.OPEN)
        .select_related("decided_by")
        .filter(Q(first_id__in=standing) | Q(first_id__in=gone), Q(second_id__in=standing) | Q(second_id__in=gone))
    )
    found = list(rows.order_by("-decided_at")[:DECIDED_SHOWN])
    residents = residents_of(found)
    return [Decided(pair, name_of(pair, residents)) for pair in found]


def name_of(pair: PossibleDuplicate, residents: dict[UUID, Resident]) -> str:
    known = residents.get(pair.first_id) or residents.get(pair.second_id)
    return masked_name(known.name) if known else "–"
