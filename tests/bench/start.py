"""What it costs to start the phone app cold, with the sealed records of 10,000 households, until the map is drawn and
coloured: CPU of a fresh process from its first instruction, imports among it.

The profile that comes with `--profile` (`python -m tests.bench.start_window FOLDER --profile`) says where it goes.
Memory is the process's greatest, with a map of 2,000 and of 50,000 buildings.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from mobile.device.keystore import FileKeystore
from mobile.store import Store
from mobile.store.accounts import Accounts
from mobile.store.views import Login
from tests.bench.context import ROOT, Context
from tests.bench.measure import Result
from tests.bench.phone_town import FIRST_BUILDING, fill_store
from tests.bench.town import houses, write_part
from tests.mobile.screens.town import ACCOUNT, CENTRE, PERSON, SERVER, USERNAME

NAME = "start"
ABOUT = "CPU seconds and memory of a cold start of the phone app to its map"
HOUSEHOLDS = 10_000
MAPS = (2_000, 50_000)
ROUNDS = 3


def run(context: Context) -> list[Result]:
    results = []
    for buildings in MAPS:
        data = context.folder / str(buildings)
        context.say(f"a phone with {HOUSEHOLDS:,} households on a map of {buildings:,} buildings")
        prepare(data, buildings)
        found = [started(data) for _ in range(ROUNDS)]
        size = f"{HOUSEHOLDS:,} households, {buildings:,} buildings"
        results += [
            Result("cold start until the map is coloured, CPU", size, "s", min(it["cpu"] for it in found)),
            Result("of it on the drawing thread", size, "s", min(it["main"] for it in found)),
            Result("cold start until the map is coloured, wall", size, "s", min(it["wall"] for it in found)),
            Result("greatest memory", size, "MB", min(it["memory"] for it in found)),
        ]
    return results


def prepare(data: Path, buildings: int) -> None:
    """The phone's folder as its first sync would have left it."""
    store = Accounts(data / "accounts", FileKeystore(data / "keys")).begin(SERVER, USERNAME).open()
    store.save_login(Login(SERVER, USERNAME, "secret", "2099-01-01T00:00:00Z"), PERSON)
    fill_store(store, HOUSEHOLDS)
    part = data / "part.gwm"
    write_part(houses(buildings), part, FIRST_BUILDING)
    keep_pack(store, part.read_bytes())
    store.close()
    remembered = {"server": SERVER, "username": USERNAME, "account": ACCOUNT, "language": "zh"}
    (data / "settings.json").write_text(json.dumps(remembered), "utf-8")


def keep_pack(store: Store, part: bytes) -> None:
    sha256 = hashlib.sha256(part).hexdigest()
    announced = {"sha256": sha256, "kind": "grid", "id": "town", "name": "town", "bytes": len(part)}
    manifest = {"format": 1, "centre": CENTRE, "attribution": "© OpenStreetMap contributors", "parts": [announced]}
    for wanted in store.packs.announce(manifest):
        store.packs.add_piece(wanted, part)
        store.packs.finish(wanted)
    store.packs.switch()


def started(data: Path) -> dict[str, float]:
    inherited = {
        key: value for key, value in os.environ.items() if not key.startswith(("KIVY_", "PYTHONDONTWRITE", "COV"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.start_window", str(data)],
        cwd=ROOT,
        # A phone's package holds bytecode: the first of the rounds writes it.
        env={**inherited, "KIVY_GL_BACKEND": "mock", "PYTHONPYCACHEPREFIX": str(data / "bytecode")},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures
