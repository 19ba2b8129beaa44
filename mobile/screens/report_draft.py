"""An incident that is being written down: kept until it is saved, so that neither leaving nor a phone that is killed
loses anything."""

from dataclasses import dataclass, field
from typing import Any

from mobile.store import Store
from mobile.widgets.worker import Worker

# Under this key beside the visits' drafts, which stand under their household's id.
KEY = "report"

Photos = list[tuple[str, bytes]]


@dataclass
class ReportDraft:
    """`joins` is the incident that this one is "this one too" of; `alone`: it is none of those nearby.

    `photos` show how it was found, `after` how it was left when it was settled on the spot.
    """

    step: str = "place"
    domain: str = ""
    category: str = ""
    source: str = "pin"
    lonlat: tuple[float, float] | None = None
    accuracy: float | None = None
    about: str = ""
    photos: Photos = field(default_factory=list)
    joins: str = ""
    alone: bool = False
    household_id: str | None = None
    solved: bool = False
    solved_note: str = ""
    after: Photos = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.lonlat or self.category or self.about or self.photos or self.household_id)

    def kept(self) -> dict[str, Any]:
        """As the store keeps it; the photos are there already, by their hashes."""
        plain = {name: value for name, value in vars(self).items() if name not in ("photos", "after")}
        return plain | {
            "lonlat": list(self.lonlat) if self.lonlat else None,
            "photos": [sha256 for sha256, _ in self.photos],
            "after": [sha256 for sha256, _ in self.after],
        }


def draft_of(store: Store, kept: dict[str, Any]) -> ReportDraft:
    """A draft as it was kept, with its photos, of those that are still on the phone."""

    def photos(hashes: list[str]) -> Photos:
        found = [(sha256, store.photo_bytes(sha256)) for sha256 in hashes]
        return [(sha256, jpeg) for sha256, jpeg in found if jpeg]

    known = {name: kept[name] for name in vars(ReportDraft()) if name in kept}
    lonlat = tuple(kept["lonlat"]) if kept.get("lonlat") else None
    return ReportDraft(
        **{**known, "lonlat": lonlat, "photos": photos(kept["photos"]), "after": photos(kept.get("after", []))}
    )


class KeptReport:
    """The one report that is open: as the form has it, and in the store for the next start."""

    def __init__(self, store: Store, worker: Worker) -> None:
        self.store = store
        self.worker = worker
        self.draft = ReportDraft()
        self.known: dict[str, Any] | None = None
        worker.run(self.read, self.take_in)

    def read(self) -> ReportDraft | None:
        kept = self.store.drafts().get(KEY)
        return None if kept is None else draft_of(self.store, kept)

    def take_in(self, found: ReportDraft | None) -> None:
        if found is not None and self.draft.is_empty:
            self.draft, self.known = found, found.kept()

    def keep(self) -> None:
        kept = None if self.draft.is_empty else self.draft.kept()
        if kept != self.known:
            self.known = kept
            # A draft that cannot be written, say on a full disk, is still in the form; saving will say what is wrong.
            self.worker.run(lambda: self.store.keep_draft(KEY, kept), failed=lambda _: self.lost())

    def lost(self) -> None:
        self.known = None

    def forget(self) -> None:
        self.draft = ReportDraft()
        self.keep()
