"""Every write of notices."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from server.grids.audience import check_order, chosen_grids, may_change
from server.grids.models import GridRole
from server.grids.scope import Scope
from server.notices.models import Importance, Notice
from server.notices.problems import NoticeEmpty
from server.notices.selectors import notice_of_office
from server.problems import NotAllowed, check_text

TITLE_LENGTH = 80
TEXT_LENGTH = 4000


@transaction.atomic
def write_notice(
    scope: Scope,
    *,
    title: str,
    text: str,
    grid_ids: Collection[UUID],
    roles: Collection[GridRole] = (),
    importance: Importance = Importance.NORMAL,
    starts_at: datetime,
    ends_at: datetime,
) -> Notice:
    """Raises NotAllowed, WholeStreetNotYours, NotFound, NoticeEmpty, TextUnusable, NotInOrder."""
    grids = chosen_grids(scope, grid_ids)
    if not title.strip() or not text.strip():
        raise NoticeEmpty
    check_text(title.strip(), limit=TITLE_LENGTH)
    check_text(text, limit=TEXT_LENGTH)
    check_order(starts_at, ends_at, now=timezone.now())
    notice = Notice.objects.create(
        street_id=scope.street_id or 0,
        roles=sorted({GridRole(role).value for role in roles}),
        title=title.strip(),
        text=text.strip(),
        importance=importance,
        starts_at=starts_at,
        ends_at=ends_at,
        author=scope.person,
    )
    notice.grids.set(grids)
    return notice


def end_notice(scope: Scope, notice_id: UUID) -> Notice:
    """Takes it off the phones at their next sync; ending it twice ends it once. Raises NotFound, NotAllowed."""
    notice = notice_of_office(scope, notice_id)
    if not may_change(scope, notice.author_id, set(notice.grids.values_list("id", flat=True))):
        raise NotAllowed
    Notice.objects.filter(id=notice.id, ended_at=None).update(ended_at=timezone.now())
    notice.refresh_from_db()
    return notice
