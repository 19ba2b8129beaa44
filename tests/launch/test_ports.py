"""Loopback ports: free, taken, asked for."""

import socket

import pytest

from server.launch import processes
from server.launch.ports import free_port, is_free
from server.launch.problems import CannotStart


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_somebody_listens_on_is_not_free(taken: int):
    assert not is_free(taken)
    assert is_free(free_port())


def test_a_taken_port_that_was_asked_for_is_refused(taken: int):
    with pytest.raises(CannotStart, match=f"Port {taken} is taken"):
        processes.usable_port(taken)


def test_the_usual_port_gives_way_to_a_free_one(taken: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(processes, "USUAL_PORT", taken)
    assert processes.usable_port(None) != taken
