"""Refusals about buildings and households."""

from django.utils.translation import gettext_lazy as _

from server.problems import Conflict, Problem


class BuildingInNoGrid(Problem):
    """Every household is counted in a small grid, so its building has to lie in one."""

    code = "building_in_no_grid"
    sentence = _("The building %(building)s lies in no small grid. Draw the grid around it first.")
    status = 409


class UnusableFootprint(Problem):
    """`reason` is GEOS's own sentence, for whoever drew the polygon."""

    code = "unusable_footprint"
    sentence = _("The footprint of the building is not a valid polygon: %(reason)s")
    status = 400


class HouseholdChanged(Conflict):
    """`version` is the version the record has now."""

    code = "household_changed"
    sentence = _("The household has been changed in the meantime (version %(version)s). Look at it again first.")


class MovedBeforeArrival(Problem):
    code = "moved_before_arrival"
    sentence = _("The household has been counted where it is since %(since)s; it cannot move before that.")
    status = 400
