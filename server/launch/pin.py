"""Pins the requirement sets: `python -m server.launch.pin [--upgrade]` writes `server/requirements/*.txt`.

The lists are those of pyproject.toml. The widest set is resolved first and constrains the others, so that a package has
one version in all of them. The files carry hashes but no index and no path: they install from any mirror.
"""

import os
import subprocess
import sys
import tomllib

from server.launch.places import REQUIREMENTS, ROOT

# Each set with the extras it holds, the widest first.
SETS: dict[str, tuple[str, ...]] = {
    "bench": ("demo", "test", "bench"),
    "test": ("demo", "test"),
    "demo": ("demo",),
    "server": (),
}


def clean_environment() -> dict[str, str]:
    """The environment without this machine's own package sources, which would otherwise leak into the files."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}


def resolve(name: str, source: list[str], *, listed: str | None = None, upgrade: bool) -> None:
    """Write one requirements file from `source` (uv's arguments), or from requirements `listed` on standard input."""
    target = (REQUIREMENTS / f"{name}.txt").relative_to(ROOT)
    command = ["uv", "pip", "compile", *source, "--universal", "--python-version", "3.11", "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate", "--quiet"]
    command += ["--output-file", str(target)] + (["--upgrade"] if upgrade else [])
    subprocess.run(command, cwd=ROOT, env=clean_environment(), check=True, input=listed, text=True)
    print(target)


def main(arguments: list[str]) -> int:
    upgrade = "--upgrade" in arguments
    widest = str((REQUIREMENTS / "bench.txt").relative_to(ROOT))
    for name, extras in SETS.items():
        source = ["pyproject.toml", *(part for extra in extras for part in ("--extra", extra))]
        resolve(name, source + ([] if name == "bench" else ["--constraint", widest]), upgrade=upgrade)
    # Node stands alone: it is installed only where the system has no npm.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    resolve("node", ["-"], listed="\n".join(project["optional-dependencies"]["node"]), upgrade=upgrade)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
