"""The pinned sets install anywhere: every package has hashes, no line knows a host or a path, pins agree."""

import re

import pytest

from server.launch.places import REQUIREMENTS

SETS = {file.stem: file.read_text(encoding="utf-8") for file in REQUIREMENTS.glob("*.txt")}
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+?)(?: ; (.+?))? \\$", re.MULTILINE)


def pins(name: str) -> set[tuple[str, str, str]]:
    return {(match[1], match[2], match[3] or "") for match in PIN.finditer(SETS[name])}


def test_the_sets_are_there():
    assert set(SETS) == {"server", "demo", "test", "bench", "node"}


@pytest.mark.parametrize("name", SETS)
def test_every_package_is_pinned_with_hashes(name: str):
    entries = re.split(r"\n(?=[a-z0-9])", SETS[name].strip())
    assert entries
    for entry in entries:
        first, *hashes = entry.splitlines()
        assert PIN.match(first), first
        assert hashes, first
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in hashes), first


@pytest.mark.parametrize("name", SETS)
def test_no_line_knows_a_host_or_a_path(name: str):
    assert not re.search(r"://|index-url|find-links|trusted-host|@ ", SETS[name])


@pytest.mark.parametrize(("narrow", "wide"), [("server", "demo"), ("demo", "test"), ("test", "bench")])
def test_a_wider_set_has_the_narrower_one_within_it(narrow: str, wide: str):
    assert {(name, version) for name, version, _ in pins(narrow)} <= {
        (name, version) for name, version, _ in pins(wide)
    }
