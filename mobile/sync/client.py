"""HTTP to our server with the standard library only: one kept-open connection, timeouts, gzip, and an eye for answers
that are not ours."""

import contextlib
import gzip
import http.client
import io
import json
import ssl
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from mobile.sync.problems import BUSY, NotOurServer, Offline, ServerBusy, ServerFailed, SyncProblem, problem_of

LARGEST_ANSWER = 64 * 1024 * 1024
# A message of so many bytes may take one timeout longer to be answered, and no message more than three: what lies in
# the buffers of a slow network moves, though nothing comes back yet. 50 bytes a second carry it within 20 seconds.
BYTES_PER_TIMEOUT = 1000
MOST_TIMEOUTS = 3
PIECE = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back, as it came. Names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float | None:
        try:
            return float(self.headers.get("retry-after", ""))
        except ValueError:
            return None


class WholeHead(http.client.HTTPResponse):
    """An answer whose headers are whole: `http.client` takes a connection cut between two headers, or within one, for
    their end, and `Upload-Offset: 65536` may arrive as `Upload-Offset: 65`."""

    def begin(self) -> None:
        whole, lines = self.fp, Lines(self.fp)
        self.fp = cast("io.BufferedReader", lines)
        super().begin()
        if lines.last not in (b"\r\n", b"\n"):
            self.close()
            raise http.client.IncompleteRead(lines.last)
        # An answer without a body is closed by now.
        if not self.isclosed():
            self.fp = whole


class Lines:
    """A file that remembers the last line read from it."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.last = b""

    def readline(self, size: int = -1) -> bytes:
        self.last = self.file.readline(size)
        return self.last

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


class Client:
    """Talks to one server as one person. `base_url` such as `https://gridwalk.example`; timeouts in seconds.

    `language` (`zh-hans` or `en`) chooses the language of the server's sentences. For one thread at a time.

    `timeout` is how long the line may stand still: while bytes come, however slowly, nothing times out.
    """

    def __init__(self, base_url: str, token: str = "", *, language: str = "zh-hans", timeout: float = 20.0) -> None:
        self.base_url = base_url.rstrip("/")
        self.token = token
        self.language = language
        self.timeout = timeout
        self._connection: http.client.HTTPConnection | None = None

    # -- in our own envelope

    def get(self, path: str) -> Any:
        """The JSON of `/api/v1/<path>`. Raises any `SyncProblem`."""
        return read_json(self.request("GET", f"/api/v1/{path}"))

    def post(self, path: str, message: Any, *, compress: bool = False) -> Any:
        """Sends JSON and gives the JSON answered. Raises any `SyncProblem`."""
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json"}
        if compress:
            body = gzip.compress(body, compresslevel=6)
            headers["Content-Encoding"] = "gzip"
        return read_json(self.request("POST", f"/api/v1/{path}", body, headers))

    # -- plain

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One exchange. Raises `Offline`, `NotOurServer` for a redirect; any status else is answered."""
        response = self._send(method, path, body, headers)
        try:
            content = response.read(LARGEST_ANSWER + 1)
            check_whole(response, at_most=LARGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Offline(under_way=True) from error
        if len(content) > LARGEST_ANSWER or is_redirect(response):
            self.close()
            raise NotOurServer
        fields = {name.lower(): value for name, value in response.getheaders()}
        if fields.get("content-encoding") == "gzip":
            content = unpacked(content)
        return Answer(response.status, fields, content)

    def pieces(self, path: str, *, start: int = 0) -> Iterator[tuple[bool, bytes]]:
        """The bytes of a file from `start` on, piece by piece, each with whether the server heeded `start`.

        Raises `Offline` wherever the connection breaks; what was given until then is good.
        """
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
        response = self._send("GET", path, None, headers)
        if response.status not in (200, 206):
            read_json(Answer(response.status, {}, response.read(LARGEST_ANSWER)))
            raise NotOurServer
        heeded = response.status == 206
        try:
            # As it comes: `read` waits for a whole piece, and loses what it has of it when the line breaks.
            while piece := response.read1(PIECE):
                yield heeded, piece
            check_whole(response)
        except (OSError, http.client.HTTPException) as error:
            raise Offline(under_way=True) from error
        finally:
            # A download that was given up halfway leaves bytes on the line.
            if not response.isclosed():
                self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str] | None
    ) -> http.client.HTTPResponse:
        """A kept-open connection may have been closed by the other side meanwhile: then once more on a fresh one. Every
        request of ours can be repeated without harm."""
        for fresh in (self._connection is None, True):
            opened = False
            try:
                connection = self._connect()
                if connection.sock is None:
                    connection.connect()
                opened = True
                # Closing the connection, as an answer may ask for, leaves the socket to whoever reads the answer.
                wire = connection.sock
                wire.settimeout(self._patience(body))
                connection.request(method, path, body, {**self._headers(), **(headers or {})})
                response = connection.getresponse()
                with contextlib.suppress(OSError):
                    wire.settimeout(self.timeout)
                return response
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if fresh or isinstance(error, TimeoutError):
                    raise Offline(str(error), under_way=opened) from error
        raise Offline

    def _patience(self, body: bytes | None) -> float:
        """How long to wait for the first byte of an answer."""
        return self.timeout * min(MOST_TIMEOUTS, 1 + len(body or b"") / BYTES_PER_TIMEOUT)

    def _connect(self) -> http.client.HTTPConnection:
        if self._connection is None:
            address = urlsplit(self.base_url)
            if address.scheme not in ("http", "https") or not address.hostname:
                raise NotOurServer(self.base_url)
            try:
                port = address.port
            except ValueError as error:
                raise NotOurServer(self.base_url) from error
            if address.scheme == "https":
                self._connection = http.client.HTTPSConnection(
                    address.hostname, port, timeout=self.timeout, context=ssl.create_default_context()
                )
            else:
                self._connection = http.client.HTTPConnection(address.hostname, port, timeout=self.timeout)
            self._connection.response_class = WholeHead
        return self._connection

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "Accept-Language": self.language}
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        return headers


