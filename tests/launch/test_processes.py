"""What the launcher starts, it stops: at the end, on Ctrl-C, on SIGTERM, and when something it started dies."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from server.launch import processes, progress
from server.launch.interrupts import in_order
from server.launch.places import ROOT
from server.launch.problems import CannotStart
from server.launch.processes import Processes

PARENT_WITH_CHILD = """
import subprocess, sys, time, pathlib
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
time.sleep(60)
"""
LAUNCHER = """
import sys, os, pathlib
sys.path.insert(0, sys.argv[1])
from server.launch import processes
from server.launch.interrupts import in_order
processes.LOGS = pathlib.Path(sys.argv[2])
with in_order():
    try:
        with processes.Processes() as started:
            child = started.start("sleeper", ["sleep", "60"], os.environ)
            print(child.pid, flush=True)
            started.watch()
    except KeyboardInterrupt:
        print("stopped", flush=True)
"""


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(processes, "LOGS", tmp_path / "logs")
    monkeypatch.setattr(progress, "LOGS", tmp_path / "logs")
    return tmp_path / "logs"


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(true, seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_program_is_stopped_with_what_it_started(tmp_path: Path):
    note = tmp_path / "child"
    with Processes() as started:
        process = started.start("parent", [sys.executable, "-c", PARENT_WITH_CHILD, note], os.environ)
        wait_for(lambda: note.exists() and note.read_text())
    assert process.poll() is not None
    wait_for(lambda: not alive(int(note.read_text())))


def test_a_program_that_dies_is_told_of_with_its_last_words():
    with Processes() as started:
        started.start("server", [sys.executable, "-c", "raise SystemExit('the port is taken')"], os.environ)
        with pytest.raises(CannotStart, match="server has stopped") as told:
            started.watch()
    assert "the port is taken" in str(told.value)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_ending_stops_what_was_started(tmp_path: Path, ending: signal.Signals):
    command = [sys.executable, "-c", LAUNCHER, str(ROOT), str(tmp_path)]
    launcher = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert launcher.stdout is not None
    child = int(launcher.stdout.readline())
    launcher.send_signal(ending)
    rest, _ = launcher.communicate(timeout=30)
    assert rest == "stopped\n"
    assert not alive(child)


def test_a_second_ctrl_c_does_not_cut_the_stopping_short():
    stopped = []
    with in_order():
        try:
            try:
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(5)
            finally:
                os.kill(os.getpid(), signal.SIGINT)
                stopped.append("all")
        except KeyboardInterrupt:
            pass
    assert stopped == ["all"]


def test_a_failing_step_shows_the_end_of_its_log(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(CannotStart, match="no room left"):
        progress.run("Filling the disk", ["sh", "-c", "echo no room left; exit 2"], log="fill")
    assert "✗ Filling the disk" in capsys.readouterr().out


def test_a_step_says_what_it_did_and_for_how_long(capsys: pytest.CaptureFixture[str], logs: Path):
    progress.run("Counting", ["sh", "-c", "seq 3"], log="count")
    assert "✓ Counting (0." in capsys.readouterr().out
    assert progress.tail(logs / "count.log", 2) == "2\n3"
    assert progress.tail(logs / "none.log") == ""
