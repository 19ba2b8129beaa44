"""Who may read coverage."""

from server.grids.models import GridRole
from server.grids.scope import Scope


def can_read_coverage(scope: Scope) -> bool:
    """The office over its area, and a grid leader over theirs. It tells about places, never about a worker."""
    return scope.is_office or GridRole.GRID_LEADER.value in scope.roles
