"""The roll-up: counts per period and small grid, kept equal to what counting afresh would give."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from server.grids.models import ServiceGrid


class PeriodKind(models.TextChoices):
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


class CoverageCount(models.Model):
    """Distinct households of one small grid in one period. Periods are cut in the district's time zone.

    `starts_on` is the period's first day. Definitions of the counts: `server/coverage/indicators.py`. A row without
    `as_of` waits to be counted afresh; so does one whose `as_of` is not the last day that has passed in its period.
    """

    grid = models.ForeignKey(ServiceGrid, models.CASCADE, related_name="coverage", verbose_name=_("small grid"))
    period = models.CharField(_("period"), max_length=8, choices=PeriodKind.choices)
    starts_on = models.DateField(_("first day"))
    eligible = models.PositiveIntegerField(_("eligible"), default=0)
    due = models.PositiveIntegerField(_("due"), default=0)
    attempted = models.PositiveIntegerField(_("attempted"), default=0)
    contacted = models.PositiveIntegerField(_("contacted"), default=0)
    not_home = models.PositiveIntegerField(_("not home"), default=0)
    declined = models.PositiveIntegerField(_("declined"), default=0)
    covered = models.PositiveIntegerField(_("covered"), default=0)
    overdue = models.PositiveIntegerField(_("overdue"), default=0)
    visits = models.PositiveIntegerField(_("visits"), default=0)
    as_of = models.DateField(_("counted as of"), null=True)
    computed_at = models.DateTimeField(_("computed"), auto_now=True)

    class Meta:
        verbose_name = _("coverage count")
        verbose_name_plural = _("coverage counts")
        constraints = [models.UniqueConstraint("grid", "period", "starts_on", name="coverage_count_once")]

    def __str__(self) -> str:
        return f"{self.grid} {self.period} {self.starts_on}"


class DirtyPeriod(models.Model):
    """A grid whose counts from this month on are no longer right; a statement trigger writes it with the change.

    From this month on, since a visit that comes in late moves the due dates of all later months.
    """

    grid = models.ForeignKey(ServiceGrid, models.CASCADE, related_name="dirty_periods", verbose_name=_("small grid"))
    month = models.DateField(_("first day of the month"))
    marked_at = models.DateTimeField(_("marked"), auto_now_add=True)

    class Meta:
        verbose_name = _("dirty period")
        verbose_name_plural = _("dirty periods")
        indexes = [models.Index("grid", "month", name="coverage_dirty")]

    def __str__(self) -> str:
        return f"{self.grid} {self.month}"
