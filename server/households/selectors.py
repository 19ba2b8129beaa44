"""Reads of buildings and households. Every read starts from a scope."""

from django.db.models import QuerySet

from server.grids.scope import Scope
from server.households.models import Building, Household


def buildings_for(scope: Scope) -> QuerySet[Building]:
    """The buildings in the scope's small grids. The street office also sees those that lie in no small grid yet."""
    if scope.sees_street and scope.street_id is not None:
        return Building.objects.filter(street_id=scope.street_id)
    return Building.objects.filter(small_grid_id__in=scope.small_grid_ids)


def households_for(scope: Scope) -> QuerySet[Household]:
    """The households counted in the scope's small grids."""
    return Household.objects.filter(small_grid_id__in=scope.small_grid_ids)
