"""Every read of notices."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from server.grids.audience import meant_for, over_which
from server.grids.scope import Scope
from server.notices.models import Importance, Notice
from server.problems import NotFound

# A phone gets a notice ahead of its beginning: it may be without a network by then.
AHEAD = timedelta(days=7)
MOST = 100


def notices_for(scope: Scope) -> QuerySet[Notice]:
    """What is meant for this person and not over, the important first, then the newest."""
    now = timezone.now()
    role = Q(roles=[]) | Q(roles__overlap=sorted(scope.roles))
    found = Notice.objects.filter(meant_for(scope) & role, ended_at=None, ends_at__gt=now, starts_at__lte=now + AHEAD)
    return ordered(found)


def notices_of_office(scope: Scope) -> QuerySet[Notice]:
    """What was written for the area of an office, over or not."""
    if not scope.is_office:
        return Notice.objects.none()
    return Notice.objects.filter(over_which(scope)).distinct().select_related("author").order_by("-created_at", "-id")


def notice_of_office(scope: Scope, notice_id: UUID) -> Notice:
    notice = notices_of_office(scope).filter(id=notice_id).first()
    if notice is None:
        raise NotFound
    return notice


def ordered(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    # Alphabetically "important" comes before "normal".
    return notices.distinct().select_related("author").order_by("importance", "-starts_at", "-id")


def section(scope: Scope) -> list[dict[str, Any]]:
    """The section `notices` of a pull."""
    return [
        {
            "id": str(notice.id),
            "title": notice.title,
            "text": notice.text,
            "important": notice.importance == Importance.IMPORTANT,
            "starts_at": notice.starts_at.isoformat(),
            "ends_at": notice.ends_at.isoformat(),
            "author": notice.author.display_name,
        }
        for notice in notices_for(scope)[:MOST]
    ]
