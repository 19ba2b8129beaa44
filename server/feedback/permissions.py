"""Who reads complaints and suggestions: the street office. The writer's own community, which is what most complaints
would be about, reads none of them."""

from server.grids.scope import Scope


def can_read_feedback(scope: Scope) -> bool:
    return scope.sees_street
