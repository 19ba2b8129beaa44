"""Several phones in the field at once, with real stores, and what has to hold for each."""

from pathlib import Path

from mobile.sync import SyncReport
from tests.faults.phones import Told, own_digests
from tests.journeys.field import Handset


class Crew:
    """Phones of people in the field; a name that comes twice is two phones of one person. A context manager."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.phones: list[Handset] = []

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        for phone in self.phones:
            phone.store.close()

    def sign_in(self, *usernames: str) -> None:
        for username in usernames:
            phone = Handset(self.folder / f"phone-{len(self.phones)}", self.url, username)
            self.phones.append(phone)
            phone.sign_in()
            report = phone.sync()
            assert report.complete, report

    def sync(self) -> list[SyncReport]:
        return [phone.sync() for phone in self.phones]

    def agrees(self, phone: Handset) -> bool:
        """Whether the phone holds exactly what the server would tell it now."""
        told = Told(phone).pull()
        theirs = {grid: digest.__dict__ for grid, digest in told.digests.items()}
        return bool(theirs) and theirs == own_digests(phone.store)

    def counts(self, phone: Handset) -> tuple[int, int]:
        """Records that wait, and that need attention."""
        counts = phone.store.counts()
        return counts.waiting, counts.attention
