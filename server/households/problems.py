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


class UnusableValue(Problem):
    code = "unusable_value"
    sentence = _("“%(field)s” cannot have this value. The record is kept; the office decides.")


class NotAtYourDoor(Problem):
    """Also for a household that does not exist: the two must look alike."""

    code = "not_at_your_door"
    sentence = _("This household is not in your grids.")
    status = 403


class UnknownResident(Problem):
    code = "unknown_resident"
    sentence = _("There is no such resident in your grids.")
    status = 404


class ResidentIdTaken(Problem):
    code = "resident_id_taken"
    sentence = _("The identity of this resident is already in use.")
    status = 409


class FieldsChanged(Conflict):
    """`fields` holds of each field the value seen, yours and the register's."""

    code = "fields_changed"
    sentence = _("Somebody else has changed the same entry meanwhile. Both values are kept; the office decides.")


class ResidentChanged(Conflict):
    """`version` is the version the resident has now."""

    code = "resident_changed"
    sentence = _("The resident was changed meanwhile and stays on the register; the office decides.")


class ResidentRemoved(Conflict):
    """`reason` is why they were taken off, `fields` what was written all the same."""

    code = "resident_removed"
    sentence = _("The resident was taken off the register meanwhile. What you wrote is kept; the office decides.")


class NotAPair(Problem):
    code = "not_a_pair"
    sentence = _("These two entries cannot be merged any more: one of them has been taken off or decided on.")
    status = 409
