"""A visit that is being written down: kept until it is saved, so that neither going back nor a phone that is killed
loses anything."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mobile.store import Store
from mobile.widgets.worker import Worker


@dataclass
class VisitDraft:
    household_id: str
    outcome: str = ""
    needs: list[str] = field(default_factory=list)
    note: str = ""
    next_on: date | None = None
    fix: tuple[float, float, float] | None = None
    photos: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def steps(self) -> tuple[str, ...]:
        """The questions that this outcome leaves open. "Not home" leaves none that must be asked."""
        if self.outcome in ("met", "phone"):
            return ("outcome", "needs", "note", "next")
        if self.outcome == "not_home":
            return ("outcome", "next")
        return ("outcome", "note", "next")

    def kept(self) -> dict[str, Any]:
        """As the store keeps it; the photos are there already, by their hashes."""
        return {
            "outcome": self.outcome,
            "needs": list(self.needs),
            "note": self.note,
            "next_on": self.next_on.isoformat() if self.next_on else None,
            "fix": list(self.fix) if self.fix else None,
            "photos": [sha256 for sha256, _ in self.photos],
        }


def draft_of(store: Store, household_id: str, kept: dict[str, Any]) -> VisitDraft:
    """A draft as it was kept, with its photos, of those that are still on the phone."""
    photos = [(sha256, store.photo_bytes(sha256)) for sha256 in kept["photos"]]
    return VisitDraft(
        household_id,
        outcome=kept["outcome"],
        needs=list(kept["needs"]),
        note=kept["note"],
        next_on=date.fromisoformat(kept["next_on"]) if kept["next_on"] else None,
        fix=tuple(kept["fix"]) if kept["fix"] else None,
        photos=[(sha256, jpeg) for sha256, jpeg in photos if jpeg],
    )


class Drafts:
    """The open drafts by household: in memory for the forms, and in the store for the next start."""

    def __init__(self, store: Store, worker: Worker) -> None:
        self.store = store
        self.worker = worker
        self.open: dict[str, VisitDraft] = {}
        self.known: dict[str, dict[str, Any]] = {}
        worker.run(self.read, self.take_in)

    def read(self) -> dict[str, VisitDraft]:
        return {key: draft_of(self.store, key, kept) for key, kept in self.store.drafts().items()}

    def take_in(self, found: dict[str, VisitDraft]) -> None:
        for key, draft in found.items():
            self.open.setdefault(key, draft)
            self.known.setdefault(key, draft.kept())

    def __contains__(self, key: object) -> bool:
        return key in self.open

    def get(self, key: str) -> VisitDraft | None:
        return self.open.get(key)

    def keep(self, draft: VisitDraft) -> None:
        key, kept = draft.household_id, draft.kept()
        self.open[key] = draft
        if self.known.get(key) != kept:
            self.known[key] = kept
            # A draft that cannot be written, say on a full disk, is still in the form; saving will say what is wrong.
            self.worker.run(lambda: self.store.keep_draft(key, kept), failed=lambda _: self.known.pop(key, None))

    def forget(self, key: str) -> None:
        self.open.pop(key, None)
        if self.known.pop(key, None) is not None:
            self.worker.run(lambda: self.store.keep_draft(key, None), failed=lambda _: None)
