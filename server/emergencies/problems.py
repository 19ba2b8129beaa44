"""Refusals about emergencies."""

from django.utils.translation import gettext_lazy as _

from server.problems import Conflict, NotAllowed, Problem


class OnlyTheOffice(NotAllowed):
    code = "only_the_office"
    sentence = _("An emergency is started and ended by the office over its area.")


class AreaMissing(Problem):
    code = "area_missing"
    sentence = _("Draw the area on the map, or choose the grids.")


class AreaUnusable(Problem):
    code = "area_unusable"
    sentence = _("The area cannot be used: %(reason)s")


class AreaElsewhere(NotAllowed):
    code = "area_elsewhere"
    sentence = _("The area lies outside the grids of your office.")


class TitleMissing(Problem):
    code = "title_missing"
    sentence = _("Give the emergency a title that people understand on the phone.")


class UnknownEmergencyKind(Problem):
    code = "unknown_emergency_kind"
    sentence = _("There is no such kind or level of an emergency.")


class UnknownPlaceKind(Problem):
    code = "unknown_place_kind"
    sentence = _("A place of an emergency is a shelter or a supply point, with a name.")


class AlreadyEnded(Conflict):
    code = "already_ended"
    sentence = _("The all-clear has already been given.")


class UnknownEmergency(Problem):
    code = "unknown_emergency"
    sentence = _("There is no such emergency in your grids.")
    status = 404


class NotAtThisDoor(NotAllowed):
    code = "not_at_this_door"
    sentence = _("The household is not in one of your grids.")


class UnknownCheckState(Problem):
    code = "unknown_check_state"
    sentence = _("There is no such state of a door: %(state)s.")


class BadHeadcount(Problem):
    code = "bad_headcount"
    sentence = _("A number of people from 0 to 99 is wanted.")


class NotTheChecker(NotAllowed):
    code = "not_the_checker"
    sentence = _("A door is checked in one's own name.")


class CheckIdTaken(Conflict):
    code = "check_id_taken"
    sentence = _("Another check with this id is already on record.")
