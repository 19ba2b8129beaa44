"""The import rules hold, and a planted breach of each is refused by the name of its rule."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's Python files alone, so that a breach can be planted without touching the project."""
    target = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", target)
    for package in ("server", "mobile"):
        shutil.copytree(ROOT / package, target / package, ignore=ignore_all_but_python)
    return target


def ignore_all_but_python(folder: str, names: list[str]) -> list[str]:
    skipped = {"vendor", "node_modules", "__pycache__"}
    return [name for name in names if name in skipped or not (name.endswith(".py") or (Path(folder) / name).is_dir())]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(LINT, cwd=folder, capture_output=True, text=True, check=False)


def test_the_rules_hold(copy: Path):
    answer = lint(copy)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("place", "line", "rule", "named"),
    [
        ("mobile/store/planted.py", "import server.problems", "the phone", "mobile.store.planted -> server.problems"),
        ("server/visits/planted.py", "import mobile.wire", "the server", "server.visits.planted -> mobile.wire"),
        ("mobile/store/planted.py", "import kivy", "know no screen", "mobile.store.planted -> kivy"),
        ("mobile/sync/planted.py", "import kivy.clock", "know no screen", "mobile.sync.planted -> kivy"),
        (
            "server/grids/planted.py",
            "import server.visits.models",
            "import downwards only",
            "server.grids.planted -> server.visits.models",
        ),
        (
            "server/households/planted.py",
            "import server.coverage.models",
            "import downwards only",
            "server.households.planted -> server.coverage.models",
        ),
    ],
)
def test_a_planted_breach_is_refused_by_name(copy: Path, place: str, line: str, rule: str, named: str):
    planted = copy / place
    planted.write_text(f"{line}\n", encoding="utf-8")
    try:
        answer = lint(copy)
    finally:
        planted.unlink()
    assert answer.returncode == 1
    broken = [row for row in answer.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(rule in row for row in broken), answer.stdout
    assert named in answer.stdout.replace("  ", " "), answer.stdout
