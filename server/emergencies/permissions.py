"""Who may do what in an emergency."""

from collections.abc import Collection
from uuid import UUID

from server.emergencies.models import Emergency
from server.grids.scope import Scope


def can_start_emergency(scope: Scope, small_grid_ids: Collection[UUID]) -> bool:
    """An office, over an area that touches its own grids and no others; the street office over any of the street."""
    if not scope.is_office or not small_grid_ids:
        return False
    return scope.sees_street or set(small_grid_ids) <= scope.office_small_grid_ids


def can_end_emergency(scope: Scope, emergency: Emergency, small_grid_ids: Collection[UUID]) -> bool:
    """Whoever could start it, in its street."""
    return emergency.street_id == scope.street_id and can_start_emergency(scope, small_grid_ids)


def can_check_door(scope: Scope, small_grid_id: UUID) -> bool:
    """Whoever holds a post over the household's small grid; the office does it by telephone."""
    return small_grid_id in scope.small_grid_ids
