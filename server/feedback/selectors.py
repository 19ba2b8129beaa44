"""Every read of complaints and suggestions."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from server.feedback.models import Feedback
from server.feedback.permissions import can_read_feedback
from server.grids.scope import Scope
from server.problems import NotFound

# An answer stays on the writer's phone for so long.
TOLD_FOR = timedelta(days=180)
MOST = 50


def feedback_for(scope: Scope) -> QuerySet[Feedback]:
    """Of the street, the unanswered first, the oldest of them on top; and of those who hold no post in any street."""
    if not can_read_feedback(scope):
        return Feedback.objects.none()
    mine = Feedback.objects.filter(street=scope.street_id) | Feedback.objects.filter(street=None)
    return mine.select_related("answered_by").order_by(F("answered_at").desc(nulls_first=True), "written_at", "id")


def feedback_at(scope: Scope, feedback_id: UUID) -> Feedback:
    found = feedback_for(scope).filter(id=feedback_id).first()
    if found is None:
        raise NotFound
    return found


def section(scope: Scope) -> list[dict[str, Any]]:
    """The section `feedback` of a pull: one's own, and nobody else's."""
    since = timezone.now() - TOLD_FOR
    return [
        {
            "id": str(one.id),
            "about": one.about,
            "text": one.text,
            "written_at": one.written_at.isoformat(),
            "answer": one.answer,
            "answered_at": one.answered_at.isoformat() if one.answered_at else None,
        }
        for one in scope.person.feedback.filter(written_at__gte=since).order_by("-written_at", "-id")[:MOST]
    ]
