"""Which of what waits a desk wants to see, read from the address."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Person
from server.grids.scope import Scope
from server.office.filters import id_in, one_of, unreadable
from server.office.inbox.words import KINDS
from server.sync.inbox import inbox, unreadable_inbox
from server.sync.models import Operation, Unreadable


class Waiting(TextChoices):
    REJECTED = "rejected", _("refused")
    CONFLICT = "conflict", _("in conflict")
    BLOCKED = "blocked", _("waits for another")
    UNREADABLE = "unreadable", _("could not be read")


@dataclass(frozen=True)
class InboxFilter:
    """Empty where nothing is chosen."""

    state: str
    kind: str
    person_id: UUID | None

    @property
    def is_open(self) -> bool:
        return not (self.state or self.kind or self.person_id)

    def operations(self, scope: Scope) -> QuerySet[Operation]:
        if self.state == Waiting.UNREADABLE:
            return Operation.objects.none()
        return inbox(scope, state=self.state, kind=self.kind, person_id=self.person_id)

    def messages(self, scope: Scope) -> QuerySet[Unreadable]:
        """What could not be read has no verb."""
        if self.kind or self.state not in ("", Waiting.UNREADABLE):
            return Unreadable.objects.none()
        rows = unreadable_inbox(scope)
        return rows.filter(person=self.person_id) if self.person_id else rows


def inbox_filter(request: HttpRequest) -> InboxFilter:
    """Raises BadInput for a value that means nothing."""
    kind = request.GET.get("kind", "")
    if kind and kind not in KINDS:
        raise unreadable("kind", kind)
    state = one_of(request, "state", Waiting, Waiting.REJECTED).value if request.GET.get("state") else ""
    return InboxFilter(state=state, kind=kind, person_id=id_in(request, "person"))


def people_waiting(scope: Scope) -> QuerySet[Person]:
    """Those of whom something waits, by name."""
    ids = inbox(scope).order_by().values("person").union(unreadable_inbox(scope).order_by().values("person"))
    return Person.objects.filter(id__in=[row["person"] for row in ids]).order_by("display_name", "username")
