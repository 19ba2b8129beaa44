"""The coverage table as the pages show it: rows with their extents, and the totals under them."""

from dataclasses import dataclass

from server.coverage.selectors import CoverageTable

SUMMED = ("eligible", "due", "attempted", "contacted", "not_home", "declined", "covered", "overdue", "visits")


@dataclass(frozen=True)
class Totals:
    """The rows added up. The share is that of the sums, not the mean of the rows' shares."""

    counts: dict[str, int]

    @property
    def covered_share(self) -> float | None:
        return self.counts["covered"] / self.counts["due"] if self.counts["due"] else None


def totals_of(table: CoverageTable) -> Totals:
    """The last line of the table."""
    return Totals({name: sum(getattr(row, name) for row in table.rows) for name in SUMMED})
