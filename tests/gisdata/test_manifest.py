"""The map data is what the manifest says, and the generated part of it can be generated again."""

import pytest

from server.demo import manifest
from server.demo.boundaries import LEVELS, as_geojson, boundary_path, generate
from server.demo.extract import GISDATA, Extract


def test_manifest_and_folder_agree() -> None:
    assert manifest.faults() == []


def test_manifest_notices_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    real = manifest.entries()
    changed = [{**real[0], "sha256": "0" * 64, "licence": ""}, {**real[1], "path": "gone.txt"}, *real[2:]]
    monkeypatch.setattr(manifest, "entries", lambda: changed)
    assert manifest.faults() == [
        f"{real[1]['path']} is not listed",
        "gone.txt is listed and missing",
        f"{real[0]['path']} has no licence",
        f"{real[0]['path']} has another hash",
    ]


def test_demo_boundaries_are_generated_as_committed() -> None:
    grids = generate(Extract.read())
    for level in LEVELS:
        assert as_geojson(grids[level]) == boundary_path(level).read_text(encoding="utf-8"), level


def test_readme_names_every_folder() -> None:
    text = (GISDATA / "README.md").read_text(encoding="utf-8")
    for folder in (path for path in GISDATA.iterdir() if path.is_dir()):
        assert f"`{folder.name}/`" in text
