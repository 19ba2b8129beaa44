"""Whether the committed OpenAPI contract is the one that the code describes. Exit code 1 and the difference if not."""

import difflib
import subprocess
import sys
import tempfile
from pathlib import Path

from server.launch.places import ROOT

CONTRACT = ROOT / "server" / "contract" / "openapi.yaml"
# In English whatever language the server speaks, as `poe schema` writes it.
OPTIONS = ["--lang", "en", "--validate", "--fail-on-warn", "--file"]
COMMAND = [sys.executable, str(ROOT / "server" / "manage.py"), "spectacular", *OPTIONS]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "openapi.yaml"
        done = subprocess.run([*COMMAND, str(target)], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout + done.stderr)
            return 1
        described = target.read_text(encoding="utf-8").splitlines()
    committed = CONTRACT.read_text(encoding="utf-8").splitlines() if CONTRACT.exists() else []
    difference = list(difflib.unified_diff(committed, described, "committed", "described by the code", lineterm=""))
    print("\n".join(difference[:200]))
    if difference:
        print("\nWrite it anew, and read what changed for the phones in the field: poe schema")
    return 1 if difference else 0


if __name__ == "__main__":
    raise SystemExit(main())
