"""The proxy does to a connection what its weather says, byte by byte."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.faults.proxy import Proxy, Weather, message_length

REQUEST = b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n0123456789"


class Echo:
    """Answers every byte with itself; `heard` is what came in, by connection."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.heard: list[bytearray] = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.heard.append(bytearray())
            threading.Thread(target=self.answer, args=(connection, self.heard[-1]), daemon=True).start()

    def answer(self, connection: socket.socket, heard: bytearray) -> None:
        with connection:
            try:
                while data := connection.recv(1024):
                    heard += data
                    connection.sendall(data)
            except OSError:
                return

    def await_heard(self, count: int) -> list[bytes]:
        """What came in, once `count` whole requests have."""
        until = time.monotonic() + 5
        while [bytes(one) for one in self.heard].count(REQUEST) < count and time.monotonic() < until:
            time.sleep(0.01)
        return [bytes(one) for one in self.heard]


@pytest.fixture
def echo() -> Iterator[Echo]:
    server = Echo()
    yield server
    server.listener.close()


def ask(proxy: Proxy, request: bytes = REQUEST, timeout: float = 5) -> bytes:
    """Everything that comes back until the end, a reset, the whole echo, or `timeout` seconds without a byte."""
    got = b""
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=timeout) as connection:
        try:
            connection.sendall(request)
            while len(got) < len(request) and (data := connection.recv(1024)):
                got += data
        except OSError:
            pass
    return got


def test_clear_weather_carries_everything_and_keeps_a_copy(echo):
    with Proxy(echo.port) as proxy:
        assert ask(proxy) == REQUEST
        assert (bytes(proxy.passed[0].request), bytes(proxy.passed[0].reply)) == (REQUEST, REQUEST)


@pytest.mark.parametrize("orderly", [True, False])
def test_a_cut_is_exact_to_the_byte_both_ways(echo, orderly):
    with Proxy(echo.port) as proxy:
        for at in range(len(REQUEST)):
            proxy.next(Weather(cut_request=at, orderly=orderly))
            ask(proxy)
            proxy.next(Weather(cut_reply=at, orderly=orderly))
            assert ask(proxy) == REQUEST[:at]
    heard = echo.await_heard(len(REQUEST))
    assert sorted(map(len, heard[::2])) == list(range(len(REQUEST)))
    assert set(heard[1::2]) == {REQUEST}


def test_each_queued_weather_is_for_one_connection(echo):
    with Proxy(echo.port, Weather(cut_reply=3)) as proxy:
        proxy.next(Weather())
        assert [ask(proxy), ask(proxy), ask(proxy)] == [REQUEST, REQUEST[:3], REQUEST[:3]]


def test_a_stall_keeps_the_connection_open_and_carries_nothing_more(echo):
    with Proxy(echo.port) as proxy:
        proxy.next(Weather(stall_reply=5))
        assert ask(proxy, timeout=0.2) == REQUEST[:5]
        proxy.next(Weather(stall_request=7))
        assert ask(proxy, timeout=0.2) == REQUEST[:7]
        assert ask(proxy) == REQUEST


def test_delay_and_bandwidth_take_their_time(echo):
    with Proxy(echo.port) as proxy:
        for weather in (Weather(delay_request=0.15), Weather(delay_reply=0.15), Weather(rate=300)):
            proxy.next(weather)
            began = time.monotonic()
            assert ask(proxy) == REQUEST
            assert 0.12 < time.monotonic() - began < 3


def test_delays_put_requests_in_another_order(echo):
    with Proxy(echo.port) as proxy:
        proxy.next(Weather(delay_request=0.3), Weather())
        first = threading.Thread(target=ask, args=(proxy, b"a" * 50))
        first.start()
        while not proxy.passed:
            time.sleep(0.01)
        assert ask(proxy, b"b" * 50) == b"b" * 50
        first.join()
    assert [bytes(one[:1]) for one in echo.heard] == [b"b", b"a"]


def test_copies_reach_the_server_together_and_a_kept_request_once_more(echo):
    with Proxy(echo.port) as proxy:
        proxy.next(Weather(copies=8))
        assert ask(proxy) == REQUEST
        assert echo.await_heard(8) == [REQUEST] * 8
        assert proxy.replay(bytes(proxy.passed[0].request)) == REQUEST
        assert len(echo.heard) == 9


def test_a_portal_answers_in_the_servers_stead(echo):
    with Proxy(echo.port) as proxy:
        proxy.next(Weather(answer=b"HTTP/1.1 200 OK\r\n\r\nlogin"))
        assert ask(proxy) == b"HTTP/1.1 200 OK\r\n\r\nlogin"
        assert echo.heard == []
        small = Weather(answer=b"HTTP/1.1 413 no\r\n\r\n", longest=len(REQUEST))
        proxy.next(small, small)
        assert ask(proxy) == REQUEST
        assert ask(proxy, REQUEST.replace(b"10", b"20") + b"0123456789").startswith(b"HTTP/1.1 413")


def test_where_a_message_ends():
    assert message_length(REQUEST) == len(REQUEST)
    assert message_length(REQUEST[:20]) > 20
    assert message_length(b"GET / HTTP/1.1\r\n\r\n") == 18
