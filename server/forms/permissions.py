"""Who may do what with forms. Which forms one sees at all, the scope has already decided."""

from server.grids.scope import Scope


def can_write_forms(scope: Scope) -> bool:
    """The street office writes the forms of its street."""
    return scope.sees_street
