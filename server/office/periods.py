"""The time windows that a page offers: months, quarters and years, newest first."""

from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from server.coverage.models import PeriodKind
from server.coverage.periods import Period
from server.office.dates import in_chinese

OFFERED = {PeriodKind.MONTH: 24, PeriodKind.QUARTER: 8, PeriodKind.YEAR: 3}


def label(period: Period) -> str:
    """As it stands in a heading: 2026年11月, 2026年第4季度, Nov 2026, Q4 2026."""
    start = period.starts_on
    if period.kind == PeriodKind.YEAR:
        return f"{start.year}年" if in_chinese() else str(start.year)
    if period.kind == PeriodKind.QUARTER:
        quarter = (start.month + 2) // 3
        return f"{start.year}年第{quarter}季度" if in_chinese() else f"Q{quarter} {start.year}"
    return f"{start.year}年{start.month}月" if in_chinese() else formats.date_format(start, "M Y")


def before(period: Period) -> Period:
    """The window right before."""
    return Period.containing(period.kind, period.starts_on - timedelta(days=1))


def periods_until(kind: PeriodKind, today: date) -> list[Period]:
    """The windows on offer, the current one first."""
    periods = [Period.containing(kind, today)]
    while len(periods) < OFFERED[kind]:
        periods.append(before(periods[-1]))
    return periods


def kind_label(kind: PeriodKind) -> str:
    """The kind's name for the picker."""
    return {PeriodKind.MONTH: _("By month"), PeriodKind.QUARTER: _("By quarter"), PeriodKind.YEAR: _("By year")}[kind]
