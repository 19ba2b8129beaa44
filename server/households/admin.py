"""Buildings and households in the administration pages.

Names stay masked here as at every desk; reading one in full goes through a reveal with its reason.
"""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from server.households.models import (
    Building,
    BuildingUnit,
    Dwelling,
    Household,
    PossibleDuplicate,
    RegisterChange,
    ResidentRemoval,
)
from server.privacy.masking import masked_name, masked_phone


class UnitInline(admin.TabularInline):  # type: ignore[type-arg]
    model = BuildingUnit
    extra = 0


@admin.register(Building)
class BuildingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The footprint is not edited here: it comes by import, with its source."""

    list_display = ["__str__", "number", "address", "use", "small_grid", "source"]
    list_filter = ["use", "source"]
    search_fields = ["name", "number", "address"]
    list_select_related = ["small_grid"]
    fields = ["street", "small_grid", "name", "number", "address", "use", "floors", "source", "source_id", "source_crs"]
    readonly_fields = ["street", "small_grid", "source", "source_id", "source_crs"]
    inlines = [UnitInline]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False


@admin.register(Dwelling)
class DwellingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["__str__", "floor", "number"]
    list_select_related = ["unit__building"]
    search_fields = ["number", "unit__building__name"]
    autocomplete_fields = ["unit"]


@admin.register(BuildingUnit)
class BuildingUnitAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["building", "number"]
    list_select_related = ["building"]
    search_fields = ["building__name", "building__address"]
    autocomplete_fields = ["building"]


@admin.register(Household)
class HouseholdAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read only: households are kept through the register's services, which keep their history."""

    list_display = ["name_masked", "phone_masked", "dwelling", "small_grid", "status", "registered_on"]
    list_filter = ["status"]
    list_select_related = ["dwelling__unit__building", "small_grid"]
    search_fields = ["id", "dwelling__unit__building__name"]
    readonly_fields = [
        "name_masked",
        "phone_masked",
        "dwelling",
        "small_grid",
        "status",
        "registered_on",
        "version",
    ]
    fields = [*readonly_fields]

    @admin.display(description=_("householder"))
    def name_masked(self, household: Household) -> str:
        return masked_name(household.name)

    @admin.display(description=_("phone"))
    def phone_masked(self, household: Household) -> str:
        return masked_phone(household.phone)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Household | None = None) -> bool:
        return False


class PastAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Written once, by the register's services. Values are left out: they are names and phones."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False


@admin.register(RegisterChange)
class RegisterChangeAdmin(PastAdmin):
    list_display = ["at", "kind", "act", "field", "record_id", "person", "version"]
    list_filter = ["kind", "act", "field"]
    list_select_related = ["person"]
    search_fields = ["record_id", "household_id", "operation_id"]
    fields = ["at", "kind", "act", "field", "record_id", "household_id", "person", "operation_id", "version"]


@admin.register(ResidentRemoval)
class ResidentRemovalAdmin(PastAdmin):
    list_display = ["at", "reason", "resident_id", "merged_into", "person"]
    list_filter = ["reason"]
    list_select_related = ["person"]
    search_fields = ["resident_id", "household_id"]
    fields = ["at", "reason", "resident_id", "household_id", "merged_into", "person", "operation_id", "version"]


@admin.register(PossibleDuplicate)
class PossibleDuplicateAdmin(PastAdmin):
    list_display = ["found_at", "state", "first_id", "second_id", "decided_by", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["decided_by"]
