"""Visits as a phone would send them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from server.households.models import Household
from server.identity import new_id
from server.visits.drafts import VisitDraft


def draft_for(household: Household, visitor_id: UUID, **fields: object) -> VisitDraft:
    """A met visit an hour ago, unless the fields say otherwise; `at` sets both clocks."""
    at = fields.pop("at", None) or timezone.now() - timedelta(hours=1)
    assert isinstance(at, datetime)
    defaults: dict[str, object] = {"id": new_id(), "outcome": "met", "captured_at": at, "visited_at": at}
    return VisitDraft(household_id=household.id, visitor_id=visitor_id, **{**defaults, **fields})  # type: ignore[arg-type]
