"""Runs inside CPython 3.14: compiles everything that is packed, then the tests of the logic that needs no window."""

import os
import sys
import warnings
from pathlib import Path

MOBILE = Path("/repo/mobile")
# What has neither threads, processes nor sockets, of which there are none here, and no picture made by Pillow.
LOGIC = (
    "store/test_contact.py", "store/test_mirror.py", "store/test_search.py", "store/test_sections.py",
    "store/test_states.py",
    "store/test_amending.py", "map/test_camera.py", "map/test_projection.py", "map/test_scale_bar.py",
    "map/test_mesh_file.py", "map/test_picking.py", "sync/test_backoff.py", "sync/test_pace.py", "forms",
)  # fmt: skip
# WebAssembly is no phone: how long something takes is held on the desk.
NOT_HERE = "not milliseconds"


def run() -> int:
    if sys.version_info[:2] != (3, 14):
        print("this is Python", sys.version)
        return 2
    from tests.mobile.packaging.on_3_14 import ciphers, properties

    ciphers.install()
    properties.install()
    return compiled() or tested()


def compiled() -> int:
    """Every packed file, a warning counting as a fault: what is deprecated here is gone in the next."""
    faults, number = 0, 0
    for path in sorted(MOBILE.rglob("*.py")):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                compile(path.read_text("utf-8"), str(path), "exec")
                number += 1
            except (SyntaxError, SyntaxWarning, DeprecationWarning) as fault:
                print(path, fault)
                faults += 1
    print("compiled", number)
    return faults


def tested() -> int:
    sys.path.append("/site")
    import pytest

    os.chdir("/repo")
    folder = "/repo/tests/mobile/"
    there = [folder + name for name in LOGIC if Path(folder + name).exists()]
    options = [
        "-q",
        "--noconftest",
        "-c",
        "/dev/null",
        "--rootdir",
        "/repo",
        "-p",
        "no:cacheprovider",
        "--tb=short",
        "-W",
        "ignore",
    ]
    return int(pytest.main([*options, "-p", "no:threadexception", "--disable-plugin-autoload", "-k", NOT_HERE, *there]))
