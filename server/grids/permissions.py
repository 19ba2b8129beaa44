"""Who may do what with grids. Which grids one sees at all, the scope has already decided."""

from server.grids.scope import Scope


def can_import(scope: Scope) -> bool:
    """The street office draws the grids and brings in the buildings; a community works with what there is."""
    return scope.sees_street
