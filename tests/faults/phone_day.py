"""A day on one phone, acted by the real store without a server: what the worker was promised, and whether it is kept.

`Day` records, takes photos, gets verdicts, fetches rows and map parts and tidies; `Promises` holds what the worker has
been told by then, and finds what a store that was opened again has broken.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from mobile.store import Store, contact
from mobile.wire import OpResult
from tests.mobile.store.town import KEY, NOON, StoppedClock, building, household, open_town, page

PIECE = 3000


class Promises:
    """`saved`: each record of which the worker was told that it is kept, with its photos, in the order of saving.
    `released`: records that the phone may have let go, for the server had said that it has them."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.saved: dict[str, tuple[str, ...]] = {}
        self.released: set[str] = set()
        self.refused: set[str] = set()
        self.at = NOON

    def broken(self, store: Store) -> list[str]:
        """What does not hold in a store that was opened again."""
        items = store.outbox()
        here = Counter(item.entity_id for item in items)
        found = [f"lost {entity}" for entity in self.saved if not here[entity] and entity not in self.released]
        found += [f"{count} of {entity}" for entity, count in here.items() if count > 1]
        # What may be let go may also come back without its photo, as long as the phone knows that the server has both.
        done = self.released & {item.entity_id for item in items if item.state == "sent"}
        kept = (self.saved.keys() & here.keys()) - done
        found += [f"photo of {entity} lost" for entity in kept if not self.photos(store, entity)]
        found += [f"{fault.kind}: {fault.id}" for fault in store.check()]
        found += [f"came back: {entity}" for entity in self.refused & here.keys()]
        order = [item.entity_id for item in in_order(store)]
        said = [entity for entity in self.saved if here[entity]]
        if [entity for entity in order if entity in self.saved] != said:
            found.append("the order of saving changed")
        return found + torn_apart(store)

    def photos(self, store: Store, entity: str) -> bool:
        return all(sound_photo(store, sha256) for sha256 in self.saved[entity])


def in_order(store: Store) -> list:
    order = {row["op_id"]: row["device_seq"] for row in store.database.read().execute("select * from outbox")}
    return sorted(store.outbox(), key=lambda item: order[item.op_id])


def sound_photo(store: Store, sha256: str) -> bool:
    return hashlib.sha256(store.photo_bytes(sha256) or b"").hexdigest() == sha256


def torn_apart(store: Store) -> list[str]:
    """A record without its operation or the other way round, a number twice, a map part that is not what it says."""
    db = store.database.read()
    visits = {row["op_id"] for row in db.execute("select op_id from own_visit")}
    said = {row["op_id"] for row in db.execute("select op_id from outbox where kind like 'visit.%'")}
    found = [f"record and operation apart: {visits ^ said}"] if visits ^ said else []
    parts = [part for part in store.pack_parts() if part.ready]
    wrong = [part for part in parts if hashlib.sha256(part.path.read_bytes()).hexdigest() != part.sha256]
    return found + [f"map part {part.id} is not what it says" for part in wrong]


class Day:
    def __init__(self, folder: Path, note: Callable[[Callable[[], None]], None] = lambda fact: fact()) -> None:
        """`note` is given each promise at the moment at which it is made."""
        self.folder, self.note = folder, note
        self.clock, self.promises = StoppedClock(), Promises()
        self.place = building(doors=12)
        self.homes = [household(self.place, door=n, name=f"户{n}") for n in range(12)]
        self.store = open_town(folder, self.place, *self.homes[:9], clock=self.clock)
        self.turn = 0
        self.is_expired = False

    def record(self, photos: int = 0) -> str:
        if self.is_expired:
            self.pull()
            self.is_expired = False
        self.turn += 1
        self.pass_time(minutes=3)
        hashes = tuple(self.store.photos.add(jpeg(self.turn * 10 + n), camera_needs=0) for n in range(photos))
        home = self.homes[self.turn % 9]
        visit = self.store.record_visit(
            household_id=home.id, outcome="met", note=f"第{self.turn}次 " * 20, photos=hashes
        )
        self.note(lambda: self.promises.saved.update({visit: hashes}))
        return visit

    def report(self) -> str:
        self.turn += 1
        incident = self.store.report_incident(category="rubbish", description=f"桶{self.turn}", lon=116.3, lat=40.0)
        self.note(lambda: self.promises.saved.update({incident: ()}))
        return incident

    def pass_time(self, **delta: float) -> None:
        self.clock.forward(**delta)
        at = self.clock.at
        self.note(lambda: setattr(self.promises, "at", at))

    def push(self, size: int = 4) -> None:
        """The server takes what waits, and its photos."""
        batch = self.store.outgoing.take_batch(size)
        self.store.outgoing.settle([OpResult(op.op_id, "applied", "", "", {}) for op in batch])
        for sha256 in self.store.outgoing.photos_to_send(of_sent_only=True):
            self.store.outgoing.photo_stored(sha256)

    def pull(self) -> None:
        self.store.mirror.forget_cursors([page().grid])
        with self.store.database.write() as db:
            contact.note(db, self.clock, complete=True)
        self.store.mirror.apply_page(page(self.place, *self.homes), None)

    def fetch_map(self) -> None:
        content = bytes(range(256)) * 40 + bytes([self.turn % 256])
        sha256 = hashlib.sha256(content).hexdigest()
        part = {"sha256": sha256, "kind": "grid", "id": f"g{self.turn}", "name": "网格", "bytes": len(content)}
        for wanted in self.store.packs.announce({"parts": [part], "centre": [116.3, 40.0]}):
            for at in range(0, len(content), PIECE):
                self.store.packs.add_piece(wanted, content[at : at + PIECE])
            assert self.store.packs.finish(wanted)
        self.store.packs.switch()

    def weeks_later(self) -> None:
        """Opened again after 20 days: what was acknowledged may go. What may go is noted first. What the office told of
        people has gone by then, and is fetched before the next work."""
        sent = {item.entity_id for item in self.store.outbox() if item.state == "sent"}
        self.note(lambda: self.promises.released.update(sent))
        self.pass_time(days=20)
        self.reopen()
        self.is_expired = True

    def reopen(self) -> None:
        self.store.close()
        self.store = Store.open(self.folder, key=KEY, clock=self.clock)

    def live(self, rounds: int) -> None:
        for turn in range(rounds):
            self.record(photos=turn % 3)
            self.report()
            self.record()
            (self.push, self.pull, self.fetch_map, self.reopen)[turn % 4]()
            if turn % 6 == 5:
                self.weeks_later()


def jpeg(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (24, 16), (shade % 256, shade // 256 % 256, 90)).save(out, "JPEG")
    return out.getvalue()
