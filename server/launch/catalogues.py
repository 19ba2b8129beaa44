"""Whether every English text of the server has its Chinese one. Exit code 1 and the texts that have none if not.

The texts are collected by Django's own `makemessages`, on a copy: a check does not change what it looks at.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from server.launch.places import ROOT

LANGUAGE = "zh_Hans"
MAKE_MESSAGES = ["-m", "django", "makemessages", "--locale", LANGUAGE, "--no-obsolete", "--no-location", "--no-wrap"]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "server"
        shutil.copytree(ROOT / "server", copy, ignore=shutil.ignore_patterns("node_modules", "vendor", "__pycache__"))
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "server.settings", "PYTHONPATH": folder}
        made = subprocess.run(
            [sys.executable, *MAKE_MESSAGES], cwd=copy, env=environment, capture_output=True, text=True
        )
        if made.returncode:
            print(made.stdout + made.stderr)
            return 1
        missing = {po.relative_to(copy): lacking(po) for po in sorted(copy.glob("**/locale/*/LC_MESSAGES/*.po"))}
    for path, texts in missing.items():
        if texts:
            print(f"server/{path} lacks:\n{texts}\n")
    return 1 if any(missing.values()) else 0


def lacking(po: Path) -> str:
    """The entries of a catalogue that are not translated, or only guessed (fuzzy)."""
    found = [
        subprocess.run(
            ["msgattrib", which, "--no-obsolete", "--no-wrap", str(po)], capture_output=True, text=True, check=True
        ).stdout
        for which in ("--untranslated", "--only-fuzzy")
    ]
    return "\n".join(part for part in (strip_header(text) for text in found) if part)


def strip_header(text: str) -> str:
    """A catalogue without its first entry, which describes the catalogue itself."""
    entries = text.strip().split("\n\n")
    return "\n\n".join(entry for entry in entries if 'msgid ""\nmsgstr ""\n"' not in entry).strip()


if __name__ == "__main__":
    raise SystemExit(main())
