"""What goes wrong on the way: the phone's own client over real sockets, with one fault at a chosen request.

The server has always finished with a request that reached it before the phone goes on, so that a run can be repeated;
what the phone gets to see of it is the fault's business.
"""

import gzip
import http.client
import io
import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from mobile.sync import Client

# Fault on the way → its name in the catalogue.
ON_THE_WAY = {
    "before": "cut-request",
    "request": "cut-request",
    "reply": "cut-reply",
    "lost": "cut-reply",
    "portal": "captive-portal",
    "truncated": "truncated-json",
    "damaged": "bad-gzip",
    "twins": "duplicates",
    "empty-scope": "false-empty-scope",
    "killed": "phone-killed",
}
LOGIN_PAGE = b"<html><body>Welcome to our hotel. Please sign in.</body></html>"


@dataclass(frozen=True)
class Fault:
    """At the `nth` request of a sync: what happens, after which share of the bytes, and whether the line stays dead."""

    kind: str
    nth: int
    share: float
    stays_dead: bool


@dataclass(frozen=True)
class Exchange:
    """One request that reached the server whole, and its answer."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    status: int
    answer: bytes
    answer_headers: Mapping[str, str]

    @property
    def asked(self) -> tuple[str, str, bytes, Mapping[str, str]]:
        return self.method, self.path, self.body, self.headers

    def message(self) -> dict[str, Any]:
        body = gzip.decompress(self.body) if self.body[:2] == b"\x1f\x8b" else self.body
        read: dict[str, Any] = json.loads(body)
        return read

    def answered(self) -> dict[str, Any]:
        body = self.answer
        if self.answer_headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        read: dict[str, Any] = json.loads(body)
        return read


Watcher = Callable[[Exchange], None]


@dataclass
class Way:
    """A phone's way to the server during one sync."""

    watch: Watcher
    fault: Fault | None = None
    kill: Callable[[], None] = lambda: None
    dead: bool = False
    count: int = 0
    fired: str = ""
    pushed: list[Exchange] = field(default_factory=list)

    def next(self, method: str, path: str) -> Fault | None:
        """The fault for the request that begins now."""
        if self.dead:
            return Fault("before", 0, 0, stays_dead=True)
        if not self.fault or self.fired or not concerns(self.fault, method, path):
            return None
        self.count += 1
        if self.count <= self.fault.nth:
            return None
        self.fired = self.fault.kind
        self.dead = self.fault.stays_dead and self.fault.kind in ("before", "request", "reply", "lost")
        return self.fault


def concerns(fault: Fault, method: str, path: str) -> bool:
    if fault.kind == "twins":
        return path.endswith("/sync/push")
    if fault.kind == "empty-scope":
        return path.endswith("/sync/pull")
    if fault.kind in ("truncated", "damaged"):
        return method != "PATCH" and "/photos/" not in path
    return True


class FaultyClient(Client):
    """The phone's client; only its connections are ours."""

    def __init__(self, base_url: str, token: str, way: Way) -> None:
        super().__init__(base_url, token, language="en", timeout=30)
        self.way = way

    def _connect(self) -> http.client.HTTPConnection:
        if self._connection is None:
            host, _, port = self.base_url.rpartition("//")[2].partition(":")
            self._connection = FaultyConnection(host, int(port), self.way)
        return self._connection


