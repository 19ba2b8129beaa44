"""Everything packed compiles, without a warning, on the Python that python-for-android packs, and the logic's own tests
hold there. CPython 3.14 runs in Node, by Pyodide: its standard library and its SQLite are the real ones."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PYODIDE = ROOT / "server" / "frontend" / "node_modules" / "pyodide"


def node() -> str:
    """The system's, or the one that the launcher brings where there is none."""
    beside = Path(sys.executable).parent
    found = shutil.which("node", path=os.pathsep.join([os.environ.get("PATH", os.defpath), str(beside)]))
    assert found, "the launcher brings Node"
    return found


@pytest.mark.xdist_group("python_3_14")
def test_the_phones_code_compiles_and_its_logic_holds_on_the_phones_python() -> None:
    site = sysconfig.get_paths()["purelib"]
    command = [node(), str(HERE / "on_3_14" / "run.mjs"), str(PYODIDE), str(ROOT), site]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-4000:]
    assert " passed" in said, said[-4000:]
