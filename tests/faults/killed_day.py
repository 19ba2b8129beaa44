"""A phone in a process of its own, to be killed at any moment: records and syncs without end, and tells of each record
that it was told is kept. Run as `python -m tests.faults.killed_day <folder> <url> <seed>`."""

import random
import sys
from pathlib import Path

from mobile.store import Store
from mobile.sync import Client, Session

ACCOUNT_KEY = bytes(range(32))


def tell(*words: str) -> None:
    print(*words, flush=True)


def work(folder: Path, url: str, seed: int) -> None:
    chance = random.Random(seed)
    store = Store.open(folder, key=ACCOUNT_KEY)
    login = store.login()
    assert login
    for fault in store.check():
        tell("fault", fault.kind, fault.id)
    tell("open")
    homes = [hit.household_id for hit in store.find("1号楼")]
    colours = (folder.parent / "photos.bin").read_bytes().split(b"--photo--")
    while True:
        for _ in range(chance.randint(1, 4)):
            photos = (store.photos.add(chance.choice(colours), camera_needs=0),) if chance.random() < 0.4 else ()
            home = chance.choice(homes)
            tell("kept", store.record_visit(household_id=home, outcome="met", photos=photos))
            if chance.random() < 0.3:
                store.amend_household(home, phone=str(chance.randrange(10**10)))
        Session().run(store, Client(url, login.token, language="en", timeout=10))
        tell("synced")


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
