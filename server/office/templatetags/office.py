"""What the templates need: dates, shares, links that keep the filters, icons and vendored files."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from server.coverage.periods import Period
from server.office import choropleth, dates, periods, vendor

register = template.Library()


@register.filter
def day(value: date | None) -> str:
    return "–" if value is None else dates.day_text(value)


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """A `<time>` as people write it, with how long ago on hover."""
    if value is None:
        return "–"
    exact = timezone.localtime(value)
    title = f"{exact:%Y-%m-%d %H:%M} · {dates.distance_text(value)}"
    return format_html('<time datetime="{}" title="{}">{}</time>', exact.isoformat(), title, dates.moment_text(value))


@register.filter
def distance(value: datetime | None) -> str:
    return "" if value is None else dates.distance_text(value)


@register.filter
def share(value: float | None) -> str:
    """A covered share as whole per cent; `–` where nothing was due, never 0."""
    return "–" if value is None else f"{percent(value)}%"


@register.filter
def percent(value: float | None) -> int:
    """Whole per cent, rounded down: 100 is shown only when everything is covered."""
    return 0 if value is None else int(value * 100 + 1e-9)


@register.filter
def coverage_class(value: float | None) -> str:
    return choropleth.class_of(value)


@register.simple_tag
def vendored(package: str, name: str) -> str:
    return vendor.vendor_url(package, name)


@register.simple_tag
def icon(name: str) -> str:
    return render_to_string(f"office/icons/{name}.svg")


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """The page's own query with some values changed; an empty value takes the key away."""
    query = context["request"].GET.dict()
    query.update({key: "" if value is None else str(value) for key, value in changes.items()})
    kept = {key: value for key, value in query.items() if value}
    return f"?{urlencode(kept)}" if kept else "?"


@register.filter
def labels(codes: list[str], names: dict[str, Any]) -> str:
    """Codes as their labels, joined: care categories, needs."""
    between = "、" if (get_language() or "").startswith("zh") else ", "
    return between.join(str(names.get(code, code)) for code in codes)


@register.filter
def words(text: str) -> list[str]:
    return text.split()


@register.filter
def period_label(period: Period) -> str:
    return periods.label(period)
