"""Who may do what with visits."""

from uuid import UUID

from server.grids.scope import Scope
from server.visits.models import Visit


def can_record_visit(scope: Scope, small_grid_id: UUID) -> bool:
    """Whoever holds a post over the household's small grid."""
    return small_grid_id in scope.small_grid_ids


def can_correct_visit(scope: Scope, visit: Visit) -> bool:
    """The visitor themself, or the office over the grid in which it was."""
    return visit.visitor_id == scope.person.id or visit.small_grid_id in scope.office_small_grid_ids
