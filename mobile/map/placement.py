"""Which labels fit: the important ones first, none over another."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, floor, hypot, radians, sin
from typing import Any

CELL_PIXELS = 96.0
REPEAT_PIXELS = 170.0


@dataclass(frozen=True)
class Candidate:
    """A label that wants to stand at window pixel (x, y), with its size in pixels. A lower rank comes first.

    Two labels of one `text` keep a distance, as the names along a road with two carriageways.
    """

    key: Any
    x: float
    y: float
    width: float
    height: float
    rank: float
    angle: float = 0.0
    text: str = ""


@dataclass(frozen=True)
class Box:
    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )


def box_of(candidate: Candidate, padding: float = 2.0) -> Box:
    """The upright box around a label, which may be turned."""
    turn = radians(candidate.angle)
    half_width = (abs(cos(turn)) * candidate.width + abs(sin(turn)) * candidate.height) / 2 + padding
    half_height = (abs(sin(turn)) * candidate.width + abs(cos(turn)) * candidate.height) / 2 + padding
    return Box(candidate.x - half_width, candidate.y - half_height, candidate.x + half_width, candidate.y + half_height)


def place(candidates: Iterable[Candidate], taken: Iterable[Box] = (), limit: int = 160) -> list[Candidate]:
    """The candidates that get their place, by rank; equal ranks keep their order, so labels don't flicker."""
    cells: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for box in taken:
        _occupy(cells, box)
    placed: list[Candidate] = []
    of_text: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda candidate: candidate.rank):
        box = box_of(candidate)
        if any(_close(candidate, other) for other in of_text[candidate.text]):
            continue
        if any(box.overlaps(other) for cell in _cells_of(box) for other in cells.get(cell, ())):
            continue
        _occupy(cells, box)
        placed.append(candidate)
        if candidate.text:
            of_text[candidate.text].append(candidate)
        if len(placed) >= limit:
            break
    return placed


def _close(candidate: Candidate, other: Candidate) -> bool:
    return hypot(candidate.x - other.x, candidate.y - other.y) < REPEAT_PIXELS


def _occupy(cells: dict[tuple[int, int], list[Box]], box: Box) -> None:
    for cell in _cells_of(box):
        cells[cell].append(box)


def _cells_of(box: Box) -> list[tuple[int, int]]:
    return [
        (column, row)
        for column in range(floor(box.left / CELL_PIXELS), floor(box.right / CELL_PIXELS) + 1)
        for row in range(floor(box.bottom / CELL_PIXELS), floor(box.top / CELL_PIXELS) + 1)
    ]
