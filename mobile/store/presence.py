"""How far a phone's own circumstances speak for a visit having been recorded at the building: a grade with its reasons.

A circumstance of one record, asked for by the worker's own press, shown in words and discarded by a second press. It is
no gate and no measure of a person: without it everything goes on as with it, and nothing else depends on it.

`Seen` keeps no positions. Of each fix it takes the distance to the building, the accuracy and the time, holds what the
grade needs, and forgets the rest; so there is no trail that could be kept, sent or asked for.

| grade | all of |
|---|---|
| A | near or inside the building, accurate, there for a minute or longer |
| B | near the building, to within 50 m |
| C | the circle of doubt reaches the building's surroundings, or the building's place is not known |
| D | the circle of doubt does not reach them, or another app set the position |
"""

from dataclasses import dataclass

GRADES = ("A", "B", "C", "D")
REASONS = ("near", "reaches", "away", "no_outline", "accurate", "coarse", "stayed", "brief", "mock")

# Phones err by some 5 to 8.5 m in the open, by up to 30 m at times, and by more indoors (Zandbergen and Barbeau,
# "Positional accuracy of assisted GPS data from high-sensitivity GPS-enabled mobile phones", Journal of Navigation 64,
# 2011). It is also where the phone stops looking for a better fix (`GOOD_ENOUGH_M` of its adapter).
ACCURATE_M = 20.0
# Our choice: the forecourt of an entrance, and the error of an outline drawn from above.
NEAR_M = 25.0
# Our choice: a circle of a hundred metres across covers several buildings.
TOLERABLE_M = 50.0
# Our choice: the third row of slabs. Whoever is further away is at another building, whatever the accuracy.
SURROUNDINGS_M = 100.0
# Our choice: a knock, a wait and a word; who only passes by is gone sooner.
STAYED_SECONDS = 60.0


@dataclass(frozen=True)
class Presence:
    grade: str
    reasons: tuple[str, ...]


class Seen:
    """What is held of the fixes of one open form. `distance_m` is to the building's outline, 0 inside, or None where
    that is not known; `seconds` are of a steady clock."""

    def __init__(self) -> None:
        self.accuracy_m = float("inf")
        self.distance_m: float | None = None
        self.mock = False
        self.first: float | None = None
        self.stayed = 0.0

    def add(self, *, distance_m: float | None, accuracy_m: float, seconds: float, mock: bool = False) -> bool:
        """Takes in one fix; True if it is the best so far, whose place the record may carry."""
        self.mock |= mock
        if distance_m is not None and distance_m - accuracy_m <= NEAR_M:
            self.first = seconds if self.first is None else self.first
            self.stayed = max(self.stayed, seconds - self.first)
        better = accuracy_m < self.accuracy_m
        if better:
            self.accuracy_m, self.distance_m = accuracy_m, distance_m
        return better

    def presence(self) -> Presence | None:
        """None before the first fix."""
        if self.accuracy_m == float("inf"):
            return None
        return grade(self.distance_m, self.accuracy_m, self.stayed, mock=self.mock)


def grade(distance_m: float | None, accuracy_m: float, stayed_seconds: float, *, mock: bool) -> Presence:
    place = place_of(distance_m, accuracy_m)
    accurate = accuracy_m <= ACCURATE_M
    stayed = stayed_seconds >= STAYED_SECONDS
    reasons = [place, "accurate" if accurate else "coarse"]
    if place in ("near", "reaches"):
        reasons.append("stayed" if stayed else "brief")
    if mock:
        return Presence("D", (*reasons, "mock"))
    if place == "away":
        return Presence("D", tuple(reasons))
    if place == "near" and accurate and stayed:
        return Presence("A", tuple(reasons))
    return Presence("B" if place == "near" and accuracy_m <= TOLERABLE_M else "C", tuple(reasons))


def place_of(distance_m: float | None, accuracy_m: float) -> str:
    if distance_m is None:
        return "no_outline"
    if distance_m <= NEAR_M:
        return "near"
    return "reaches" if distance_m - accuracy_m <= SURROUNDINGS_M else "away"
