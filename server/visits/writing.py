"""Putting many visits on record with one statement and one parameter."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.utils import timezone

from server.visits.models import Visit

# 100 rows with a placeholder for each value cost Python four times what they cost PostgreSQL; as one JSON text they
# cost neither of them much.
INSERT = """
    insert into visits_visit (
        id, street_id, small_grid_id, household_id, visitor_id, device_id, outcome, needs, note, next_on,
        visited_at, captured_at, received_at, clock_doubtful, fix, fix_accuracy_m, presence_grade,
        presence_reasons, photo_hashes, form_version, form, corrects_id)
    select id, street_id, small_grid_id, household_id, visitor_id, device_id, outcome, needs, note, next_on,
        visited_at, captured_at, received_at, clock_doubtful, st_setsrid(st_point(lon, lat), 4326), fix_accuracy_m,
        presence_grade, presence_reasons, photo_hashes, form_version, form, corrects_id
    from jsonb_to_recordset(%s::jsonb) as visit (
        id uuid, street_id smallint, small_grid_id uuid, household_id uuid, visitor_id uuid, device_id uuid,
        outcome text, needs text[], note text, next_on date, visited_at timestamptz, captured_at timestamptz,
        received_at timestamptz, clock_doubtful boolean, lon float8, lat float8, fix_accuracy_m float8,
        presence_grade text, presence_reasons text[], photo_hashes text[], form_version text, form jsonb,
        corrects_id uuid)
    on conflict do nothing
    returning id
"""


def insert_visits(visits: Collection[Visit]) -> set[UUID]:
    """Inserts those that are not on record yet, received now; gives their ids. What stands under the other ids is for
    the caller to look at."""
    if not visits:
        return set()
    now = timezone.now()
    for visit in visits:
        visit.received_at = now
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [orjson.dumps([row_of(visit) for visit in visits]).decode()])
        return {visit_id for (visit_id,) in cursor.fetchall()}


def row_of(visit: Visit) -> dict[str, Any]:
    lon, lat = visit.fix.coords if visit.fix else (None, None)
    return {
        "id": visit.id,
        "street_id": visit.street_id,
        "small_grid_id": visit.small_grid_id,
        "household_id": visit.household_id,
        "visitor_id": visit.visitor_id,
        "device_id": visit.device_id,
        "outcome": visit.outcome,
        "needs": visit.needs,
        "note": visit.note,
        "next_on": visit.next_on,
        "visited_at": visit.visited_at,
        "captured_at": visit.captured_at,
        "received_at": visit.received_at,
        "clock_doubtful": visit.clock_doubtful,
        "lon": lon,
        "lat": lat,
        "fix_accuracy_m": visit.fix_accuracy_m,
        "presence_grade": visit.presence_grade,
        "presence_reasons": visit.presence_reasons,
        "photo_hashes": visit.photo_hashes,
        "form_version": visit.form_version,
        "form": visit.form,
        "corrects_id": visit.corrects_id,
    }
