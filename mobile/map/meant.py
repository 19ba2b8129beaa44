"""What a finger means when several things lie within its reach."""

from collections.abc import Sequence
from dataclasses import dataclass

# A building whose lesser side is this wide on the screen is hit on purpose.
LARGE_DP = 20.0
# The nearest is meant where the next one is this much farther away.
CLEARLY_DP = 12.0
MOST = 8


@dataclass(frozen=True)
class Found:
    """Something near a tap: `kind` is "building" or "incident", `distance` and `size` in pixels."""

    kind: str
    id: str
    distance: float
    size: float = 0.0


def meant(found: Sequence[Found], density: float) -> list[Found]:
    """One of them where that is clear, else those it may be, the nearest first: pins before buildings, since a pin
    stands in front of what it stands on."""
    pins = sorted((it for it in found if it.kind == "incident"), key=lambda it: it.distance)
    buildings = sorted((it for it in found if it.kind == "building"), key=lambda it: it.distance)
    if pins:
        # Pins on one spot cover each other: whoever lies beneath could never be tapped.
        return [it for it in pins if it.distance - pins[0].distance < CLEARLY_DP * density][:MOST]
    if not buildings:
        return []
    first = buildings[0]
    if first.distance == 0 and first.size >= LARGE_DP * density:
        return [first]
    return [it for it in buildings if it.distance - first.distance < CLEARLY_DP * density][:MOST]
