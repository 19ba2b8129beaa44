"""Reads of buildings and households. Every read starts from a scope."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from server.grids.scope import Scope
from server.households.addresses import address_parts
from server.households.likeness import LikenessState
from server.households.masking import HouseholdCard, card_for
from server.households.models import Building, BuildingUnit, Dwelling, Household, PossibleDuplicate, Resident


def buildings_for(scope: Scope) -> QuerySet[Building]:
    """The buildings in the scope's small grids. The street office also sees those that lie in no small grid yet."""
    in_grids = Q(small_grid_id__in=scope.small_grid_ids)
    if scope.sees_street and scope.street_id is not None:
        in_grids |= Q(small_grid=None, street_id=scope.street_id)
    return Building.objects.filter(in_grids)


def find_buildings(scope: Scope, text: str = "", *, small_grid_id: UUID | None = None) -> QuerySet[Building]:
    """The buildings of a scope whose name, number or address holds the text."""
    rows = buildings_for(scope)
    if small_grid_id is not None:
        rows = rows.filter(small_grid_id=small_grid_id)
    if text.strip():
        word = text.strip()
        rows = rows.filter(Q(name__icontains=word) | Q(number=word) | Q(address__icontains=word))
    return rows


def households_for(scope: Scope) -> QuerySet[Household]:
    """The households counted in the scope's small grids."""
    return Household.objects.filter(small_grid_id__in=scope.small_grid_ids)


def with_doors(rows: QuerySet[Household]) -> QuerySet[Household]:
    """The same households with all that a card of them shows, in a fixed number of queries."""
    return rows.select_related("dwelling__unit__building", "small_grid").prefetch_related("residents")


def find_households(
    scope: Scope, text: str = "", *, small_grid_id: UUID | None = None, building_id: UUID | None = None
) -> QuerySet[Household]:
    """The households of a scope that a text means: a name, pinyin, initials, a phone's end, or an address."""
    rows = households_for(scope)
    if small_grid_id is not None:
        rows = rows.filter(small_grid_id=small_grid_id)
    if building_id is not None:
        rows = rows.filter(dwelling__unit__building_id=building_id)
    return rows.filter(meant_by(text.strip())) if text.strip() else rows


def meant_by(text: str) -> Q:
    """The condition that a search text stands for. An address is meant only when the text reads as one."""
    parts = address_parts(text)
    if parts:
        doors = {
            "dwelling__unit__building__number": parts.building,
            "dwelling__unit__number": parts.unit,
            "dwelling__number": parts.room,
        }
        return Q(**{path: value for path, value in doors.items() if value is not None})
    typed = text.lower().replace(" ", "")
    return (
        Q(name__contains=text)
        | Q(pinyin__contains=typed)
        | Q(initials__startswith=typed)
        | Q(dwelling__unit__building__name__icontains=text)
        | Q(dwelling__unit__building__address__icontains=text)
    )


@dataclass(frozen=True)
class Door:
    """A door of the board; several households may live behind one, and none behind another."""

    dwelling: Dwelling
    households: list[HouseholdCard]


@dataclass(frozen=True)
class UnitColumn:
    """One entrance; `floors` from the top down, each with its doors by room."""

    number: int
    floors: list[tuple[int, list[Door]]]


def board(scope: Scope, building: Building) -> list[UnitColumn]:
    """The building as its doors stand: entrance by entrance, floor by floor. In three queries, however tall it is."""
    mine = with_doors(households_for(scope)).order_by("registered_on", "id")
    units = BuildingUnit.objects.filter(building=building).prefetch_related(
        Prefetch("dwellings", Dwelling.objects.order_by("-floor", "number")),
        Prefetch("dwellings__households", mine),
    )
    return [column(scope, unit) for unit in units.order_by("number")]


def column(scope: Scope, unit: BuildingUnit) -> UnitColumn:
    floors: dict[int, list[Door]] = {}
    for dwelling in unit.dwellings.all():
        cards = [card_for(scope, household) for household in dwelling.households.all()]
        floors.setdefault(dwelling.floor, []).append(Door(dwelling, cards))
    return UnitColumn(unit.number, list(floors.items()))


def likenesses_for(scope: Scope) -> QuerySet[PossibleDuplicate]:
    """The pairs that this office is to look at: both entries stand, and both homes are in its area. For a worker none:
    a match tells that somebody lives elsewhere."""
    inside = Resident.objects.filter(household__small_grid__in=scope.office_small_grid_ids).values("id")
    return PossibleDuplicate.objects.filter(
        state=LikenessState.OPEN, first_id__in=inside, second_id__in=inside
    ).order_by("found_at", "id")
