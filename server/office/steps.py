"""What the office calls each step of an incident: the words on the buttons."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from server.incidents.models import IncidentState as S
from server.incidents.workflow import Need, Step

# Where one state is reached by different acts, the act is named by where it starts.
BY_BOTH: dict[tuple[S, S], Promise] = {
    (S.ASSIGNED, S.ACCEPTED): _("Hand back to the office"),
    (S.IN_PROGRESS, S.ACCEPTED): _("Hand back to the office"),
    (S.IN_PROGRESS, S.ASSIGNED): _("Assign to another"),
    (S.RESOLVED, S.IN_PROGRESS): _("Not done yet"),
    (S.RETURNED, S.REPORTED): _("Report again"),
}
BY_GOAL: dict[S, Promise] = {
    S.ACCEPTED: _("Accept"),
    S.ASSIGNED: _("Assign"),
    S.IN_PROGRESS: _("Begin"),
    S.RESOLVED: _("Report as done"),
    S.VERIFIED: _("Verify"),
    S.CLOSED: _("Answer and close"),
    S.RETURNED: _("Return for more"),
    S.REJECTED: _("Reject"),
    S.MERGED: _("Merge"),
    S.REOPENED: _("Reopen"),
    S.CANCELLED: _("Cancel the report"),
}
BACKWARD = {S.REJECTED, S.CANCELLED, S.RETURNED}


@dataclass(frozen=True)
class Offer:
    """A step as a button: its words, and the fields that it asks for."""

    step: Step

    @property
    def verb(self) -> str:
        return str(BY_BOTH.get((self.step.from_state, self.step.to_state)) or BY_GOAL[self.step.to_state])

    @property
    def needs_note(self) -> bool:
        return Need.NOTE in self.step.needs

    @property
    def needs_organisation(self) -> bool:
        return Need.ORGANISATION in self.step.needs

    @property
    def needs_target(self) -> bool:
        return Need.MERGED_INTO in self.step.needs

    @property
    def goes_back(self) -> bool:
        return self.step.to_state in BACKWARD
