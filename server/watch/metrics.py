"""`/metrics`: what the workers counted, and how things stand in the database, for Prometheus."""

import ipaddress
from collections.abc import Iterator
from hmac import compare_digest

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from server.watch import selectors
from server.watch.horizon import holders

# What a proxy adds. One on this machine comes from loopback too, with everybody's requests.
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 to whoever may not read it."""
    if not may_read(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(State())
    counted: CollectorRegistry = REGISTRY
    if settings.METRICS_FOLDER is not None:
        counted = CollectorRegistry()
        MultiProcessCollector(counted, path=str(settings.METRICS_FOLDER))  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(counted) + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """With a token, whoever shows it; without one, this machine itself and not through a proxy."""
    if settings.METRICS_TOKEN:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return compare_digest(shown.encode(), settings.METRICS_TOKEN.encode())
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


class State(Collector):
    """Read from PostgreSQL at each scrape: the same whichever worker is asked. Without the database only that it is
    gone."""

    def collect(self) -> Iterator[Metric]:
        try:
            gauges = list(of_the_database())
        except (DatabaseError, InterfaceError):
            yield GaugeMetricFamily("gridwalk_database_up", "whether the database answers", 0)
            return
        yield GaugeMetricFamily("gridwalk_database_up", "whether the database answers", 1)
        yield from gauges


def of_the_database() -> Iterator[Metric]:
    now = timezone.now()
    lag = max((holder.seconds for holder in holders()), default=0.0)
    yield GaugeMetricFamily("gridwalk_horizon_lag_seconds", "age of the oldest transaction that writes", lag)
    undecided = selectors.quarantine()
    yield GaugeMetricFamily("gridwalk_quarantine_operations", "records that wait for the office", undecided.count)
    age = (now - undecided.since).total_seconds() if undecided.since else 0.0
    yield GaugeMetricFamily("gridwalk_quarantine_oldest_seconds", "age of the oldest of them", age)
    waiting = selectors.waiting_on_phones()
    yield GaugeMetricFamily("gridwalk_waiting_on_phones", "unsent records, as the phones last said", waiting)
    jobs = GaugeMetricFamily("gridwalk_jobs", "background jobs by status", labels=["status"])
    for status, count in selectors.jobs_by_status().items():
        jobs.add_metric([status], count)
    yield jobs
    if space := selectors.media_space():
        yield GaugeMetricFamily("gridwalk_media_free_bytes", "free space where the photos lie", space[0])
    standing = GaugeMetricFamily("gridwalk_alarm", "alarms that stand, 1 each", labels=["code"])
    for alarm in selectors.alarms_now(now):
        standing.add_metric([alarm.code], 1)
    yield standing
