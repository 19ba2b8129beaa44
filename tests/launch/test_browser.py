"""Which browser is driven."""

from pathlib import Path

import pytest

from server.launch import browser


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GRIDWALK_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "DOWNLOADED", tmp_path / "browsers")
    return tmp_path


def program(path: Path, text: str = "\x7fELF") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_ubuntus_door_to_a_snap_is_no_browser(folder: Path):
    program(folder / "chromium-browser", '#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    assert browser.found() is None


def test_debians_wrapper_is_one(folder: Path):
    wrapper = program(folder / "chromium", '#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"\n')
    assert browser.found() == str(wrapper)


def test_a_fetched_one_is_found(folder: Path):
    fetched = program(folder / "browsers" / "chromium-1200" / "chrome-linux" / "chrome")
    assert browser.found() == str(fetched)
    assert browser.environment() == {"GRIDWALK_CHROMIUM": str(fetched)}


def test_a_named_one_wins(folder: Path, monkeypatch: pytest.MonkeyPatch):
    program(folder / "chromium")
    monkeypatch.setenv("GRIDWALK_CHROMIUM", "/opt/browser")
    assert browser.found() == "/opt/browser"
