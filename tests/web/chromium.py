"""Which browser the tests drive, and how it is started."""

import os

CHROMIUM = os.environ.get("GRIDWALK_CHROMIUM", "/usr/bin/chromium")
# The sandbox needs rights that test machines lack; without a GPU WebGL 2 runs in software.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
