"""Who may do what with incidents. Which step is whose stands in `workflow.py`."""

from collections.abc import Collection
from uuid import UUID

from server.grids.scope import Scope
from server.incidents.models import Incident


def can_report_incident(scope: Scope, street_id: int | None) -> bool:
    """Whoever holds a post reports anywhere in their own street, also outside their grids."""
    return scope.street_id is not None and scope.street_id == street_id


def can_see_incident(scope: Scope, organisation_ids: Collection[UUID], incident: Incident) -> bool:
    """Own grids, own reports, what is assigned to one's organisation; the street office sees the street."""
    return (
        incident.small_grid_id in scope.small_grid_ids
        or incident.reporter_id == scope.person.id
        or incident.organisation_id in organisation_ids
        or (scope.sees_street and incident.street_id == scope.street_id)
    )


def can_join_incident(scope: Scope, incident: Incident) -> bool:
    """Whoever may report in the street, and sees the incident: the selector has asked that already."""
    return can_report_incident(scope, incident.street_id)
