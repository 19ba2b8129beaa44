"""For whom something of the office is meant: who works below chosen grids; and who in the office writes and ends it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from server.grids.models import ServiceGrid
from server.grids.scope import Scope
from server.grids.selectors import grids_above
from server.problems import NotAllowed, NotFound, Problem


class NotInOrder(Problem):
    code = "not_in_order"
    sentence = _("The end must come after the beginning, and not lie in the past.")


class WholeStreetNotYours(NotAllowed):
    code = "whole_street_not_yours"
    sentence = _("Choose the grids: only the street office writes to the whole street.")


def meant_for(scope: Scope, *, whole_street: Q | None = None) -> Q:
    """Rows with `street` and `grids` that are meant for those who work at this person's doors. A row without grids goes
    to the whole street, if it is such a one as `whole_street` says."""
    if not scope.field_small_grid_ids:
        return Q(pk__in=[])
    to_all = Q(grids=None) & whole_street if whole_street else Q(grids=None)
    return Q(street=scope.street_id) & (to_all | Q(grids__in=grids_above(scope.field_small_grid_ids)))


def over_which(scope: Scope) -> Q:
    """Rows with `street` and `grids` that go to an area over which this person sits in an office."""
    here = Q(street=scope.street_id)
    if scope.sees_street:
        return here
    return here & (Q(grids=None) | Q(grids__in=scope.office_grid_ids) | Q(author=scope.person))


def chosen_grids(scope: Scope, grid_ids: Iterable[UUID]) -> list[ServiceGrid]:
    """The grids to which an office writes. Raises NotAllowed, NotFound for one that it is not over, and
    WholeStreetNotYours where none is chosen."""
    wanted = set(grid_ids)
    if not scope.is_office or scope.street_id is None:
        raise NotAllowed
    if not wanted and not scope.sees_street:
        raise WholeStreetNotYours
    if not wanted <= scope.office_grid_ids:
        raise NotFound
    return list(ServiceGrid.objects.filter(id__in=wanted).order_by("level", "code"))


def may_change(scope: Scope, author_id: UUID, grid_ids: Collection[UUID]) -> bool:
    """The author, and whoever sits in an office over all of the grids that it goes to."""
    if not scope.is_office:
        return False
    return (
        author_id == scope.person.id or scope.sees_street or bool(grid_ids and set(grid_ids) <= scope.office_grid_ids)
    )


def check_order(*moments: datetime, now: datetime) -> None:
    """From first to last, and the last is still to come. Raises NotInOrder."""
    if list(moments) != sorted(moments) or len(set(moments)) != len(moments) or moments[-1] <= now:
        raise NotInOrder
