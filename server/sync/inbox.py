"""What waits for the office: operations that were not simply applied, and messages that nobody could read."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from server.accounts.models import Person
from server.feedback.permissions import can_read_feedback
from server.grids.models import GridPost
from server.grids.scope import Scope
from server.households.models import Household
from server.organisations.models import OrganisationPost
from server.sync.models import UNDECIDED, Operation, OperationState, Unreadable
from server.sync.permissions import can_decide
from server.sync.reading import as_uuid


def people_of(scope: Scope) -> QuerySet[Person]:
    """Those whose messages this office decides on: whoever holds or held a post in its area.

    The street office also takes those whose post is of the whole street or of one of its organisations, and those who
    never had a post: a refusal must not lie where nobody looks.
    """
    if not can_decide(scope):
        return Person.objects.none()
    # Subqueries and not joins: nobody is listed twice.
    mine = Q(id__in=GridPost.objects.filter(grid__in=scope.office_grid_ids).values("person"))
    if scope.sees_street:
        mine |= Q(id__in=GridPost.objects.filter(street=scope.street_id).values("person"))
        mine |= Q(id__in=OrganisationPost.objects.filter(organisation__street=scope.street_id).values("person"))
        without = ~Q(id__in=GridPost.objects.values("person")) & ~Q(id__in=OrganisationPost.objects.values("person"))
        mine |= without
    return Person.objects.filter(mine)


def operations_of(scope: Scope) -> QuerySet[Operation]:
    """All operations of these people, decided or not. What somebody complains of is not read by their own office, also
    where it could not be taken as it came."""
    found = Operation.objects.filter(person__in=people_of(scope)).select_related("person", "device", "decision__by")
    return found if can_read_feedback(scope) else found.exclude(kind="feedback.send")


def inbox(
    scope: Scope, *, state: str = "", kind: str = "", code: str = "", person_id: UUID | None = None
) -> QuerySet[Operation]:
    """The operations that wait for a decision of this office, oldest first."""
    wanted = {"state": state, "kind": kind, "code": code, "person_id": person_id}
    return (
        operations_of(scope)
        .filter(state__in=UNDECIDED, **{name: value for name, value in wanted.items() if value})
        .order_by("received_at", "id")
    )


def unreadable_inbox(scope: Scope) -> QuerySet[Unreadable]:
    """The messages that could not be read and that nobody has dismissed, oldest first."""
    return (
        Unreadable.objects.filter(person__in=people_of(scope), decision=None)
        .select_related("person", "device")
        .order_by("received_at", "id")
    )


@dataclass(frozen=True)
class InboxCounts:
    """How much waits. `blocked` waits for something else in the inbox, not for a decision of its own."""

    rejected: int
    conflict: int
    blocked: int
    unreadable: int

    @property
    def to_decide(self) -> int:
        return self.rejected + self.conflict + self.unreadable


def inbox_counts(scope: Scope) -> InboxCounts:
    found: dict[str, int] = dict(
        inbox(scope).order_by().values_list("state").annotate(number=Count("id")).values_list("state", "number")
    )
    return InboxCounts(
        rejected=found.get(OperationState.REJECTED, 0),
        conflict=found.get(OperationState.CONFLICT, 0),
        blocked=found.get(OperationState.BLOCKED, 0),
        unreadable=unreadable_inbox(scope).count(),
    )


def waiting_behind(operation: Operation) -> QuerySet[Operation]:
    """What is blocked until this operation is decided, in the order of the device."""
    return Operation.objects.filter(
        device=operation.device_id, state=OperationState.BLOCKED, data__op_id=str(operation.id)
    ).order_by("device_seq")


def household_of(operation: Operation) -> Household | None:
    """The household that an operation is about, if it names one that exists."""
    body = operation.message.get("body")
    named = body.get("household_id") if isinstance(body, Mapping) else None
    if operation.kind == "household.amend":
        named = operation.entity_id
    household_id = named if isinstance(named, UUID) else as_uuid(named)
    rows = Household.objects.select_related("dwelling__unit__building", "small_grid")
    return rows.filter(id=household_id).first() if household_id else None
