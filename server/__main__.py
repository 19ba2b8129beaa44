"""`python3 -m server demo | test | bench | manage`: the way in. Standard library only; see `server/launch`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (it is just an older Python that has to be told)
    raise SystemExit(f"Gridwalk needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]} ({sys.executable}).")

from server.launch.cli import main

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
