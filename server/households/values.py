"""The fields of a household and of a resident that can be amended: what may stand in them, and how they compare."""

from collections.abc import Callable, Mapping
from typing import Any

from server.households.models import CareCategory, Household, HouseholdStatus, Resident
from server.households.naming import pinyin_of
from server.households.problems import UnusableValue

EARLIEST_BIRTH, LATEST_BIRTH = 1900, 2100


def is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest and "\x00" not in value


def is_name(value: Any) -> bool:
    return is_text(value, 64) and bool(value.strip())


def is_phone(value: Any) -> bool:
    return is_text(value, 20)


def is_status(value: Any) -> bool:
    return isinstance(value, str) and value in HouseholdStatus.values


def is_birth_year(value: Any) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value is None or (whole and EARLIEST_BIRTH <= value <= LATEST_BIRTH)


def is_care(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= len(CareCategory)
        and all(isinstance(item, str) and item in CareCategory.values for item in value)
    )


HOUSEHOLD_FIELDS: dict[str, Callable[[Any], bool]] = {"name": is_name, "phone": is_phone, "status": is_status}
RESIDENT_FIELDS: dict[str, Callable[[Any], bool]] = {
    "name": is_name,
    "birth_year": is_birth_year,
    "care": is_care,
    "phone": is_phone,
}


def clean(values: Mapping[str, Any], fields: Mapping[str, Callable[[Any], bool]]) -> dict[str, Any]:
    """The values as they are compared and stored. Raises UnusableValue for the first one that cannot be."""
    for field, value in values.items():
        if field not in fields or not fields[field](value):
            raise UnusableValue(field=str(field)[:40])
    return {field: comparable(value) for field, value in values.items()}


def comparable(value: Any) -> Any:
    """Care categories are a set, so their order means nothing; texts without blanks around them."""
    if isinstance(value, list):
        return sorted({str(item) for item in value})
    return value.strip() if isinstance(value, str) else value


def household_values(household: Household) -> dict[str, Any]:
    return {"name": household.name, "phone": household.phone, "status": household.status}


def resident_values(resident: Resident) -> dict[str, Any]:
    return {
        "name": resident.name,
        "birth_year": resident.birth_year,
        "care": sorted(resident.care_categories),
        "phone": resident.phone,
    }


def set_household(household: Household, values: Mapping[str, Any]) -> None:
    for field, value in values.items():
        setattr(household, field, value)
    household.pinyin, household.initials = pinyin_of(household.name)


def set_resident(resident: Resident, values: Mapping[str, Any]) -> None:
    for field, value in values.items():
        setattr(resident, "care_categories" if field == "care" else field, value)
