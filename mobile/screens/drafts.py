"""A visit that is being written down: kept until it is saved, so that going back never loses anything."""

from dataclasses import dataclass, field
from datetime import date


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
