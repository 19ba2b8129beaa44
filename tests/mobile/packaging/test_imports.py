"""The packed tree imports only what is packaged: the standard library, Kivy, pyjnius, Pillow, cryptography."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mobile.packaging.spec import MOBILE, Spec

ALLOWED = set(sys.stdlib_module_names) | {"mobile", "kivy", "jnius", "android", "PIL", "cryptography"}
# In the standard library, but left out of a python-for-android build or of no use there.
NOT_ON_ANDROID = {
    "tkinter",
    "curses",
    "readline",
    "turtle",
    "idlelib",
    "lib2to3",
    "ensurepip",
    "distutils",
    "_posixshmem",
}
PYTHON_FILES = [path for path in Spec.read().packed() if path.suffix == ".py"]

GUARD = """
import importlib.abc, sys
ALLOWED = {allowed!r}
class Guard(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in ALLOWED:
            raise ImportError("not in the package: " + name)
sys.meta_path.insert(0, Guard())
sys.path.insert(0, {root!r})
import {modules}
print("ok")
"""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda path: str(path.relative_to(MOBILE)))
def test_each_packed_file_imports_only_what_is_packaged(path: Path) -> None:
    tops = {name.partition(".")[0] for name in imported(path)}
    assert sorted(tops - ALLOWED | tops & NOT_ON_ANDROID) == []


def test_android_modules_stay_behind_the_device_door() -> None:
    for path in PYTHON_FILES:
        tops = {name.partition(".")[0] for name in imported(path)}
        if tops & {"jnius", "android"}:
            assert path.parent == MOBILE / "device" / "android", path


def test_the_logic_starts_with_the_standard_library_and_cryptography() -> None:
    """Store, sync and wire under an import guard, in a fresh interpreter."""
    script = GUARD.format(
        allowed=set(sys.stdlib_module_names) | {"mobile", "cryptography", "_cffi_backend"},
        root=str(MOBILE.parent),
        modules="mobile.store, mobile.sync, mobile.wire, mobile.map.mesh_file, mobile.map.camera, mobile.map.picking",
    )
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "ok", done.stderr
