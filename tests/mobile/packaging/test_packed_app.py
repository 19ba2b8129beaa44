"""The app as it is packed: its files alone, in a folder of another name, started under an import guard and a window."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mobile.packaging.spec import MOBILE, Spec

# What python-for-android packs beside the standard library: our requirements, and what its recipe of Kivy asks for.
PACKED = {"kivy", "jnius", "android", "PIL", "cryptography", "_cffi_backend", "cffi", "pycparser"}
OF_KIVY = {"filetype", "requests", "urllib3", "certifi", "idna", "chardet", "charset_normalizer", "six"}
FRAMES = 40

START = """
import importlib.abc, runpy, sys
ALLOWED = {allowed!r}
class Guard(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in ALLOWED:
            raise ImportError("not in the package: " + name)
sys.meta_path.insert(0, Guard())
sys.path.insert(0, {app!r})
sys.argv = ["main.py", "--data", {data!r}]

def stop_soon():
    from kivy.app import App
    from kivy.clock import Clock
    left = [{frames}]
    def count(_):
        left[0] -= 1
        app = App.get_running_app()
        if left[0] <= 0 and app and app.root:
            print("frames drawn:", app.root.places.current, flush=True)
            app.stop()
            return False
    Clock.schedule_interval(count, 0)

import kivy
from kivy.clock import Clock
stop_soon()
runpy.run_path({main!r}, run_name="__main__")
"""


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    root = tmp_path / "app"
    for path in Spec.read().packed():
        target = root / path.relative_to(MOBILE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return root


@pytest.mark.xdist_group("kivy")
def test_the_packed_files_alone_start_the_app(packed: Path, tmp_path: Path) -> None:
    script = START.format(
        allowed=sorted(set(sys.stdlib_module_names) | PACKED | OF_KIVY | {"mobile", "encodings"}),
        app=str(packed),
        data=str(tmp_path / "data"),
        main=str(packed / "main.py"),
        frames=FRAMES,
    )
    environment = {
        **os.environ,
        "SDL_VIDEODRIVER": "offscreen",
        "KIVY_HOME": str(tmp_path / "kivy"),
        "KIVY_NO_ARGS": "1",
        "KIVY_NO_CONSOLELOG": "1",
    }
    environment.pop("PYTHONPATH", None)
    command = [sys.executable, "-I", "-c", script]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path, env=environment
    )
    assert "frames drawn: sign_in" in done.stdout, done.stdout[-2000:] + done.stderr[-4000:]
    assert done.returncode == 0, done.stderr[-4000:]
    assert not list((tmp_path / "kivy").rglob("*.txt")), "Kivy wrote a log file"
