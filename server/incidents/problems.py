"""Refusals about incidents."""

from django.utils.translation import gettext_lazy as _

from server.problems import Conflict, NotAllowed, Problem


class UnknownCategory(Problem):
    code = "unknown_category"
    sentence = _("There is no such incident category: %(category)s.")


class UnknownLocationSource(Problem):
    code = "unknown_location_source"
    sentence = _("A place is taken from a fix, a pin or an address, not from: %(source)s.")


class OutsideYourStreet(NotAllowed):
    code = "outside_your_street"
    sentence = _("The place lies outside the area of your street office.")


class NotTheReporter(NotAllowed):
    code = "not_the_reporter"
    sentence = _("An incident is reported in one's own name.")


class NoStreet(NotAllowed):
    code = "no_post"
    sentence = _("You hold no post at present; ask your office.")


class UnknownHousehold(Problem):
    code = "unknown_household"
    sentence = _("The household is not in one of your grids.")
    status = 404


class IncidentIdTaken(Conflict):
    code = "incident_id_taken"
    sentence = _("Another incident with this id is already on record.")


class VersionStale(Conflict):
    """`state` and `version` are what the incident is at now."""

    code = "version_stale"
    sentence = _("Someone else has already moved this incident on: it is now “%(state)s”.")


class StepNotLegal(Conflict):
    code = "step_not_legal"
    sentence = _("An incident that is “%(state)s” cannot become “%(to_state)s”.")


class StepNotYours(NotAllowed):
    code = "step_not_yours"
    sentence = _("This step is not yours to take: “%(to_state)s”.")


class NoteMissing(Problem):
    """Also: no case closes without an answer to the reporter."""

    code = "note_missing"
    sentence = _("Write a note for this step; whoever reported will read it.")


class OrganisationMissing(Problem):
    code = "organisation_missing"
    sentence = _("Choose the department or unit of your street, or the person of the grid, who shall deal with it.")


class MergeTargetMissing(Problem):
    code = "merge_target_missing"
    sentence = _("Choose the incident into which this one is merged: another open one of your area.")


class HandlerUnknown(Problem):
    code = "handler_unknown"
    sentence = _("The handler must hold a post in the incident's grid or in the organisation.")


class UnknownIncident(Problem):
    code = "unknown_incident"
    sentence = _("The incident is not one that you can see.")
    status = 404


class IncidentSettled(Conflict):
    """Whoever joins it saw it when it was open on their phone; the office reads what they say and decides."""

    code = "incident_settled"
    sentence = _("This incident is already “%(state)s”; your office decides whether it is opened again.")


class JoinIdTaken(Conflict):
    code = "join_id_taken"
    sentence = _("Another report with this id is already on record.")
