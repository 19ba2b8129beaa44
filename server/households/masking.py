"""A household as one person may see it: in full at the door, masked at a desk."""

from dataclasses import dataclass
from uuid import UUID

from server.grids.scope import Scope
from server.households.models import Household, Resident
from server.households.permissions import can_see_names
from server.privacy.masking import masked_name, masked_phone


@dataclass(frozen=True)
class ResidentCard:
    id: UUID
    name: str
    phone: str
    birth_year: int | None
    care_categories: list[str]


@dataclass(frozen=True)
class HouseholdCard:
    """`masked` says whether names and phones are; then year of birth and care categories are left out as well."""

    household: Household
    masked: bool
    name: str
    phone: str
    has_care: bool
    residents: list[ResidentCard]


def card_for(scope: Scope, household: Household, *, full: bool = False) -> HouseholdCard:
    """The card of a household whose residents are prefetched; `full` after a logged reveal."""
    masked = not (full or can_see_names(scope, household))
    residents = list(household.residents.all())
    return HouseholdCard(
        household=household,
        masked=masked,
        name=masked_name(household.name) if masked else household.name,
        phone=masked_phone(household.phone) if masked else household.phone,
        has_care=any(resident.care_categories for resident in residents),
        residents=[resident_card(resident, masked=masked) for resident in residents],
    )


def resident_card(resident: Resident, *, masked: bool) -> ResidentCard:
    if masked:
        return ResidentCard(resident.id, masked_name(resident.name), masked_phone(resident.phone), None, [])
    return ResidentCard(resident.id, resident.name, resident.phone, resident.birth_year, list(resident.care_categories))
