"""The one door to the phone's data. Screens read and write through `Store`; only `mobile/sync` changes the mirror.

Every method may be called from any thread: each thread reads through its own connection, and writes take one lock.
Call them off the main thread; the slowest read on 20,000 households stays under 50 ms on a desk, several times that on
an old phone.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mobile.store import (
    account,
    checking,
    drafts,
    incidents,
    meta,
    news,
    office_time,
    opening,
    reading,
    rebuilding,
    receipts,
    sealing,
    searching,
    similar,
)
from mobile.store.amending import Amender
from mobile.store.belonging import Belonging
from mobile.store.checking import Fault
from mobile.store.clock import Clock
from mobile.store.contact import Contact
from mobile.store.crypto import Box
from mobile.store.database import Database
from mobile.store.emergencies import Emergencies
from mobile.store.exporting import Exporting
from mobile.store.feedback import Feedback
from mobile.store.filtering import OnMap
from mobile.store.forms import Forms
from mobile.store.journal import Journal
from mobile.store.messages import Messages
from mobile.store.mirror import Mirror
from mobile.store.news import News
from mobile.store.outbox import Outbox
from mobile.store.packs import Packs
from mobile.store.photos import Photos
from mobile.store.presence import Presence
from mobile.store.problems import DiskFull, StorageFailed, UnsentWork
from mobile.store.recording import Recorder
from mobile.store.reports import Reports
from mobile.store.reserve import keep_reserve
from mobile.store.sections import Sections
from mobile.store.undoing import Undo
from mobile.store.views import (
    Board,
    BuildingView,
    CategoryView,
    Counts,
    DueDoor,
    Hit,
    HouseholdView,
    IncidentView,
    OfficeReceipt,
    OutboxItem,
    PackPart,
    Receipt,
    SimilarResident,
)
from mobile.store.walk import Walks
from mobile.wire import DayReceipt


class Store(Exporting, Belonging):
    """One account's data in one folder: `store.db`, `outbox.log`, `photos/`, `packs/` and a reserve file."""

    # -- opening ---------------------------------------------------------------------------------------------------

    def __init__(self, folder: Path, key: bytes, clock: Clock | None = None) -> None:
        self.box = Box(key)
        self.folder = folder
        self.clock = clock or Clock()
        # Whether the file that was there was damaged and had to be set aside.
        self.was_rebuilt = opening.open_or_rebuild(folder, self.box, self._begin)
        if self.was_rebuilt or self.repaired or self.unreadable:
            with self.database.write() as db:
                news.note_opening(
                    db,
                    rebuilt=self.was_rebuilt,
                    recovered=self.recovered,
                    repaired=self.repaired,
                    unreadable=self.unreadable,
                )

    def _begin(self, database: Database) -> None:
        """Everything that works with the database. Reads what the store relies on: damage shows here, or never."""
        folder = self.folder
        self.database = database
        self.device_id = account.device_id(folder, meta.get(database.read(), "device_id"))
        self.journal = Journal(folder / opening.JOURNAL, self.box)
        self.photos = Photos(folder / "photos", self.database, self.clock)
        self.packs = Packs(folder / "packs", self.database)
        self.sections = Sections(self.database)
        self.on_map = OnMap(self.database, self.clock)
        self.forms = Forms(self.database, self.sections)
        self.walk = Walks(self.database, self.clock, self.sections)
        self.outgoing = Outbox(self.database, self.journal, self.clock)
        self.undo = Undo(self.database, self.journal, self.outgoing)
        self.contact = Contact(self.database, self.outgoing, self.photos, self.clock)
        self.mirror = Mirror(self.database, self.clock, self.outgoing)
        self.recorder = Recorder(self.database, self.journal, self.clock)
        self.amender = Amender(self.recorder)
        self.feedback = Feedback(self.database, self.recorder, self.sections)
        self.messages = Messages(self.database, self.sections, self.outgoing, self.recorder, self.clock)
        self.reports = Reports(self.database, self.recorder)
        self.emergencies = Emergencies(self.database, self.recorder, self.sections)
        recovery = rebuilding.take_in_journal(self.database, self.journal, self.photos, self.clock)
        # How many records came back from the journal: after a damaged file, or a save that was cut off.
        self.recovered = recovery.recovered
        # How many rows were made again from the journal's copy, and how many records are damaged in both.
        self.repaired, self.unreadable = recovery.repaired, recovery.unreadable
        rebuilding.read_through(database.read())
        sealing.seal_what_was_plain(self.database, self.journal)
        if meta.get(database.read(), "device_id") != self.device_id:
            with database.write() as db:
                meta.put(db, "device_id", self.device_id)
        self.outgoing.put_back()
        self.outgoing.tidy(self.photos)
        # Before anything is shown of what has expired meanwhile. A failing disk shuts nobody out.
        with suppress(DiskFull, StorageFailed):
            self.contact.look()

    @classmethod
    def open(cls, folder: Path | str, *, key: bytes, clock: Clock | None = None) -> "Store":
        """Opens (or makes) the account's folder, upgrades its file and checks it. `key`: the account's 32 bytes.

        A damaged file is kept aside as `store.db.damaged-<time>` and the unsent work is rebuilt from `outbox.log`;
        `store.was_rebuilt` says so and the next sync fetches everything afresh; `store.unreadable` counts the records
        that are damaged in both copies. Raises `WrongKey`, `StoreTooNew`, `DiskFull`, `StorageFailed`.
        """
        return cls(Path(folder), key, clock)

    def close(self) -> None:
        """Closes the connections of all threads."""
        self.database.close()

    @property
    def changed(self) -> int:
        """A counter that grows with every change of the data: compare it to know whether to read again."""
        return self.database.changes

    def sign_out(self) -> None:
        """Forgets the token. Raises `UnsentWork` while anything is unsent that no sealed export holds; the data stays
        for the next sign-in.

        What the office has refused it has also kept: no sync would ever lift a refusal to sign out.
        """
        counts = self.counts()
        if counts.unsent and not self.is_exported():
            raise UnsentWork(records=counts.waiting, photos=counts.photos_waiting)
        with self.database.write() as db:
            meta.put(db, "login", None)

    # -- reading ---------------------------------------------------------------------------------------------------

    def find(self, text: str, limit: int = 50) -> list[Hit]:
        """Households by name, pinyin, initials, address or the tail of a phone number; best first.

        Understands `3栋2单元501`, `三号楼`, `3-2-501`, full-width digits, and several words, which must all match.
        """
        return searching.find(self.database, text, today=self._today(), limit=limit)

    def building(self, building_id: str) -> BuildingView:
        """Raises `NotInStore`."""
        return reading.building(self.database.read(), building_id, today=self._today())

    def board(self, building_id: str) -> Board:
        """The floor × unit board. Raises `NotInStore`."""
        return reading.board(self.database.read(), building_id, today=self._today())

    def household(self, household_id: str) -> HouseholdView:
        """With its residents and its last visits, unsent ones included. Raises `NotInStore`."""
        return reading.household(self.database.read(), household_id, today=self._today(), me=self._my("display_name"))

    def building_states(self) -> dict[str, str]:
        """The state of every building of the scope, for the map's palette."""
        return reading.building_states(self.database.read(), today=self._today())

    def care_buildings(self) -> set[str]:
        """Buildings with at least one household in which somebody has a care category."""
        return reading.care_buildings(self.database.read())

    def today(self, limit: int = 50) -> list[DueDoor]:
        """Overdue doors first, then those due within 7 days, by date."""
        return reading.due_doors(self.database.read(), today=self._today(), limit=limit)

    def incidents(self) -> list[IncidentView]:
        """Open and recent incidents of the scope and own reports, newest first."""
        return incidents.incidents(self.database.read(), me_id=self._my("id"), me=self._my("display_name"))

    def incident(self, incident_id: str) -> IncidentView:
        """Raises `NotInStore`."""
        return incidents.incident(self.database.read(), incident_id, me_id=self._my("id"), me=self._my("display_name"))

    def categories(self) -> list[CategoryView]:
        """Incident categories in use, by work domain and code."""
        return incidents.categories(self.database.read())

    def outbox(self) -> list[OutboxItem]:
        """Own records: what needs attention first, then waiting, then sent within 14 days; newest first in each."""
        return self.outgoing.items()

    def put_to_rest(self, op_id: str) -> None:
        """The worker has read what the office decided about a refused record; it is shown no longer. Raises
        `NotDecided`, `NotInStore`."""
        self.outgoing.put_to_rest(op_id)

    def retry(self, op_id: str) -> None:
        """Offers a refused record again at the next sync. Raises `NotInStore`."""
        self.outgoing.retry(op_id)

    def similar_residents(self, name: str, birth_year: int | None = None) -> list[SimilarResident]:
        """Residents of the phone's own grids who may be the one that is about to be added."""
        return similar.similar_residents(self.database.read(), self.database.finding, name, birth_year)

    def receipt(self, day: date | None = None) -> Receipt:
        """The phone's own receipt for a day, today if none is given."""
        return receipts.receipt(self.database.read(), day or self.clock.today())

    def office_receipt(self, day: date | None = None) -> OfficeReceipt | None:
        """The office's receipt for a day as the last sync fetched it, or None; `matches` compares it to the phone's
        own one as that is now."""
        return receipts.office_receipt(self.database.read(), day or self.clock.today())

    def days_without_receipt(self) -> list[date]:
        """The days of which the office's receipt is to be fetched: today, and those where it is not the phone's own."""
        return receipts.days_to_fetch(self.database.read(), self.clock.today())

    def keep_office_receipt(self, told: DayReceipt) -> None:
        with self.database.write() as db:
            receipts.keep_office_receipt(db, told, self.clock.wall())

    def tidy(self) -> None:
        """Lets go of what is no longer needed: old acknowledged work, and photos of households that have left."""
        self.outgoing.tidy(self.photos)
        self.outgoing.drop_left_photos(self.photos)

    def news(self) -> News:
        """What the worker has not been told yet: a store that was mended, grids that came or went. False if nothing."""
        found = news.news(self.database.read())
        if not found:
            with self.database.write() as db:
                # The first grids are no change of grids.
                news.read(db)
        return found

    def news_read(self) -> None:
        """The worker has read the news."""
        with self.database.write() as db:
            news.read(db)

    def drafts(self) -> dict[str, dict[str, Any]]:
        """Forms that were left half filled in, by what they are about."""
        return drafts.all_of(self.database.read())

    def keep_draft(self, key: str, draft: dict[str, Any] | None) -> None:
        """Keeps a half filled form until it is saved; None forgets it."""
        with self.database.write() as db:
            drafts.keep(db, key, draft)

    def check(self) -> list[Fault]:
        """What must never be: records without an operation, operations without their record or second copy."""
        return list(checking.faults(self.database.read(), self.journal, self.photos))

    def counts(self) -> Counts:
        """For the badge: what has not reached the office."""
        return self.outgoing.counts()

    # -- recording -------------------------------------------------------------------------------------------------

    def record_visit(
        self,
        *,
        household_id: str,
        outcome: str,
        needs: tuple[str, ...] = (),
        note: str = "",
        next_on: date | None = None,
        fix: tuple[float, float, float] | None = None,
        presence: Presence | None = None,
        photos: tuple[str, ...] = (),
        captured_at: datetime | None = None,
        corrects: str | None = None,
        form: Mapping[str, Any] | None = None,
    ) -> str:
        """Keeps a visit and its operation in one transaction; returns the visit's id.

        `outcome`: `met`, `not_home`, `declined`, `phone`, `moved`, `vacant`. `needs`: `medical`, `daily_living`,
        `repair`, `company`, `paperwork`, `other`. `fix` is (lon, lat, accuracy in metres), taken on a button press;
        `presence` is what `presence.Seen` made of the fixes while the form was open.
        `photos` are hashes from `add_photo`. `corrects` names an earlier visit that this one replaces.
        `form`: `code`, `version` and `answers` of the office's form that was filled in.
        Raises `NotInStore`, `BadRecord`, `DiskFull`, `StorageFailed`; then nothing was kept.
        """
        visit_id = self.recorder.visit(
            household_id=household_id,
            outcome=outcome,
            needs=needs,
            note=note,
            next_on=next_on,
            fix=fix,
            presence=presence,
            photos=photos,
            captured_at=captured_at,
            corrects=corrects,
            form=form,
        )
        keep_reserve(self.folder)
        return visit_id

    def report_incident(
        self,
        *,
        category: str,
        description: str,
        lon: float,
        lat: float,
        accuracy_m: float | None = None,
        source: str = "pin",
        household_id: str | None = None,
        photos: tuple[str, ...] = (),
        captured_at: datetime | None = None,
        solved: tuple[str, int] | None = None,
    ) -> str:
        """Keeps an incident and its operation in one transaction; returns the incident's id.

        `source` says where the place came from: `fix`, `pin` or `address`. `solved`, for what was settled on the spot:
        what was done, and how many of the photos, the last ones, show the place afterwards. Raises as `record_visit`.
        """
        incident_id = self.recorder.incident(
            category=category,
            description=description,
            lon=lon,
            lat=lat,
            accuracy_m=accuracy_m,
            source=source,
            household_id=household_id,
            photos=photos,
            captured_at=captured_at,
            solved=solved,
        )
        keep_reserve(self.folder)
        return incident_id

    def advance_incident(self, *, incident_id: str, to_state: str, note: str = "") -> str:
        """Keeps one step of an incident's way; returns the operation's id. The server judges whether it is legal."""
        return self.recorder.step(incident_id=incident_id, to_state=to_state, note=note)

    def amend_household(self, household_id: str, **changes: str) -> str | None:
        """Keeps an amendment of `name`, `phone` or `status` (`lived_in`, `vacant`, `not_ours`); returns the
        operation's id, or None where nothing differs from what the household shows. Raises as `record_visit`."""
        return self.amender.household(household_id, changes)

    def add_resident(
        self,
        *,
        household_id: str,
        name: str,
        birth_year: int | None = None,
        care: tuple[str, ...] = (),
        phone: str = "",
    ) -> str:
        """Keeps a new resident; returns its id. Ask `similar_residents` first. Raises as `record_visit`."""
        fields = {"name": name, "birth_year": birth_year, "care": care, "phone": phone}
        return self.amender.add(household_id, fields)

    def amend_resident(self, *, household_id: str, resident_id: str, **changes: Any) -> str | None:
        """Keeps an amendment of `name`, `birth_year`, `care` or `phone`; returns the operation's id, or None where
        nothing differs. Raises as `record_visit`."""
        return self.amender.resident(household_id, resident_id, changes)

    def remove_resident(self, *, household_id: str, resident_id: str, reason: str) -> str:
        """Keeps that a resident no longer lives here (`moved`, `died`) or never did (`mistake`); returns the
        operation's id. Raises as `record_visit`."""
        return self.amender.remove(household_id, resident_id, reason)

    def add_photo(self, content: bytes) -> str:
        """Keeps a JPEG by content and returns its SHA-256; EXIF is removed first.

        Raises `PhotoUnreadable`, and `DiskFull` below 100 MB of free space: the camera stops, the form never does.
        """
        return self.photos.add(content)

    def photo_bytes(self, sha256: str) -> bytes | None:
        """The picture as it was kept, or None where it is gone."""
        return self.photos.read(sha256)

    # -- map packs -------------------------------------------------------------------------------------------------

    def pack(self) -> dict[str, Any] | None:
        """The manifest of the map pack on this phone (`centre`, `street`, `attribution`, …), or None."""
        return self.packs.manifest()

    def pack_parts(self) -> list[PackPart]:
        """The parts of the map that are complete and checked, base map first: give their paths to the map."""
        return self.packs.parts()

    def _today(self) -> date:
        """The day by which doors are due: the office's, where the phone's own clock is wrong."""
        return office_time.today(self.database.read(), self.clock)

    def _my(self, key: str) -> str:
        person = meta.get(self.database.read(), "person") or {}
        return str(person.get(key) or "")
