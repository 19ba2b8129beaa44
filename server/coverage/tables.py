"""The coverage table as rows of a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from server.coverage.selectors import CoverageTable
from server.grids.models import GridLevel


def csv_header() -> list[str]:
    return [
        _("code"),
        _("grid"),
        _("level"),
        _("first day"),
        _("until, inclusive"),
        _("eligible"),
        _("due"),
        _("attempted"),
        _("contacted"),
        _("not home"),
        _("declined"),
        _("covered"),
        _("covered %"),
        _("overdue"),
        _("visits"),
    ]


def csv_rows(table: CoverageTable) -> Iterator[list[Any]]:
    """One row per grid; where nothing was due there is no percentage, and no zero either."""
    for row in table.rows:
        yield [
            row.code,
            row.name,
            str(GridLevel(row.level).label),
            date_format(table.period.starts_on, "Y-m-d"),
            date_format(table.as_of, "Y-m-d"),
            row.eligible,
            row.due,
            row.attempted,
            row.contacted,
            row.not_home,
            row.declined,
            row.covered,
            "–" if row.covered_share is None else round(100 * row.covered_share, 1),
            row.overdue,
            row.visits,
        ]