class FaultyConnection(http.client.HTTPConnection):
    def __init__(self, host: str, port: int, way: Way) -> None:
        super().__init__(host, port, timeout=30)
        self.way = way
        self.planned: Fault | None = None
        self.room: int | None = None
        self.asked: tuple[str, str, bytes, Mapping[str, str]] = ("", "", b"", {})

    def request(self, method: str, url: str, body: Any = None, headers: Any = None, **more: Any) -> None:
        fault = self.planned = self.way.next(method, url)
        self.asked = (method, url, body or b"", headers or {})
        if fault and fault.kind == "before":
            raise ConnectionRefusedError
        if fault and fault.kind == "request":
            # Some of the headers, or all of them and a part of the body.
            self.room = int(fault.share * (300 + len(body or b"")))
        if not (fault and fault.kind == "portal"):
            super().request(method, url, body, headers or {}, **more)

    def send(self, data: Any) -> None:
        if self.room is not None and self.sock is not None:
            part, self.room = data[: self.room], self.room - len(data)
            if part:
                super().send(part)
            if self.room < 0:
                reset(self.sock)
                self.room = None
                raise ConnectionResetError
            return
        super().send(data)

    def getresponse(self) -> Any:
        fault = self.planned
        if fault and fault.kind == "portal":
            return response_of(200, {"content-type": "text/html"}, LOGIN_PAGE, self.asked[0])
        again = repeated(self.host, self.port, self.asked, times=7) if fault and fault.kind == "twins" else None
        response = super().getresponse()
        body = response.read()
        headers = {name.lower(): value for name, value in response.getheaders()}
        exchange = Exchange(*self.asked, response.status, body, headers)
        for told in [exchange, *(again() if again else ())]:
            self.way.watch(told)
        if exchange.path.endswith("/sync/push"):
            self.way.pushed.append(exchange)
        if fault and fault.kind == "killed":
            self.way.kill()
        if fault and fault.kind in ("request", "lost"):
            # The request was shorter than the cut, or the whole reply went missing.
            self.close()
            raise ConnectionResetError
        return shown(fault, exchange) if fault else response_of(response.status, headers, body, self.asked[0])


def shown(fault: Fault, exchange: Exchange) -> http.client.HTTPResponse:
    """What the phone gets to see of an answer."""
    headers, body, method = dict(exchange.answer_headers), exchange.answer, exchange.method
    if fault.kind == "reply":
        return response_of(exchange.status, headers, body, method, share=fault.share)
    if fault.kind in ("truncated", "damaged", "empty-scope") and exchange.status == 200:
        text = json.dumps(exchange.answered()).encode()
        headers.pop("content-encoding", None)
        if fault.kind == "truncated":
            body = text[: int(len(text) * fault.share)]
        elif fault.kind == "damaged":
            whole = gzip.compress(text)
            headers["content-encoding"] = "gzip"
            body = whole[: 2 + int((len(whole) - 3) * fault.share)]
        else:
            nothing = {"scope": {"version": "none", "grids": []}, "changes": [], "digests": {}, "cursors": {}}
            body = json.dumps({**exchange.answered(), **nothing}).encode()
    return response_of(exchange.status, headers, body, method)


def reset(sock: socket.socket) -> None:
    """Ends a connection as a phone in a lift does: without a word."""
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()


def response_of(
    status: int, headers: Mapping[str, str], body: bytes, method: str, *, share: float | None = None
) -> http.client.HTTPResponse:
    """A response read by `http.client` from these bytes, or from the first share of them."""
    kept = {k: v for k, v in headers.items() if k not in ("content-length", "transfer-encoding", "connection")}
    if method == "HEAD":
        kept["content-length"] = headers.get("content-length", "0")
    elif status != 204:
        kept["content-length"] = str(len(body))
    head = f"HTTP/1.1 {status} {http.client.responses.get(status, '')}\r\n"
    text = (head + "".join(f"{k}: {v}\r\n" for k, v in kept.items()) + "\r\n").encode("latin-1") + body
    if share is not None:
        text = text[: int(len(text) * share)]
    response = http.client.HTTPResponse(Bytes(text), method=method)  # type: ignore[arg-type]
    response.begin()
    return response


class Bytes:
    """As much of a socket as `http.client` reads from."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self.content)


Asked = tuple[str, str, bytes, Mapping[str, str]]


def send_again(host: str, port: int, asked: Asked) -> Exchange:
    """The very same request once more, over a connection of its own."""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    try:
        method, path, body, headers = asked
        connection.request(method, path, body, dict(headers))
        response = connection.getresponse()
        answer = response.read()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Exchange(method, path, body, headers, response.status, answer, told)
    finally:
        connection.close()


def repeated(host: str, port: int, asked: Asked, *, times: int) -> Callable[[], list[Exchange]]:
    """Begins to send the same request several times at once; what is given back waits for the answers."""
    answers: list[Exchange] = []
    threads = [threading.Thread(target=lambda: answers.append(send_again(host, port, asked))) for _ in range(times)]
    for thread in threads:
        thread.start()

    def waited() -> list[Exchange]:
        for thread in threads:
            thread.join()
        assert len(answers) == times
        return answers

    return waited
