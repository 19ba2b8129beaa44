"""Pairs on the register that may be one person, as the office compares them: masked, with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db.models import Q
from django.utils.translation import gettext as _
from pyproj import Geod

from server.grids.scope import Scope
from server.households.likeness import LikenessState
from server.households.models import CareCategory, Household, PossibleDuplicate, Resident, ResidentRemoval
from server.households.selectors import likenesses_for
from server.office.inbox.rows import place_of
from server.privacy.masking import masked_name, masked_phone
from server.visits.models import VisitPlan

PAIRS_SHOWN, DECIDED_SHOWN = 50, 50


@dataclass(frozen=True)
class Entry:
    """One of the two, masked unless it is shown in full. The one that stays takes over what it lacks.

    `recency` is when this entry was last written, `last_contact_at` when anybody of its household was last met.
    """

    resident: Resident
    name: str
    phone: str
    place: str
    birth_year: str
    care: str
    registered_on: date
    recency: datetime
    last_contact_at: datetime | None


@dataclass(frozen=True)
class Pair:
    """`reasons` speak for one person, `doubts` for two. `is_full`: shown unmasked, once."""

    pair: PossibleDuplicate
    entries: list[Entry]
    reasons: list[str]
    doubts: list[str]
    is_full: bool = False


@dataclass(frozen=True)
class Decided:
    """A pair on which somebody decided; names masked, also of an entry that is off the register."""

    pair: PossibleDuplicate
    name: str


def pairs_for(scope: Scope, *, full: UUID | None = None) -> list[Pair]:
    """The pairs to look at; the one that `full` names unmasked."""
    found = list(likenesses_for(scope)[:PAIRS_SHOWN])
    residents = residents_of(found)
    return [pair_of(pair, residents[pair.first_id], residents[pair.second_id], full=pair.id == full) for pair in found]


def residents_of(pairs: Iterable[PossibleDuplicate]) -> dict[UUID, Resident]:
    ids = {id_ for pair in pairs for id_ in (pair.first_id, pair.second_id)}
    rows = Resident.objects.select_related(
        "household__dwelling__unit__building", "household__small_grid", "household__plan"
    )
    return {row.id: row for row in rows.filter(id__in=ids)}


def pair_of(pair: PossibleDuplicate, first: Resident, second: Resident, *, full: bool = False) -> Pair:
    entries = [entry_of(first, full=full), entry_of(second, full=full)]
    return Pair(pair, entries, reasons_of(first, second), doubts_of(first, second), full)


def entry_of(resident: Resident, *, full: bool) -> Entry:
    household = resident.household
    plan: VisitPlan | None = getattr(household, "plan", None)
    return Entry(
        resident=resident,
        name=resident.name if full else masked_name(resident.name),
        phone=resident.phone if full else masked_phone(resident.phone),
        place=place_of(household),
        birth_year=shown(resident.birth_year, full=full),
        care=shown(", ".join(str(CareCategory(code).label) for code in resident.care_categories), full=full),
        registered_on=household.registered_on,
        recency=resident.updated_at,
        last_contact_at=plan.last_contact_at if plan else None,
    )


def shown(value: object, *, full: bool) -> str:
    """The value in full, or only that there is one."""
    if not value:
        return "–"
    return str(value) if full else _("known")


def reasons_of(first: Resident, second: Resident) -> list[str]:
    """Why these two are shown: what they have in common, and no value of it."""
    reasons = [_("same name")]
    if first.birth_year is not None and first.birth_year == second.birth_year:
        reasons.append(_("same year of birth"))
    if first.household_id == second.household_id:
        reasons.append(_("behind the same door"))
    if first.phone and first.phone == second.phone:
        reasons.append(_("same phone"))
    return reasons


def doubts_of(first: Resident, second: Resident) -> list[str]:
    """What speaks for two people, or at least has to be explained."""
    doubts = []
    if first.phone and second.phone and first.phone != second.phone:
        doubts.append(_("different phones"))
    if first.care_categories and second.care_categories and set(first.care_categories) != set(second.care_categories):
        doubts.append(_("different care categories"))
    if first.household_id != second.household_id:
        doubts.append(apart(round(metres_between(home_of(first), home_of(second)))))
    return doubts


def apart(metres: int) -> str:
    return _("homes %(metres)d m apart") % {"metres": metres} if metres else _("another door of one building")


def metres_between(here: Point, there: Point) -> float:
    """Along the ellipsoid of WGS 84."""
    return float(Geod(ellps="WGS84").inv(here.x, here.y, there.x, there.y)[2])


def home_of(resident: Resident) -> Point:
    return resident.household.dwelling.unit.building.geom.centroid


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
