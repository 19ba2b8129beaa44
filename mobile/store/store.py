"""The one door to the phone's data. Screens read and write through `Store`; only `mobile/sync` changes the mirror.

Every method may be called from any thread: each thread reads through its own connection, and writes take one lock.
Call them off the main thread; the slowest read on 20,000 households stays under 50 ms on a desk, several times that on
an old phone.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from mobile.store.views import (
    Board,
    BuildingView,
    CategoryView,
    Counts,
    DueDoor,
    Hit,
    HouseholdView,
    IncidentView,
    Login,
    Me,
    OutboxItem,
    PackPart,
)


class Store:
    """One account's data in one folder: `store.db`, `outbox.log`, `photos/`, `packs/` and a reserve file."""

    # -- opening ---------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, folder: Path | str) -> "Store":
        """Opens (or makes) the account's folder, upgrades its file and checks it.

        A damaged file is kept aside as `store.db.damaged-<time>` and the unsent work is rebuilt from `outbox.log`;
        `store.was_rebuilt` says so and the next sync fetches everything afresh. Raises `StoreTooNew`, `DiskFull`.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Closes the connections of all threads."""
        raise NotImplementedError

    @property
    def changed(self) -> int:
        """A counter that grows with every change of the data: compare it to know whether to read again."""
        raise NotImplementedError

    # -- the person and the server ---------------------------------------------------------------------------------

    def device(self) -> dict[str, str]:
        """What sign-in tells the server about this phone: `id`, `name`, `platform`, `app_version`."""
        raise NotImplementedError

    def login(self) -> Login | None:
        """The saved way to the server, or None before the first sign-in and after signing out."""
        raise NotImplementedError

    def me(self) -> Me | None:
        """The person signed in, as the server last told; works without network."""
        raise NotImplementedError

    def sign_out(self) -> None:
        """Forgets the token. Raises `UnsentWork` while anything is unsent; the data stays for the next sign-in."""
        raise NotImplementedError

    # -- reading ---------------------------------------------------------------------------------------------------

    def find(self, text: str, limit: int = 50) -> list[Hit]:
        """Households by name, pinyin, initials, address or the tail of a phone number; best first.

        Understands `3栋2单元501`, `三号楼`, `3-2-501`, full-width digits, and several words, which must all match.
        """
        raise NotImplementedError

    def building(self, building_id: str) -> BuildingView:
        """Raises `NotInStore`."""
        raise NotImplementedError

    def board(self, building_id: str) -> Board:
        """The floor × unit board. Raises `NotInStore`."""
        raise NotImplementedError

    def household(self, household_id: str) -> HouseholdView:
        """With its residents and its last visits, unsent ones included. Raises `NotInStore`."""
        raise NotImplementedError

    def building_states(self) -> dict[str, str]:
        """The state of every building of the scope, for the map's palette."""
        raise NotImplementedError

    def care_buildings(self) -> set[str]:
        """Buildings with at least one household in which somebody has a care category."""
        raise NotImplementedError

    def today(self, limit: int = 50) -> list[DueDoor]:
        """Overdue doors first, then those due within 7 days, by date."""
        raise NotImplementedError

    def incidents(self) -> list[IncidentView]:
        """Open and recent incidents of the scope and own reports, newest first."""
        raise NotImplementedError

    def incident(self, incident_id: str) -> IncidentView:
        """Raises `NotInStore`."""
        raise NotImplementedError

    def categories(self) -> list[CategoryView]:
        """Incident categories in use, by work domain and code."""
        raise NotImplementedError

    def outbox(self) -> list[OutboxItem]:
        """Own records: what needs attention first, then waiting, then sent within 14 days; newest first in each."""
        raise NotImplementedError

    def counts(self) -> Counts:
        """For the badge: what has not reached the office."""
        raise NotImplementedError

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
        photos: tuple[str, ...] = (),
        captured_at: datetime | None = None,
        corrects: str | None = None,
    ) -> str:
        """Keeps a visit and its operation in one transaction; returns the visit's id.

        `outcome`: `met`, `not_home`, `declined`, `phone`, `moved`, `vacant`. `needs`: `medical`, `daily_living`,
        `repair`, `company`, `paperwork`, `other`. `fix` is (lon, lat, accuracy in metres), taken on a button press.
        `photos` are hashes from `add_photo`. `corrects` names an earlier visit that this one replaces.
        Raises `NotInStore`, `BadRecord`, `DiskFull`, `StorageFailed`; then nothing was kept.
        """
        raise NotImplementedError

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
    ) -> str:
        """Keeps an incident and its operation in one transaction; returns the incident's id.

        `source` says where the place came from: `fix`, `pin` or `address`. Raises as `record_visit`.
        """
        raise NotImplementedError

    def advance_incident(self, *, incident_id: str, to_state: str, note: str = "") -> str:
        """Keeps one step of an incident's way; returns the operation's id. The server judges whether it is legal."""
        raise NotImplementedError

    def add_photo(self, content: bytes) -> str:
        """Keeps a JPEG by content and returns its SHA-256; EXIF is removed first.

        Raises `PhotoUnreadable`, and `DiskFull` below 100 MB of free space: the camera stops, the form never does.
        """
        raise NotImplementedError

    def photo_path(self, sha256: str) -> Path | None:
        """Where the photo lies on this phone, or None."""
        raise NotImplementedError

    # -- map packs -------------------------------------------------------------------------------------------------

    def pack(self) -> dict[str, Any] | None:
        """The manifest of the map pack on this phone (`centre`, `street`, `attribution`, …), or None."""
        raise NotImplementedError

    def pack_parts(self) -> list[PackPart]:
        """The parts of the map that are complete and checked, base map first: give their paths to the map."""
        raise NotImplementedError
