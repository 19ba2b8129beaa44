"""The five classes of the coverage map. Table, legend and map take them from here, so they cannot disagree."""

from dataclasses import dataclass

CLASSES = 5


@dataclass(frozen=True)
class CoverageClass:
    """One class of the legend: shares from `low` to `high` per cent; the last one includes 100."""

    index: int
    low: int
    high: int


LEGEND = tuple(CoverageClass(i, i * 100 // CLASSES, (i + 1) * 100 // CLASSES) for i in range(CLASSES))


def class_of(share: float | None) -> str:
    """`"0"` to `"4"`, or `"unknown"` where nothing was due: unknown is never drawn as zero."""
    if share is None:
        return "unknown"
    return str(min(int(share * CLASSES), CLASSES - 1))
