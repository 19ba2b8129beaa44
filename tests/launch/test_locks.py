"""Two launchers at once: the second is told who is at work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.launch import locks
from server.launch.places import ROOT
from server.launch.problems import CannotStart

HOLD = """
import sys, pathlib
from server.launch import locks
locks.STATE = pathlib.Path(sys.argv[1])
with locks.held("demo", "python3 -m server demo"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(locks, "STATE", tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_is_told_who_is_at_work(holder: "subprocess.Popen[bytes]"):
    assert locks.is_held("demo")
    with (
        pytest.raises(CannotStart, match=rf"Process {holder.pid} \(python3 -m server demo\) is busy"),
        locks.held("demo", "another"),
    ):
        pass


def test_a_lock_does_not_outlive_a_killed_holder(holder: "subprocess.Popen[bytes]"):
    holder.kill()
    holder.wait()
    assert not locks.is_held("demo")
    with locks.held("demo", "another"):
        assert f"Process {os.getpid()}" in (locks.STATE / "demo.lock").read_text()


def test_locks_of_different_names_do_not_meet(holder: "subprocess.Popen[bytes]"):
    assert not locks.is_held("setup")
    with locks.held("setup", "setting up"):
        pass
