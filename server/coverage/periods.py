"""Months, quarters and years of the district's calendar."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from server.coverage.models import PeriodKind

MONTHS = {PeriodKind.MONTH.value: 1, PeriodKind.QUARTER.value: 3, PeriodKind.YEAR.value: 12}


@dataclass(frozen=True)
class Period:
    """`starts_on` is the first day; `ends_on` the day after the last."""

    kind: str
    starts_on: date

    @classmethod
    def containing(cls, kind: str, day: date) -> "Period":
        months = MONTHS[kind]
        return cls(kind, date(day.year, (day.month - 1) // months * months + 1, 1))

    @property
    def ends_on(self) -> date:
        months = self.starts_on.month - 1 + MONTHS[self.kind]
        return date(self.starts_on.year + months // 12, months % 12 + 1, 1)

    def as_of(self, today: date) -> date:
        """The last day that can be counted: today, or the period's last day once it is over."""
        return min(today, self.ends_on - timedelta(days=1))


def start_of(day: date) -> datetime:
    """Midnight at which the district's day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
