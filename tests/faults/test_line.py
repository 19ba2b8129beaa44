"""The line carries bytes both ways, breaks when cut and works again when mended."""

import socket
import threading
from collections.abc import Iterator

import pytest

from tests.faults.line import Line


@pytest.fixture
def echo_port() -> Iterator[int]:
    """A server that answers every line with itself."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection:
            try:
                while data := connection.recv(1024):
                    connection.sendall(data)
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


def ask(port: int, text: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(text)
        return connection.recv(1024)


def is_broken(connection: socket.socket) -> bool:
    """Whether the other end is gone: an orderly end without an answer counts as well as a reset."""
    try:
        connection.sendall(b"anybody?")
        return connection.recv(1024) == b""
    except ConnectionError:
        return True


def test_it_carries_until_it_is_cut_and_again_when_mended(echo_port: int):
    with Line(echo_port) as line:
        assert ask(line.port, b"hello") == b"hello"
        line.cut()
        with socket.create_connection(("127.0.0.1", line.port), timeout=5) as connection:
            assert is_broken(connection)
        line.mend()
        assert ask(line.port, b"again") == b"again"


def test_a_cut_breaks_what_is_under_way(echo_port: int):
    with Line(echo_port) as line, socket.create_connection(("127.0.0.1", line.port), timeout=5) as connection:
        connection.sendall(b"one")
        assert connection.recv(1024) == b"one"
        line.cut()
        assert is_broken(connection)
