"""A visit as it arrives, before the server has judged it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.gis.geos import Point

from server.forms.answers import FilledForm
from server.grids.positions import check_accuracy, check_position
from server.photos.hashes import check_hashes
from server.problems import check_text
from server.visits.models import PresenceGrade, PresenceReason, VisitNeed, VisitOutcome
from server.visits.problems import UnknownNeed, UnknownOutcome, UnknownPresence

NOTE_LENGTH = 2000
FORM_VERSION_LENGTH = 40


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
class Presence:
    """What the phone made of the positions while its form was open, with its reasons."""

    grade: str
    reasons: tuple[str, ...] = ()


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
    presence: Presence | None = None
    photo_hashes: tuple[str, ...] = ()
    form_version: str = "visit-1"
    form: FilledForm | None = None
    corrects: UUID | None = None


def check_draft(draft: VisitDraft, *, centre: Point | None = None) -> None:
    """Refuse values that no visit can have, whoever sends them. `centre` is the street's."""
    if draft.outcome not in VisitOutcome.values:
        raise UnknownOutcome(outcome=str(draft.outcome))
    for need in draft.needs:
        if need not in VisitNeed.values:
            raise UnknownNeed(need=str(need))
    check_text(draft.note, limit=NOTE_LENGTH)
    check_text(draft.form_version, limit=FORM_VERSION_LENGTH)
    check_hashes(draft.photo_hashes)
    if draft.fix:
        check_position(draft.fix.lon, draft.fix.lat, near=centre)
        check_accuracy(draft.fix.accuracy_m)
    if draft.presence:
        check_presence(draft.presence)


def check_presence(presence: Presence) -> None:
    if presence.grade not in PresenceGrade.values:
        raise UnknownPresence(value=str(presence.grade))
    for reason in presence.reasons:
        if reason not in PresenceReason.values:
            raise UnknownPresence(value=str(reason))
