"""What screens show: plain, frozen records read from the store. "Stored plus pending": what the server last said,
with the phone's own unsent work already counted.

Times are aware datetimes in UTC, dates are local dates, positions are EPSG:4326 degrees (longitude first).
A door state is one of `excluded`, `overdue`, `due`, `not_home`, `never`, `contacted` (see `states.py`).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Hit:
    """One household found by a search. `unit`, `floor` and `room` are as written on the doors."""

    household_id: str
    name: str
    building_id: str
    building_name: str
    address: str
    unit: int
    floor: int
    room: str
    lon: float
    lat: float
    state: str
    has_care: bool
    # Why it was found where its name and its door don't show it: "resident", "phone", "address", "old_name", "sound";
    # and the words that matched, as written.
    why: str = ""
    matched: str = ""


@dataclass(frozen=True)
class BuildingView:
    """A building with its doors counted by state. `state` is the worst of its doors; `name` is never empty."""

    id: str
    name: str
    number: str
    address: str
    lon: float
    lat: float
    floors: int
    doors: int
    state: str
    counts: dict[str, int] = field(default_factory=dict)
    has_care: bool = False
    waiting: int = 0


@dataclass(frozen=True)
class Door:
    """One door of the board. A dwelling without a registered household has `household_id` None and state `excluded`.

    `waiting` is true while a visit recorded on this phone has not been acknowledged by the server.
    """

    household_id: str | None
    dwelling_id: str
    room: str
    name: str
    state: str
    has_care: bool
    waiting: bool


@dataclass(frozen=True)
class UnitColumn:
    """One entrance (单元): its floors from the top down, each with its doors from left to right."""

    number: int
    floors: tuple[tuple[int, tuple[Door, ...]], ...]


@dataclass(frozen=True)
class Board:
    """The floor × unit board of one building."""

    building_id: str
    name: str
    units: tuple[UnitColumn, ...]


@dataclass(frozen=True)
class ResidentView:
    """`care` holds coarse care categories (`lives_alone`, `empty_nest`, …), never a diagnosis.

    `waiting`: added, amended or removed on this phone, and not yet acknowledged. `removed`: no longer lives here, as
    this phone has recorded and the server has not told back yet.
    """

    id: str
    name: str
    birth_year: int | None
    care: tuple[str, ...]
    phone: str = ""
    waiting: bool = False
    removed: bool = False


@dataclass(frozen=True)
class SimilarResident:
    """Somebody of the phone's own grids with the same name and, as far as known, about the same age."""

    resident_id: str
    household_id: str
    name: str
    birth_year: int | None
    address: str
    building_name: str
    room: str


@dataclass(frozen=True)
class VisitView:
    """One visit in a household's history, newest first. `waiting`: not yet acknowledged by the server.

    `attention` holds the code of the refusal when the server rejected it, else "".
    `photos_stored` counts the photos that the server has: "photos 1/2".
    """

    id: str
    when: datetime
    outcome: str
    visitor: str
    needs: tuple[str, ...]
    note: str
    next_on: date | None
    waiting: bool
    attention: str
    photo_count: int
    photos_stored: int


@dataclass(frozen=True)
class HouseholdView:
    """One household as the worker at the door needs it. `due_on` counts unsent visits already.

    `waiting` names the fields (`name`, `phone`, `status`) that were amended on this phone and not yet acknowledged.
    `hidden`: it has left the worker's grids and stays only while work on it is unsent; nothing new can be recorded.
    """

    id: str
    name: str
    phone: str
    address: str
    building_id: str
    building_name: str
    unit: int
    floor: int
    room: str
    residents: tuple[ResidentView, ...]
    status: str
    due_on: date | None
    state: str
    has_care: bool
    interval_days: int | None
    visits: tuple[VisitView, ...]
    lon: float
    lat: float
    waiting: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class DueDoor:
    """A line of the day's list: an overdue or due door."""

    household_id: str
    name: str
    building_id: str
    building_name: str
    unit: int
    floor: int
    room: str
    lon: float
    lat: float
    due_on: date
    state: str
    has_care: bool


@dataclass(frozen=True)
class CategoryView:
    """An incident category of the street office; `domain` is one of the five work domains."""

    code: str
    domain: str
    name: str
    name_en: str


@dataclass(frozen=True)
class IncidentEvent:
    """Something that happened to an incident. `state` is "" where somebody joined it ("this one too")."""

    at: datetime
    state: str
    note: str
    by: str
    waiting: bool = False


