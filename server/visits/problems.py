"""Refusals about visits."""

from django.utils.translation import gettext_lazy as _

from server.problems import Conflict, NotAllowed, Problem


class OutsideYourGrids(NotAllowed):
    """Also the answer for a household that does not exist: the two must look alike."""

    code = "outside_your_grids"
    sentence = _("This household is not in one of your grids.")


class NotTheVisitor(NotAllowed):
    code = "not_the_visitor"
    sentence = _("A visit is recorded by the person who made it.")


class UnknownOutcome(Problem):
    code = "unknown_outcome"
    sentence = _("There is no such outcome of a visit: %(outcome)s.")


class UnknownNeed(Problem):
    code = "unknown_need"
    sentence = _("There is no such need: %(need)s.")


class UnknownPresence(Problem):
    code = "unknown_presence"
    sentence = _("There is no such circumstance of a visit: %(value)s.")


class VisitIdTaken(Conflict):
    code = "visit_id_taken"
    sentence = _("Another visit with this id is already on record.")


class UnknownVisit(Problem):
    code = "unknown_visit"
    sentence = _("The visit to be corrected is not on record.")
    status = 404


class AlreadyCorrected(Conflict):
    code = "already_corrected"
    sentence = _("This visit has already been corrected; correct the newer one.")


class OtherHousehold(Problem):
    code = "other_household"
    sentence = _("A correction belongs to the same household as the visit.")


class NotYoursToCorrect(NotAllowed):
    code = "not_yours_to_correct"
    sentence = _("A visit is corrected by the person who made it, or by the office.")
