"""Signing in says what is true, against a real HTTP server that answers as ours would, or is not ours at all."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.mobile.kivy_window import KivyWindow
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import settle_in


class Office:
    """Answers every request alike: a status and a body."""

    def __init__(self) -> None:
        self.status, self.body, self.kind = 401, b"{}", "application/json"
        office = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(office.status)
                self.send_header("Content-Type", office.kind)
                self.send_header("Content-Length", str(len(office.body)))
                self.end_headers()
                self.wfile.write(office.body)

            do_GET = do_POST  # noqa: N815

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, status: int, code: str) -> None:
        self.status, self.body = status, json.dumps({"code": code, "message": code, "data": {}}).encode()


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office()
    yield office
    office.server.shutdown()
    office.server.server_close()


@pytest.fixture
def newcomer(kivy_window: KivyWindow, tmp_path: Path) -> Iterator[Phone]:
    phone = Phone.start(data=tmp_path / "data", window=kivy_window)
    yield phone
    phone.stop()


def test_a_wrong_password_is_called_that(newcomer: Phone, office: Office) -> None:
    office.answer(401, "wrong_login")
    newcomer.sign_in("limin", "wrong", office.url)
    assert "用户名或密码不对" in newcomer.problem()
    assert newcomer.place == "sign_in"
    assert not list((newcomer.app.data / "accounts").glob("*"))


def test_no_network_is_no_wrong_password(newcomer: Phone) -> None:
    newcomer.sign_in("limin", "right", "http://127.0.0.1:9")
    assert "没有网络" in newcomer.problem()
    assert "密码" not in newcomer.problem()
    assert "自动" not in newcomer.problem(), "nothing signs in by itself later"


def test_somebody_elses_page_is_no_server_of_ours(newcomer: Phone, office: Office) -> None:
    office.status, office.kind, office.body = 200, "text/html", b"<html>Hotel WLAN</html>"
    newcomer.sign_in("limin", "right", office.url)
    assert "无线网" in newcomer.problem()


def test_an_empty_form_is_not_sent(newcomer: Phone) -> None:
    newcomer.tap("sign_in:submit")
    assert newcomer.problem() == "请把三项都填好。"


def test_an_expired_session_goes_on_working_and_asks_to_sign_in_again(
    kivy_window: KivyWindow, tmp_path: Path, office: Office
) -> None:
    office.answer(401, "token_expired")
    settle_in(tmp_path / "data", server=office.url)
    phone = Phone.start(data=tmp_path / "data", window=kivy_window)
    try:
        phone.wait(lambda: phone.place == "map" and not phone.app.syncing.running and phone.app.syncing.problem)
        assert phone.app.syncing.problem == "token_expired"
        phone.search("王小明")
        phone.tap_result(0)
        phone.record_visit("not_home")
        assert phone.counts()[0] == 1
        phone.map.close_sheet()
        phone.tap("map:hint")
        assert phone.place == "sign_in"
        assert any("不是密码错" in text for text in phone.texts())
        phone.tap("sign_in:back")
        assert phone.place == "map"
    finally:
        phone.stop()