@dataclass(frozen=True)
class IncidentView:
    """An incident of the worker's grids, or reported by the worker. `number` is "" until the server gave one.

    `version` counts the steps taken; a step names the version that it saw.
    """

    id: str
    number: str
    category: str
    domain: str
    description: str
    lon: float
    lat: float
    accuracy_m: float | None
    source: str
    household_id: str | None
    state: str
    version: int
    reported_at: datetime
    due_at: datetime | None
    reporter: str
    mine: bool
    waiting: bool
    attention: str
    photo_count: int
    photos_stored: int
    # Who else has seen it; oldest step first.
    joined: int = 0
    joined_by_me: bool = False
    solved_on_spot: bool = False
    history: tuple[IncidentEvent, ...] = ()


@dataclass(frozen=True)
class FieldConflict:
    """A field that somebody else changed meanwhile: what the worker saw, wrote, and what the server holds.

    Values are as in the operation: text, a year, a list of care categories, or None.
    """

    field: str
    seen: Any
    yours: Any
    now: Any


@dataclass(frozen=True)
class OutboxItem:
    """One record on its way to the office.

    `state`: `waiting` (on this phone only), `sending`, `sent` (acknowledged; photos may still be on their way),
    `attention` (refused or in conflict: `code` and `message` say why), `blocked` (behind a refused record of the same
    matter), `dismissed` (the office has decided not to apply it: shown until `put_to_rest`). `kind` is the verb, such
    as `visit.record`; `title` names the household or the incident.

    `decision` is `accepted`, `amended`, `dismissed`, or "" while the office has not decided; `reason` is its sentence
    to the worker. `fields` are those in conflict, `written` what the worker wrote, by field. `at_hand` is whether the
    household is on this phone: one outside of one's grids cannot be opened.
    """

    op_id: str
    kind: str
    title: str
    entity_id: str
    household_id: str | None
    captured_at: datetime
    state: str
    code: str
    message: str
    photos_sent: int
    photos_total: int
    decision: str = ""
    reason: str = ""
    fields: tuple[FieldConflict, ...] = ()
    written: tuple[tuple[str, object], ...] = ()
    at_hand: bool = True


@dataclass(frozen=True)
class Counts:
    """What has not reached the office. `attention` counts what was refused until the worker puts it to rest, which the
    office's decision allows. `doubtful` is true when part of the journal could not be read."""

    waiting: int
    attention: int
    photos_waiting: int
    sent_today: int = 0
    doubtful: bool = False

    @property
    def unsent(self) -> int:
        """Everything that would be lost with this phone."""
        return self.waiting + self.photos_waiting


@dataclass(frozen=True)
class Receipt:
    """A day's acknowledged records and their photos: count and code are the same on the phone and in the office.

    `waiting` and `refused` count the day's records that are not acknowledged. `code` such as `7KX-2M9`.
    """

    day: date
    records: int
    photos: int
    photos_expected: int
    waiting: int
    refused: int
    code: str


@dataclass(frozen=True)
class OfficeReceipt:
    """The office's receipt for a day, as last fetched. `matches`: it is the phone's own one now."""

    day: date
    records: int
    photos: int
    photos_expected: int
    refused: int
    code: str
    fetched_at: datetime
    matches: bool


@dataclass(frozen=True)
class GridView:
    """A small grid of the worker's scope. `complete` is false until its first download has finished."""

    id: str
    code: str
    name: str
    parent_name: str
    complete: bool
    households: int


@dataclass(frozen=True)
class Me:
    """The person signed in on this phone, as the server last told. `posts` as in `GET /api/v1/me/`."""

    person_id: str
    username: str
    display_name: str
    language: str
    street_name: str
    centre: tuple[float, float] | None
    is_demo: bool
    posts: tuple[dict[str, object], ...]
    grids: tuple[GridView, ...]


@dataclass(frozen=True)
class Login:
    """How this phone reaches its server. The token is secret: screens never show it."""

    base_url: str
    username: str
    token: str
    expiry: str


@dataclass(frozen=True)
class PackPart:
    """A part of the map pack on the phone's disk. `kind` is `basemap` or `grid`; `ready` when fully downloaded."""

    sha256: str
    kind: str
    id: str
    name: str
    bytes: int
    path: Path
    ready: bool
