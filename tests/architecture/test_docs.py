"""The documents name only what exists: every path, every command, every environment variable."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [
        ROOT / "README.md",
        *ROOT.glob("server/docs/**/*.md"),
        ROOT / "gisdata/README.md",
        *ROOT.glob("server/contract/*.md"),
    ]
)
PATH_IN_TEXT = re.compile(r"`((?:server|mobile|gisdata|tests)/[\w./*<>-]*)`")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#]+)")
VARIABLE = re.compile(r"\bGRIDWALK_[A-Z_]+\b")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_named_exists(document: Path):
    text = document.read_text(encoding="utf-8")
    missing = [name for name in PATH_IN_TEXT.findall(text) if "<" not in name and not list(ROOT.glob(name.rstrip("/")))]
    missing += [name for name in LINK.findall(text) if not (document.parent / name).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_setting_named_is_read_somewhere(document: Path):
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [
            *ROOT.glob("server/**/*.py"),
            *ROOT.glob("tests/**/*.py"),
            *ROOT.glob("mobile/*.py"),
            ROOT / "docker-compose.yml",
        ]
        if ".gridwalk" not in path.parts and path != Path(__file__)
    )
    unknown = {name for name in VARIABLE.findall(document.read_text(encoding="utf-8")) if name not in code}
    assert unknown == set()
