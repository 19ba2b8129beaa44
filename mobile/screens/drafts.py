"""A visit that is being written down: kept until it is saved, so that neither going back nor a phone that is killed
loses anything."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mobile.screens.report_draft import KEY as REPORT
from mobile.store import Store
from mobile.store.presence import Presence
from mobile.store.views import HouseholdView
from mobile.widgets.worker import Worker

CONTACTS = ("met", "phone")


@dataclass
class VisitDraft:
    """`known_needs` and `agreed_on` are what the last visit told; `more` is what a step of its own keeps here under its
    name, as JSON can hold it."""

    household_id: str
    outcome: str = ""
    needs: list[str] = field(default_factory=list)
    note: str = ""
    next_on: date | None = None
    fix: tuple[float, float, float] | None = None
    presence: Presence | None = None
    photos: list[tuple[str, bytes]] = field(default_factory=list)
    known_needs: list[str] = field(default_factory=list)
    agreed_on: date | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As the store keeps it; the photos are there already, by their hashes."""
        return {
            "outcome": self.outcome,
            "needs": list(self.needs),
            "note": self.note,
            "next_on": self.next_on.isoformat() if self.next_on else None,
            "fix": list(self.fix) if self.fix else None,
            "presence": [self.presence.grade, list(self.presence.reasons)] if self.presence else None,
            "photos": [sha256 for sha256, _ in self.photos],
            "known_needs": list(self.known_needs),
            "agreed_on": self.agreed_on.isoformat() if self.agreed_on else None,
            "more": deepcopy(self.more),
        }


def fresh_draft(household: HouseholdView) -> VisitDraft:
    """With what is known filled in: the needs of the last visit that found any out, and a day that was agreed and is
    still to come."""
    last = household.visits[0] if household.visits else None
    contact = next((visit for visit in household.visits if visit.outcome in CONTACTS), None)
    needs = list(contact.needs) if contact else []
    return VisitDraft(household.id, needs=needs, known_needs=list(needs), agreed_on=last.next_on if last else None)


def draft_of(store: Store, household_id: str, kept: dict[str, Any]) -> VisitDraft:
    """A draft as it was kept, with its photos, of those that are still on the phone."""
    photos = [(sha256, store.photo_bytes(sha256)) for sha256 in kept["photos"]]
    return VisitDraft(
        household_id,
        outcome=kept["outcome"],
        needs=list(kept["needs"]),
        note=kept["note"],
        next_on=day_of(kept["next_on"]),
        fix=tuple(kept["fix"]) if kept["fix"] else None,
        presence=Presence(told[0], tuple(told[1])) if (told := kept.get("presence")) else None,
        photos=[(sha256, jpeg) for sha256, jpeg in photos if jpeg],
        known_needs=list(kept.get("known_needs", ())),
        agreed_on=day_of(kept.get("agreed_on")),
        more=deepcopy(kept.get("more", {})),
    )


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Drafts:
    """The open drafts by household: in memory for the forms, and in the store for the next start."""

    def __init__(self, store: Store, worker: Worker) -> None:
        self.store = store
        self.worker = worker
        self.open: dict[str, VisitDraft] = {}
        self.known: dict[str, dict[str, Any]] = {}
        worker.run(self.read, self.take_in)

    def read(self) -> dict[str, VisitDraft]:
        return {key: draft_of(self.store, key, kept) for key, kept in self.store.drafts().items() if key != REPORT}

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
