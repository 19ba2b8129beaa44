"""Lists of incidents: filters, pages by key, and the same as CSV."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from server.grids.scope import grids_below
from server.incidents.models import Incident
from server.incidents.workflow import SETTLED


def filtered(incidents: QuerySet[Incident], asked: Mapping[str, Any]) -> QuerySet[Incident]:
    """Narrow a person's incidents by query parameters."""
    exact = {
        "state": "state",
        "domain": "category__domain",
        "category": "category__code",
        "organisation": "organisation",
    }
    incidents = incidents.filter(**{field: asked[name] for name, field in exact.items() if name in asked})
    if "grid" in asked:
        incidents = incidents.filter(small_grid__in=grids_below([asked["grid"]]))
    if asked.get("open") is not None:
        incidents = incidents.exclude(state__in=SETTLED) if asked["open"] else incidents.filter(state__in=SETTLED)
    if "since" in asked:
        incidents = incidents.filter(reported_at__gte=start_of(asked["since"]))
    if "until" in asked:
        incidents = incidents.filter(reported_at__lt=start_of(asked["until"] + timedelta(days=1)))
    if "search" in asked:
        incidents = incidents.filter(Q(number__icontains=asked["search"]) | Q(description__icontains=asked["search"]))
    return incidents


def start_of(day: date) -> datetime:
    """Midnight at which the district's day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def page(incidents: QuerySet[Incident], *, after: UUID | None, limit: int) -> dict[str, Any]:
    """One page, newest first. The key is (reported_at, id): rows that come in meanwhile shift nothing."""
    last = incidents.filter(id=after).values_list("reported_at", "id").first() if after else None
    if last:
        incidents = incidents.filter(Q(reported_at__lt=last[0]) | Q(reported_at=last[0], id__lt=last[1]))
    found = list(incidents[: limit + 1])
    return {"results": found[:limit], "next": found[limit - 1].id if len(found) > limit else None}


def csv_header() -> list[str]:
    return [
        _("number"),
        _("state"),
        _("work domain"),
        _("category"),
        _("description"),
        _("small grid"),
        _("assigned organisation"),
        _("reported at"),
        _("time limit"),
        _("updated"),
        _("longitude"),
        _("latitude"),
        _("photos"),
    ]


def csv_rows(incidents: QuerySet[Incident]) -> Iterator[list[Any]]:
    """Rows in the order of the list; times in the district's zone. No names of people."""
    for incident in incidents.iterator(chunk_size=500):
        yield [
            incident.number,
            incident.get_state_display(),
            incident.category.get_domain_display(),
            incident.category.shown_name,
            incident.description,
            incident.small_grid.name if incident.small_grid else "",
            incident.organisation.name if incident.organisation else "",
            moment(incident.reported_at),
            moment(incident.due_at),
            moment(incident.updated_at),
            round(incident.point.x, 6),
            round(incident.point.y, 6),
            len(incident.photo_hashes),
        ]


def moment(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
