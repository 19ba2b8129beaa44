"""Emergencies and checks as they arrive, before the server has judged them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import orjson
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Point, Polygon

from server.emergencies.models import CheckState, EmergencyKind, EmergencyLevel, PlaceKind
from server.emergencies.problems import (
    AreaUnusable,
    BadHeadcount,
    TitleMissing,
    UnknownCheckState,
    UnknownEmergencyKind,
    UnknownPlaceKind,
)
from server.grids.positions import check_position
from server.problems import check_text

TITLE_LENGTH, TEXT_LENGTH, NOTE_LENGTH = 80, 1000, 500
MOST_POINTS = 2000
MOST_PLACES = 50
MOST_PEOPLE = 99


@dataclass(frozen=True)
class PlaceDraft:
    kind: str
    name: str
    lon: float
    lat: float

    @property
    def point(self) -> Point:
        return Point(self.lon, self.lat, srid=4326)


@dataclass(frozen=True)
class EmergencyDraft:
    """What the office starts. The area is what was drawn, with the chosen grids."""

    kind: str
    level: int
    title: str
    text: str = ""
    drawn: MultiPolygon | None = None
    grid_ids: tuple[UUID, ...] = ()
    all_households: bool = False
    is_exercise: bool = False
    places: tuple[PlaceDraft, ...] = ()


@dataclass(frozen=True)
class CheckDraft:
    id: UUID
    emergency_id: UUID
    household_id: UUID
    person_id: UUID
    state: str
    captured_at: datetime
    checked_at: datetime
    headcount: int | None = None
    note: str = ""
    device_id: UUID | None = None


def check_emergency(draft: EmergencyDraft, *, centre: Point) -> None:
    """Refuse values that no emergency can have, whoever sends them."""
    check_text(draft.title, limit=TITLE_LENGTH)
    check_text(draft.text, limit=TEXT_LENGTH)
    if not draft.title.strip():
        raise TitleMissing
    if draft.kind not in EmergencyKind.values or draft.level not in EmergencyLevel.values:
        raise UnknownEmergencyKind
    for place in draft.places[: MOST_PLACES + 1]:
        check_text(place.name, limit=TITLE_LENGTH)
        if place.kind not in PlaceKind.values or not place.name.strip() or len(draft.places) > MOST_PLACES:
            raise UnknownPlaceKind
        check_position(place.lon, place.lat, near=centre)
    for rings in draft.drawn.coords if draft.drawn else ():
        for lon, lat in rings[0]:
            check_position(lon, lat, near=centre)


def check_check(draft: CheckDraft) -> None:
    """Refuse values that no check can have."""
    if draft.state not in CheckState.values:
        raise UnknownCheckState(state=str(draft.state)[:40])
    if draft.headcount is not None and not 0 <= draft.headcount <= MOST_PEOPLE:
        raise BadHeadcount
    check_text(draft.note, limit=NOTE_LENGTH)


def area_of(drawn: object) -> MultiPolygon:
    """A drawn area from GeoJSON, a Polygon or MultiPolygon. Raises AreaUnusable, which says what is wrong with it."""
    if not isinstance(drawn, Mapping) or drawn.get("type") not in {"Polygon", "MultiPolygon"}:
        raise AreaUnusable(reason="GeoJSON")
    try:
        found = GEOSGeometry(orjson.dumps(dict[str, Any](drawn)).decode(), srid=4326)
    except (GEOSException, GDALException, ValueError, TypeError) as error:
        raise AreaUnusable(reason="GeoJSON") from error
    area = MultiPolygon(found, srid=4326) if isinstance(found, Polygon) else cast("MultiPolygon", found)
    if area.num_coords > MOST_POINTS:
        raise AreaUnusable(reason=f"> {MOST_POINTS}")
    if area.empty or not area.valid:
        raise AreaUnusable(reason=area.valid_reason if not area.empty else "empty")
    return area
