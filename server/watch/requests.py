"""Every request gets an id, one line in the log, and its place in the metrics."""

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from server.accounts.models import DeviceToken
from server.logs import request as own
from server.metrics import meters

log = structlog.get_logger("server.requests")
HEADER = "X-Request-ID"
# Asked every few seconds by machines: counted, not written down.
UNSAID = frozenset({"healthz", "readyz", "metrics"})


class RequestWatch:
    """Stands before all other middlewares."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = own.begin(request.headers.get(HEADER, ""))
        started = time.perf_counter()
        response = self.get_response(request)
        response[HEADER] = request_id
        note(request, response, time.perf_counter() - started)
        return response


def note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    route, method, size = route_of(request), method_of(request), size_of(response)
    meters.REQUESTS.labels(method, route, str(response.status_code)).inc()
    meters.REQUEST_SECONDS.labels(method, route).observe(seconds)
    meters.REQUEST_BYTES.labels(method, route).inc(sent_with(request))
    meters.ANSWER_BYTES.labels(method, route).inc(size)
    if route not in UNSAID:
        about = {"device": str(token.device_id)} if (token := token_of(request)) else {}
        log.info(
            "request", method=method, route=route, status=response.status_code, ms=round(seconds * 1000, 1),
            bytes=size, **about,
        )  # fmt: skip


def route_of(request: HttpRequest) -> str:
    """The address as a pattern: what stands in its place may be anybody's name."""
    match = request.resolver_match
    if match is not None:
        return str(match.route)
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "unknown"


def method_of(request: HttpRequest) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return request.method if request.method in known else "other"


def token_of(request: HttpRequest) -> DeviceToken | None:
    """DRF leaves on the request what its authentication found."""
    token = getattr(request, "auth", None)
    return token if isinstance(token, DeviceToken) else None


def sent_with(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdecimal() else 0


def size_of(response: HttpResponseBase) -> int:
    return 0 if response.streaming else len(getattr(response, "content", b""))
