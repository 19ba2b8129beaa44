"""The house keeps its shape: a fixed top level, no rooms without a noun, no host names, no path of a machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = {
    "LICENSE",
    "README.md",
    "docker-compose.yml",
    "gisdata",
    "mobile",
    "pyproject.toml",
    "server",
    "tests",
}
NO_NOUN = {"core", "utils", "util", "common", "helpers", "misc"}


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(name) for name in listing.stdout.split("\0") if name and (ROOT / name).exists()]


def texts() -> list[Path]:
    binary = {".pbf", ".otf", ".png", ".jpg", ".gpkg", ".zip", ".woff2", ".gz", ".xlsx"}
    return [path for path in tracked() if path.suffix not in binary]


def test_the_top_level_is_the_customers():
    names = {path.parts[0] for path in tracked() if not path.parts[0].startswith(".")}
    assert names <= TOP_LEVEL, names - TOP_LEVEL


def test_no_room_is_called_by_a_word_that_says_nothing():
    named = [path for path in tracked() if NO_NOUN & {part.removesuffix(".py") for part in path.parts}]
    assert named == []


def test_no_registry_host_and_no_path_of_a_machine_is_committed():
    # The words are split so that this file does not find itself.
    pattern = re.compile(
        "|".join(["python" + "hosted", "npm" + r"js\.org", "py" + r"pi\.org", r"/wo" + "rk/", r"/ro" + "ot/"])
    )
    found = [
        f"{path}:{number}"
        for path in texts()
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def modules_with_code() -> list[Path]:
    doors = {"apps.py", "__init__.py"}
    return [p for p in tracked() if p.suffix == ".py" and "migrations" not in p.parts and p.name not in doors]


@pytest.mark.parametrize("path", modules_with_code(), ids=str)
def test_every_module_says_what_it_holds(path: Path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree), f"{path} has no docstring that says what it holds"
