"""Dates as people write them, in the language that is active: 11月22日 14:30, 22 Nov, 14:30."""

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


def in_chinese() -> bool:
    """Whether the page is read in Chinese."""
    return (get_language() or "zh").startswith("zh")


def day_text(day: date) -> str:
    """The year only where it is not this one."""
    this_year = day.year == timezone.localdate().year
    if in_chinese():
        return f"{day.month}月{day.day}日" if this_year else f"{day.year}年{day.month}月{day.day}日"
    return formats.date_format(day, "j M" if this_year else "j M Y")


def moment_text(moment: datetime) -> str:
    """Day and minute in the district's time zone."""
    local = timezone.localtime(moment)
    separator = " " if in_chinese() else ", "
    return f"{day_text(local.date())}{separator}{local:%H:%M}"


def distance_text(moment: datetime) -> str:
    """How far away a moment is, for a title: 3 days ago, in 2 hours."""
    seconds = (moment - timezone.now()).total_seconds()
    hours = int(abs(seconds) // 3600)
    days = hours // 24
    if days:
        span = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    elif hours:
        span = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    else:
        span = _("less than an hour")
    return _("in %(span)s") % {"span": span} if seconds > 0 else _("%(span)s ago") % {"span": span}
