"""So many requests work at a time, some wait, and the rest hear at once when to come back."""

import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.test import RequestFactory

from server.api.admission import Admission


class Work:
    """A view that works until it is let go; `most` is how many worked at the same time."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.lock = threading.Lock()
        self.now = self.most = 0

    def __call__(self, _request: HttpRequest) -> HttpResponse:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.go.wait(10)
        with self.lock:
            self.now -= 1
        return HttpResponse("done")


@pytest.fixture
def work() -> Work:
    return Work()


@contextmanager
def under_way(admission: Admission, count: int) -> Iterator[list[HttpResponse]]:
    """So many requests at once, each in a thread; their answers when the block has ended."""
    answers: list[HttpResponse] = []
    threads = [threading.Thread(target=lambda: answers.append(admission(get()))) for _ in range(count)]
    for thread in threads:
        thread.start()
    yield answers
    for thread in threads:
        thread.join(timeout=10)


def get(path: str = "/api/v1/me/") -> HttpRequest:
    return RequestFactory().get(path)


def until(fact) -> None:
    deadline = time.monotonic() + 5
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_what_does_not_fit_is_told_when_to_come_back_and_the_rest_is_done(settings, work):
    settings.AT_ONCE, settings.MAY_WAIT, settings.WAIT_SECONDS = 2, 3, 5.0
    admission = Admission(work)
    with under_way(admission, 9) as answers:
        until(lambda: len(answers) == 4)
        assert {(each.status_code, each["Retry-After"]) for each in answers} == {(503, "10")}
        assert json.loads(answers[0].content)["code"] == "server_busy"
        work.go.set()
    assert sorted(each.status_code for each in answers) == [200] * 5 + [503] * 4
    assert work.most == 2
    assert admission(get()).status_code == 200


def test_nobody_waits_longer_than_allowed(settings, work):
    settings.AT_ONCE, settings.MAY_WAIT, settings.WAIT_SECONDS = 1, 5, 0.05
    admission = Admission(work)
    with under_way(admission, 3) as answers:
        until(lambda: len(answers) == 2)
        work.go.set()
    assert sorted(each.status_code for each in answers) == [200, 503, 503]


def test_a_place_is_free_again_after_a_fault(settings):
    settings.AT_ONCE, settings.MAY_WAIT = 1, 0

    def fails(_request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    admission = Admission(fails)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            admission(get())


def test_whether_it_lives_is_answered_just_when_it_is_busy_and_people_get_a_sentence(settings, work):
    settings.AT_ONCE, settings.MAY_WAIT = 1, 0
    admission = Admission(work)
    with under_way(admission, 1):
        until(lambda: work.now == 1)
        office = admission(get("/"))
        assert (office.status_code, office["Retry-After"]) == (503, "10")
        assert office["Content-Type"].startswith("text/plain")
        work.go.set()
        assert admission(get("/healthz")).status_code == 200


class Line(io.BytesIO):
    """A body on its way: tells when it is read, or breaks."""

    def __init__(self, content: bytes, *, breaks: bool = False) -> None:
        super().__init__(content)
        self.breaks = breaks

    def read(self, *args: int) -> bytes:
        if self.breaks:
            raise UnreadablePostError("gone")
        return super().read(*args)


@pytest.mark.parametrize(("line", "length"), [(Line(b"ab", breaks=True), 2), (Line(b"ab"), 5)])
def test_a_body_that_never_comes_whole_takes_nobodys_place(settings, work, line, length):
    settings.AT_ONCE, settings.MAY_WAIT = 1, 0
    work.go.set()
    request = RequestFactory().generic("POST", "/api/v1/sync/push", b"", content_type="application/json")
    request.META["CONTENT_LENGTH"] = str(length)
    request._stream = line
    assert Admission(work)(request).status_code == 400
    assert work.most == 0
