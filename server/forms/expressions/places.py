"""Which questions an expression may name, and where it stands itself."""

from collections.abc import Mapping
from dataclasses import dataclass

Names = Mapping[str, "Target"]


@dataclass(frozen=True)
class Target:
    """What `${name}` means. `repeat` is the path of the repeat around it, if there is one."""

    path: str
    type: str = "text"
    repeat: str | None = None

    @property
    def has_answer(self) -> bool:
        return self.type not in ("note", "group", "repeat")


@dataclass(frozen=True)
class Place:
    """Where an expression stands: within which repeat, and whether `.` is an answer there."""

    names: Names
    repeat: str | None = None
    checks_answer: bool = False
