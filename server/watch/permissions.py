"""Who may read the alarms."""

from server.grids.scope import Scope


def can_read_alarms(scope: Scope) -> bool:
    """The street office, which runs the server or calls those who do."""
    return scope.sees_street
