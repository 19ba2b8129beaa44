"""Every read of incidents."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from server.grids.models import Street
from server.grids.scope import Scope
from server.households.models import Household
from server.incidents.models import Incident, IncidentCategory, IncidentEvent, IncidentJoin
from server.organisations.selectors import organisations_of
from server.problems import NotFound

# Roads and greens between the grids belong to the street too.
STREET_MARGIN_M = 200


@dataclass(frozen=True)
class Place:
    """Where a point lies: in the street at all, and in which small grid, if in any."""

    in_street: bool
    small_grid_id: UUID | None


def incidents_for(scope: Scope, organisation_ids: Collection[UUID] = ()) -> QuerySet[Incident]:
    """What this person may see: own grids, what they reported or joined, assigned ones; newest first."""
    seen = (
        Q(small_grid__in=scope.small_grid_ids)
        | Q(reporter=scope.person)
        | Q(organisation__in=list(organisation_ids))
        | Q(id__in=IncidentJoin.objects.filter(person=scope.person).values("incident"))
    )
    if scope.sees_street:
        seen |= Q(street=scope.street_id)
    return (
        Incident.objects.filter(seen)
        .select_related("category", "small_grid", "organisation", "reporter", "handler", "merged_into")
        .order_by("-reported_at", "-id")
    )


def with_log(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Each with its events and those who joined it, in order."""
    log = IncidentEvent.objects.select_related("person", "organisation").order_by("version")
    joins = IncidentJoin.objects.select_related("person").order_by("at", "id")
    return incidents.prefetch_related(Prefetch("events", log), Prefetch("joins", joins))


def incident_for(scope: Scope, organisation_ids: Collection[UUID], incident_id: UUID) -> Incident:
    """One incident with its log, or `NotFound`, also for what lies outside the person's reach."""
    incident = with_log(incidents_for(scope, organisation_ids)).filter(id=incident_id).first()
    if incident is None:
        raise NotFound
    return incident


def categories_of(street_id: int | None) -> QuerySet[IncidentCategory]:
    """The street's categories in use, by work domain."""
    return IncidentCategory.objects.filter(street=street_id, is_active=True).order_by("domain", "id")


def centre_of(street_id: int) -> Point:
    return Street.objects.values_list("centre", flat=True).get(id=street_id)


def known_households(scope: Scope, ids: Iterable[UUID]) -> set[UUID]:
    """Those of the households that lie in the person's grids."""
    found = Household.objects.filter(id__in=list(ids), small_grid__in=scope.small_grid_ids)
    return set(found.values_list("id", flat=True))


def places_of(street_id: int, points: dict[UUID, tuple[float, float]]) -> dict[UUID, Place]:
    """Where each (lon, lat) lies by today's boundaries, for the whole batch in one query."""
    sql = """
        with
        asked as (
            select id, st_setsrid(st_makepoint(lon, lat), 4326) as point
            from unnest(%(ids)s::uuid[], %(lons)s::float8[], %(lats)s::float8[]) as row(id, lon, lat)
        ),
        -- boundaries of this street that are valid now
        boundary as (
            select grid.id, grid.level, area.geom
            from grids_gridboundary area join grids_servicegrid grid on grid.id = area.grid_id
            where grid.street_id = %(street)s and area.valid @> %(today)s::date
        )
        select asked.id,
            -- in the street: in any of its grids or within a margin of one; a degree is at most 111,320 m
            exists (
                select from boundary
                where st_dwithin(boundary.geom, asked.point, %(margin)s / 50000.0)
                  and st_dwithin(boundary.geom::geography, asked.point::geography, %(margin)s)
            ),
            -- on a shared border two grids hold the point: the lower id takes it, always the same one
            (select boundary.id from boundary
             where boundary.level = 'small' and st_intersects(boundary.geom, asked.point)
             order by boundary.id limit 1)
        from asked
    """
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "ids": list(points),
                "lons": [lon for lon, _ in points.values()],
                "lats": [lat for _, lat in points.values()],
                "street": street_id,
                "today": timezone.localdate(),
                "margin": STREET_MARGIN_M,
            },
        )
        return {incident_id: Place(in_street, grid_id) for incident_id, in_street, grid_id in cursor.fetchall()}


def may_see_photo(scope: Scope, sha256: str) -> bool:
    """Whether an incident that this person may see names this photo."""
    reach = incidents_for(scope, organisations_of(scope.person))
    return (
        reach.filter(photo_hashes__contains=[sha256]).exists()
        or reach.filter(joins__photo_hashes__contains=[sha256]).exists()
        or reach.filter(events__photo_hashes__contains=[sha256]).exists()
    )


def current_version(incident_id: UUID) -> int:
    """The version an incident has now; 0 where there is none."""
    return Incident.objects.filter(id=incident_id).values_list("version", flat=True).first() or 0
