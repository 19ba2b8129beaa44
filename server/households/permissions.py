"""Who may do what with households. Whether a record is in scope at all, the selectors have already decided."""

from uuid import UUID

from server.grids.scope import Scope
from server.households.models import Household


def can_see_names(scope: Scope, household: Household) -> bool:
    """Whoever works at this door needs to know whom to ask for; a desk does not."""
    return household.small_grid_id in scope.field_small_grid_ids


def can_reveal(scope: Scope, household: Household) -> bool:
    """Anybody in whose grids it is counted, with a reason that is logged."""
    return household.small_grid_id in scope.small_grid_ids


def can_keep_register(scope: Scope) -> bool:
    """Community and street office keep the register of buildings and households of their grids."""
    return scope.is_office


def can_amend_household(scope: Scope, places: frozenset[UUID]) -> bool:
    """Whoever works at the door, and the office over it: where it was counted about then, or where it is now."""
    return bool(places & (scope.field_small_grid_ids | scope.office_small_grid_ids))


def can_judge_likeness(scope: Scope, *small_grid_ids: UUID) -> bool:
    """An office over both homes. A worker does not see across areas."""
    return scope.office_small_grid_ids.issuperset(small_grid_ids)
