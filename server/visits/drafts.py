"""A visit as it arrives, before the server has judged it."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.gis.geos import Point

from server.grids.positions import check_accuracy, check_position
from server.visits.models import VisitNeed, VisitOutcome
from server.visits.problems import BadPhotoHash, TextUnusable, UnknownNeed, UnknownOutcome

NOTE_LENGTH = 2000
PHOTOS_AT_MOST = 9
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Fix:
    """One position taken on a button press: EPSG:4326, accuracy as a radius in metres."""

    lon: float
    lat: float
    accuracy_m: float

    @property
    def point(self) -> Point:
        return Point(self.lon, self.lat, srid=4326)


@dataclass(frozen=True)
class VisitDraft:
    """What the visitor wrote down. `visited_at` is the best estimate of when; `captured_at` the phone's own clock."""

    id: UUID
    household_id: UUID
    visitor_id: UUID
    outcome: str
    captured_at: datetime
    visited_at: datetime
    device_id: UUID | None = None
    needs: tuple[str, ...] = ()
    note: str = ""
    next_on: date | None = None
    clock_doubtful: bool = False
    fix: Fix | None = None
    photo_hashes: tuple[str, ...] = ()
    form_version: str = "visit-1"
    corrects: UUID | None = None


def check_draft(draft: VisitDraft, *, centre: Point | None = None) -> None:
    """Refuse values that no visit can have, whoever sends them. `centre` is the street's."""
    if draft.outcome not in VisitOutcome.values:
        raise UnknownOutcome(outcome=str(draft.outcome))
    for need in draft.needs:
        if need not in VisitNeed.values:
            raise UnknownNeed(need=str(need))
    # PostgreSQL cannot store a NUL character: refused here, or it would take the whole batch down.
    if len(draft.note) > NOTE_LENGTH or "\x00" in draft.note + draft.form_version or len(draft.form_version) > 40:
        raise TextUnusable(limit=NOTE_LENGTH)
    if len(draft.photo_hashes) > PHOTOS_AT_MOST:
        raise BadPhotoHash(limit=PHOTOS_AT_MOST)
    if not all(SHA256.fullmatch(sha256) for sha256 in draft.photo_hashes):
        raise BadPhotoHash(limit=PHOTOS_AT_MOST)
    if draft.fix:
        check_position(draft.fix.lon, draft.fix.lat, near=centre)
        check_accuracy(draft.fix.accuracy_m)
