"""Steps that are done once and then only where something changed."""

import json
import os
import shutil
from pathlib import Path

import pytest

from server.launch import frontend, prepare, venv
from server.launch.problems import CannotStart

CATALOGUE = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "%(n)s doors"\nmsgstr "{}"\n'


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    po = tmp_path / "server" / "noun" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(CATALOGUE.format("%(n)s 户"), encoding="utf-8")
    return po


def test_a_catalogue_is_compiled_when_it_changed(catalogue: Path):
    mo = catalogue.with_suffix(".mo")
    prepare.compile_translations()
    assert "户".encode() in mo.read_bytes()
    mo.write_bytes(b"as before")
    prepare.compile_translations()
    assert mo.read_bytes() == b"as before"
    later = mo.stat().st_mtime + 10
    os.utime(catalogue, (later, later))
    prepare.compile_translations()
    assert "户".encode() in mo.read_bytes()


def test_a_catalogue_that_does_not_compile_is_named(catalogue: Path):
    catalogue.write_text('#, python-format\nmsgid "%(n)s doors"\nmsgstr "%(m)s"\n', encoding="utf-8")
    with pytest.raises(CannotStart, match=r"server/noun/locale/.*does not compile"):
        prepare.compile_translations()
    assert not catalogue.with_suffix(".mo").exists()


def test_static_files_are_known_by_their_content_times(tmp_path: Path):
    file = tmp_path / "map.js"
    file.write_text("1")
    before = prepare.fingerprint([file])
    assert prepare.fingerprint([file]) == before
    file.write_text("22")
    assert prepare.fingerprint([file]) != before
    assert prepare.fingerprint([]) != before


def test_every_served_package_is_in_the_lock_file_and_has_a_licence():
    for name, version, files in frontend.served():
        assert version[0].isdigit(), name
        assert any("LICENSE" in file for file in files), name


def test_the_lock_file_knows_no_address():
    text = (frontend.FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert all("resolved" not in row for row in packages.values())
    assert all(row["integrity"].startswith("sha512-") for name, row in packages.items() if name)


def test_a_vendored_folder_is_complete_or_absent(tmp_path: Path):
    package = tmp_path / "package"
    (package / "dist").mkdir(parents=True)
    (package / "dist" / "map.mjs").write_text("1")
    target = tmp_path / "vendor" / "map-1.0.0"
    with pytest.raises(FileNotFoundError):
        frontend.copy(package, target, ["dist/map.mjs", "dist/missing.css"])
    assert not target.exists()
    frontend.copy(package, target, ["dist/map.mjs"])
    assert [file.name for file in target.iterdir()] == ["map.mjs"]


def test_packages_are_installed_once_for_each_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    ran: list[str] = []
    monkeypatch.setattr(venv, "STATE", tmp_path)
    monkeypatch.setattr(venv, "RECORD", tmp_path / "installed.json")
    monkeypatch.setattr(venv, "VENV", tmp_path / "venv")
    monkeypatch.setattr(venv, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(venv, "REQUIREMENTS", tmp_path / "requirements")
    shutil.copytree(Path(frontend.__file__).parents[1] / "requirements", tmp_path / "requirements")

    def run(title: str, command: list[object], **options: object) -> None:
        ran.append(title)
        venv.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        venv.PYTHON.touch()

    monkeypatch.setattr(venv, "run", run)
    venv.make_sure_of("test")
    assert ran == ["Making a virtual environment", "Installing Python packages (test)"]
    venv.make_sure_of("test")
    venv.make_sure_of("demo")  # lies within the test set
    assert len(ran) == 2
    with (tmp_path / "requirements" / "demo.txt").open("a") as file:
        file.write("# changed\n")
    venv.make_sure_of("demo")
    assert ran[2:] == ["Installing Python packages (demo)"]
    shutil.rmtree(venv.VENV)
    venv.make_sure_of("test")
    assert ran[3:] == ["Making a virtual environment", "Installing Python packages (test)"]
