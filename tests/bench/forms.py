"""What a form of 100 questions costs the phone: to be read, taken up with its draft, and shown; and one answer in it.

In a process of its own with the real widgets, the drawing calls going nowhere.
"""

import json
import os
import subprocess
import sys

from tests.bench.context import ROOT, Context
from tests.bench.measure import Result

NAME = "forms"
ABOUT = "CPU milliseconds to open a form of 100 questions on the phone: the engine's share and the widgets'"
QUESTIONS = 100
PATIENCE = 300.0


def run(context: Context) -> list[Result]:
    context.say(f"a form of {QUESTIONS} questions")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("KIVY_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.forms_window", str(QUESTIONS)],
        cwd=ROOT,
        env={**inherited, "KIVY_GL_BACKEND": "mock"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return [Result(f"form, {what}", f"{QUESTIONS} questions", "ms", ms) for what, ms in found.items()]
