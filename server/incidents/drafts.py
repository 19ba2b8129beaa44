"""An incident as it arrives, before the server has judged it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point

from server.grids.positions import check_accuracy, check_position
from server.incidents.models import LocationSource
from server.incidents.problems import NoteMissing, UnknownLocationSource
from server.photos.hashes import check_hashes
from server.problems import check_text

DESCRIPTION_LENGTH = 2000


@dataclass(frozen=True)
class IncidentDraft:
    """What the reporter saw. EPSG:4326; accuracy in metres, None for a place chosen by hand."""

    id: UUID
    reporter_id: UUID
    category_code: str
    description: str
    lon: float
    lat: float
    captured_at: datetime
    reported_at: datetime
    accuracy_m: float | None = None
    location_source: str = LocationSource.PIN
    device_id: UUID | None = None
    household_id: UUID | None = None
    photo_hashes: tuple[str, ...] = ()
    # What was done about it on the spot, and how many of the photos, the last ones, show the place after that.
    solved_note: str | None = None
    photos_after: int = 0

    @property
    def point(self) -> Point:
        return Point(self.lon, self.lat, srid=4326)


def check_draft(draft: IncidentDraft, *, centre: Point) -> None:
    """Refuse values that no incident can have, whoever sends them."""
    check_position(draft.lon, draft.lat, near=centre)
    if draft.accuracy_m is not None:
        check_accuracy(draft.accuracy_m)
    if draft.location_source not in LocationSource.values:
        raise UnknownLocationSource(source=str(draft.location_source))
    check_text(draft.description, limit=DESCRIPTION_LENGTH)
    check_hashes(draft.photo_hashes)
    if draft.solved_note is not None:
        check_text(draft.solved_note, limit=DESCRIPTION_LENGTH)
        if not draft.solved_note.strip():
            raise NoteMissing
