"""How many requests work at a time. The rest wait a moment, and what does not fit is told to come back later.

Without it, 300 phones that come back after an outage would all be begun, all be slow, and all be given up by their
phones after 20 seconds, to be sent again: a server that only ever works for nobody. Told "later" at once, each phone
comes back by itself, spread over the next seconds, and none holds a database connection while it waits.
"""

import threading
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase

from server.api.pages import is_for_program, json_problem
from server.api.problems import ServerBusy

# What says whether the server lives has to answer just when it is busy.
ALWAYS = ("/healthz", "/readyz", "/metrics", "/static/")
# A longer body is read by its view, piece by piece.
READ_FIRST = 256 * 1024


class Admission:
    """The middleware; settings `AT_ONCE`, `MAY_WAIT` and `WAIT_SECONDS`, for each web process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.room = threading.Semaphore(settings.AT_ONCE + settings.MAY_WAIT)
        self.work = threading.Semaphore(settings.AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(ALWAYS):
            return self.get_response(request)
        # Before it takes anybody's place: a phone on 50 bytes a second would keep it for minutes.
        if not read_first(request):
            return HttpResponse(status=HTTPStatus.BAD_REQUEST)
        if not self.room.acquire(blocking=False):
            return busy(request)
        try:
            if not self.work.acquire(timeout=settings.WAIT_SECONDS):
                return busy(request)
            try:
                return self.get_response(request)
            finally:
                self.work.release()
        finally:
            self.room.release()


def read_first(request: HttpRequest) -> bool:
    """Takes a short body off the line; whether it came whole."""
    length = request.META.get("CONTENT_LENGTH") or ""
    # What is too long for its view is refused there, in words.
    short = min(READ_FIRST, settings.DATA_UPLOAD_MAX_MEMORY_SIZE or READ_FIRST)
    if length.isdecimal() and 0 < int(length) <= short and request.content_type != "multipart/form-data":
        try:
            return len(request.body) == int(length)
        except UnreadablePostError:
            return False
    return True


def busy(request: HttpRequest) -> HttpResponse:
    """503, for a program as a problem."""
    if is_for_program(request):
        return json_problem(ServerBusy())
    sentence = str(ServerBusy.sentence)
    return HttpResponse(
        sentence,
        status=ServerBusy.status,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": str(ServerBusy.retry_after)},
    )
