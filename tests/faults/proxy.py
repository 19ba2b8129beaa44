"""The line at its worst: a loopback forwarder that cuts at a byte, delays, stalls, narrows, doubles, keeps, and answers
in the server's stead, as each connection's `Weather` says."""

import asyncio
import contextlib
import socket
import struct
from collections import deque
from dataclasses import dataclass, field

from tests.faults.line import Line

Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter


@dataclass(frozen=True)
class Weather:
    """What happens to one connection. Bytes are counted from its beginning, each way by itself."""

    # Break both sides when so many bytes of the request (or of the reply) have gone through.
    cut_request: int | None = None
    cut_reply: int | None = None
    # Break it by an orderly end, as a proxy does, and not by a reset.
    orderly: bool = False
    # Carry nothing more after so many bytes; the connection stays open.
    stall_request: int | None = None
    stall_reply: int | None = None
    # Seconds before the first byte goes to the server, and before the first goes back.
    delay_request: float = 0.0
    delay_reply: float = 0.0
    # Bytes a second, each way.
    rate: float | None = None
    # So many requests like this one reach the server at the same time; the client gets the first one's reply.
    copies: int = 1
    # Answered in the server's stead: always, or only where the request is longer than `longest`.
    answer: bytes | None = None
    longest: int = 0


CLEAR = Weather()


@dataclass
class Passed:
    """What went through one connection: what the client sent, and what the server replied, cut or not."""

    request: bytearray = field(default_factory=bytearray)
    reply: bytearray = field(default_factory=bytearray)


class Proxy(Line):
    """`weather` is that of every new connection; `next(…)` queues one for each of the next connections."""

    def __init__(self, server_port: int, weather: Weather = CLEAR) -> None:
        super().__init__(server_port)
        self.weather = weather
        self.queue: deque[Weather] = deque()
        self.passed: list[Passed] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def next(self, *weathers: Weather) -> None:
        self.queue.extend(weathers)

    def replay(self, request: bytes) -> bytes:
        """Sends the server a request that went through before, as a router that kept it; the reply."""
        with socket.create_connection(("127.0.0.1", self.server_port), timeout=30) as connection:
            connection.sendall(request)
            reply = b""
            while len(reply) < message_length(reply):
                piece = connection.recv(65536)
                if not piece:
                    break
                reply += piece
        return reply

    async def _serve(self, reader: Reader, writer: Writer) -> None:
        weather = self.queue.popleft() if self.queue else self.weather
        passed = Passed()
        self.passed.append(passed)
        if self.is_cut:
            writer.transport.abort()
        elif weather.answer is not None:
            await self._answer(reader, writer, weather, passed)
        else:
            await self._forward(b"", reader, writer, weather, passed)

    async def _answer(self, reader: Reader, writer: Writer, weather: Weather, passed: Passed) -> None:
        with contextlib.suppress(ConnectionError):
            while len(passed.request) < message_length(passed.request):
                passed.request += await reader.read(65536) or b"\0" * 2**20
            if len(passed.request) <= weather.longest:
                given = bytes(passed.request)
                passed.request.clear()
                await self._forward(given, reader, writer, weather, passed)
                return
            writer.write(weather.answer)
            await writer.drain()
            writer.close()

    async def _forward(self, given: bytes, reader: Reader, writer: Writer, weather: Weather, passed: Passed) -> None:
        await asyncio.sleep(weather.delay_request)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        ends = {writer, far_writer}
        self._writers |= ends
        if weather.copies > 1:
            while len(given) < message_length(given):
                given += await reader.read(65536)
            for _ in range(weather.copies - 1):
                task = asyncio.create_task(asyncio.to_thread(self.replay, given))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        try:
            await asyncio.gather(
                self._carry(given, reader, far_writer, passed.request, weather.cut_request, weather.stall_request,
                            0.0, weather, ends),
                self._carry(b"", far_reader, writer, passed.reply, weather.cut_reply, weather.stall_reply,
                            weather.delay_reply, weather, ends),
            )  # fmt: skip
        finally:
            self._writers -= ends
            for end in ends:
                end.close()

    async def _carry(
        self, given: bytes, reader: Reader, writer: Writer, tape: bytearray, cut: int | None, stall: int | None,
        delay: float, weather: Weather, ends: set[Writer],
    ) -> None:  # fmt: skip
        """One direction, until it ends, breaks or is broken."""
        sent = 0
        piece = 65536 if weather.rate is None else max(1, int(weather.rate / 20))
        with contextlib.suppress(ConnectionError, RuntimeError):
            while data := given or await reader.read(piece):
                given = b""
                if not tape:
                    await asyncio.sleep(delay)
                tape += data
                for limit in (cut, stall):
                    if limit is not None:
                        data = data[: max(0, limit - sent)]
                writer.write(data)
                await writer.drain()
                sent += len(data)
                if cut is not None and len(tape) >= cut:
                    self._break_ends(ends, weather)
                    return
                if weather.rate is not None:
                    await asyncio.sleep(len(data) / weather.rate)
            if writer.can_write_eof():
                writer.write_eof()
            return
        for end in ends:
            end.transport.abort()

    def _break_ends(self, ends: set[Writer], weather: Weather) -> None:
        for end in ends:
            if weather.orderly:
                end.close()
            else:
                reset_at_once(end)
                end.transport.abort()


def reset_at_once(writer: Writer) -> None:
    """The other side gets a reset, also when there is nothing unread."""
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def message_length(begun: bytes | bytearray) -> int:
    """How long the HTTP message is that begins so; more than is there while that cannot be said yet."""
    head, gap, _ = bytes(begun).partition(b"\r\n\r\n")
    if not gap:
        return len(begun) + 1
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return len(head) + 4 + int(value)
    return len(head) + 4
