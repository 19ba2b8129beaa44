"""The launcher starts where nothing is installed: it imports the standard library and itself, nothing else."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from server.launch.places import ROOT

LAUNCHER = [ROOT / "server" / "__main__.py", *sorted((ROOT / "server" / "launch").glob("*.py"))]


def imported(path: Path) -> set[str]:
    """Every module that the file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", LAUNCHER, ids=lambda path: path.name)
def test_only_the_standard_library_and_the_launcher_are_imported(path: Path):
    foreign = {
        name
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("server.launch")
    }
    assert foreign == set()


def test_it_starts_without_site_packages():
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from server.__main__ import main; main(['--help'])"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stderr
    for command in ("demo", "test", "bench", "manage"):
        assert command in done.stdout
