"""Who may do what with organisations."""

from server.grids.scope import Scope


def can_hand_on(scope: Scope) -> bool:
    """Community and street office hand incidents on, so they see to whom."""
    return scope.is_office