def read_json(answer: Answer) -> Any:
    """The message of a good answer. Raises what a bad one means.

    A captive portal answers 200 with its login page, a proxy 502 with a page of its own: neither acknowledges anything.
    """
    message = parsed(answer)
    if answer.status == 200 and isinstance(message, dict):
        return message
    raise problem_in(answer, message)


def problem_in(answer: Answer, message: Any = None) -> SyncProblem:
    """What an answer that is not 200 says."""
    message = message if message is not None else parsed(answer)
    if isinstance(message, dict) and isinstance(message.get("code"), str):
        data = message.get("data")
        return problem_of(
            answer.status,
            message["code"],
            str(message.get("message") or ""),
            data if isinstance(data, dict) else {},
            answer.retry_after,
        )
    if answer.status in BUSY:
        return ServerBusy(retry_after=answer.retry_after)
    if answer.status == 413:
        # A proxy's own limit, smaller than the server's.
        return problem_of(413, "message_too_large", "", {})
    return ServerFailed() if answer.status == 500 else NotOurServer()


def parsed(answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except ValueError:
        return None


def check_whole(response: http.client.HTTPResponse, *, at_most: int | None = None) -> None:
    """Reading a given number of bytes, `http.client` takes a cut connection for the end: what is missing tells."""
    missing = response.length or 0
    if missing and (at_most is None or missing < at_most):
        raise http.client.IncompleteRead(b"", missing)


def is_redirect(response: http.client.HTTPResponse) -> bool:
    """Our API never sends a client elsewhere; a hotel's network does."""
    return response.status in (301, 302, 303, 307, 308)


def unpacked(content: bytes) -> bytes:
    """Raises `NotOurServer` for what is no whole gzip, or larger than any answer of ours."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(content, LARGEST_ANSWER + 1)
    except zlib.error as error:
        raise NotOurServer from error
    if not unpacker.eof or len(text) > LARGEST_ANSWER:
        raise NotOurServer
    return text
