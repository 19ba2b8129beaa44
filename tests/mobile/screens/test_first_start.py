"""The first start of the day in aeroplane mode, with a map pack on the phone."""

import socket

import pytest

pytestmark = pytest.mark.kivy


@pytest.fixture
def aeroplane_mode(monkeypatch):
    """Every name looked up and every connection tried is written down and refused."""
    asked: list[object] = []

    def refuse(*where: object, **_: object) -> None:
        asked.append(where)
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return asked


@pytest.mark.case("R35")
def test_a_first_start_in_aeroplane_mode_shows_the_map_and_finds_a_door(aeroplane_mode, phone):
    phone.wait_ready()
    assert phone.map.grid_map.ready
    assert phone.app.store.pack()
    hits = phone.search("王")
    assert hits
    phone.tap_result(0)
    assert phone.page.household.name
    assert aeroplane_mode == []
