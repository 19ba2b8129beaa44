"""The main job, as `python3 -m server demo --once` does it: real app, real server, real database, real browser."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.context import ROOT, Context, open_context


@pytest.mark.browser
def test_from_a_phone_in_the_field_to_the_offices_coverage_map(tmp_path: Path):
    with open_context(os.environ["DATABASE_URL"]) as context:
        server = serve_demo(context, tmp_path / "state")
        command = [sys.executable, "-m", "tests.journeys.main_job", "--server", server, "--out", str(tmp_path / "out")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "coverage changed in exactly one small grid" in done.stdout
    pictures = {path.name.partition("-")[0] for path in (tmp_path / "out").glob("*.png")}
    assert pictures == {"phone", "office"}


def serve_demo(context: Context, state: Path) -> str:
    """A server over a small demo, with its own folders; its address."""
    folders = {"GRIDWALK_STATE_DIR": str(state)}
    context.manage("migrate")
    context.manage("load_demo", "--households", "1500")
    collect = [sys.executable, "server/manage.py", "collectstatic", "--noinput"]
    subprocess.run(collect, cwd=ROOT, env={**os.environ, **folders}, check=True, stdout=subprocess.DEVNULL)
    return context.serve(environment=folders).url
