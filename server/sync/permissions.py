"""Who decides on what phones sent and the server did not simply apply."""

from server.grids.scope import Scope


def can_decide(scope: Scope) -> bool:
    """Community and street office, each for the people of its area (`inbox.people_of`)."""
    return scope.is_office
