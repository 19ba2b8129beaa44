"""What is left on a disk when the power goes: the bytes that were synced, and of the others what chance had written.

`Power` listens to a watched disk. It can then build the folder as a cut after any act may leave it: a file's content
is safe once the file was synced, a name once its folder was; until then any sector may be the old one, the new one, one
between, or torn, in any order, and of the names of a folder the first few may be there. That is more than most file
systems do to us, and no more than they promise.
"""

import os
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.disk import CREATE, MKDIR, RENAME, SYNC, SYNC_FOLDER, TRUNCATE, UNLINK, WRITE, Act

SECTOR = 512
# How chance deals with what was not synced: nothing of it kept, all, the first writes, single sectors, torn sectors.
WAYS = ("none", "all", "first", "sectors", "torn")


@dataclass
class Content:
    """A file's bytes that are safe, and what was done to it since, oldest first: (offset, bytes), or a new length."""

    safe: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes] | int] = field(default_factory=list)

    def sync(self) -> None:
        self.safe = after(self.safe, self.since)
        self.since = []

    def left(self, way: str, chance: random.Random) -> bytearray:
        if way == "none" or not self.since:
            return bytearray(self.safe)
        if way in ("all", "first"):
            return after(self.safe, self.since[: None if way == "all" else chance.randint(0, len(self.since))])
        return self.by_sectors(chance, torn=way == "torn")

    def by_sectors(self, chance: random.Random, *, torn: bool) -> bytearray:
        """Each sector as it was at some moment since the sync; the length too, whatever else was written."""
        left = after(self.safe, self.since[: chance.randint(0, len(self.since))])
        moments = [self.safe, after(self.safe, self.since)]
        moments += [after(self.safe, self.since[: chance.randint(0, len(self.since))]) for _ in range(2)]
        for at in range(0, len(left), SECTOR):
            end = min(at + SECTOR, len(left))
            one, other = (bytes(m[at:end]).ljust(end - at, b"\0") for m in chance.choices(moments, k=2))
            tear = chance.randint(0, end - at) if torn and chance.random() < 0.3 else end - at
            left[at:end] = one[:tear] + other[tear:]
        return left


def after(content: bytearray, acts: "list[tuple[int, bytes] | int]") -> bytearray:
    now = bytearray(content)
    for act in acts:
        if isinstance(act, int):
            del now[act:]
            now.extend(bytes(act - len(now)))
        else:
            at, data = act
            now.extend(bytes(max(0, at - len(now))))
            now[at : at + len(data)] = data
    return now


class Names:
    """Which file each path means: safely, and with the acts of each folder that were not synced yet."""

    def __init__(self) -> None:
        self.safe: dict[str, Content | None] = {}
        self.now: dict[str, Content | None] = {}
        self.since: dict[str, list[dict[str, Content | bool | None]]] = defaultdict(list)

    def put(self, path: str, content: "Content | None") -> None:
        self.now[path] = content
        self.since[str(Path(path).parent)].append({path: content})

    def take(self, path: str, *, to: str | None = None) -> None:
        """Takes a name away, or gives it another in one act."""
        content = self.now.pop(path)
        changes: dict[str, Content | bool | None] = {path: False}
        if to is not None:
            self.now[to] = content
            changes[to] = content
        self.since[str(Path(path).parent)].append(changes)

    def sync(self, folder: str) -> None:
        apply(self.safe, self.since.pop(folder, []))

    def left(self, way: str, chance: random.Random) -> "dict[str, Content | None]":
        names = dict(self.safe)
        for _, changes in sorted(self.since.items()):
            kept = {"none": 0, "all": len(changes)}.get(way, chance.randint(0, len(changes)))
            apply(names, changes[:kept])
        return names


def apply(names: "dict[str, Content | None]", changes: "list[dict[str, Content | bool | None]]") -> None:
    for change in changes:
        for path, content in change.items():
            if isinstance(content, bool):
                names.pop(path, None)
            else:
                names[path] = content


class Power:
    """Hears every act of a watched disk. `note` puts a fact between the acts: what the worker has been told by then."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder.resolve())
        self.story: list[Act | Callable[[], None]] = []

    def __call__(self, act: Act) -> None:
        self.story.append(act)

    def note(self, fact: Callable[[], None]) -> None:
        self.story.append(fact)

    def acts(self) -> int:
        return sum(isinstance(entry, Act) for entry in self.story)

    def cuts(self, times: int, chance: random.Random) -> Iterator[Callable[[Path], str]]:
        """So many moments, in their order: each gives a function that builds what is left then, and says how."""
        moments = sorted(chance.choices(range(1, len(self.story) + 1), k=times))
        names, at = Names(), 0
        for moment in moments:
            for entry in self.story[at:moment]:
                if isinstance(entry, Act):
                    happen(names, entry)
                else:
                    entry()
            at = moment
            yield lambda target, moment=moment: self.build(names, target, moment, chance)  # type: ignore[misc]

    def build(self, names: Names, target: Path, moment: int, chance: random.Random) -> str:
        way = chance.choice(WAYS)
        files = names.left(way, chance)
        for path in sorted(files):
            # A file whose folder is not there is not there either.
            place = target / os.path.relpath(path, self.folder)
            content = files[path]
            if not place.parent.is_dir():
                continue
            if content is None:
                place.mkdir(exist_ok=True)
            else:
                place.write_bytes(content.left(way, chance))
        last = self.story[moment - 1]
        told = f"{last.what} {last.path}" if isinstance(last, Act) else "told"
        return f"cut {moment} after {told}, {way} of the rest kept"


def happen(names: Names, act: Act) -> None:
    content = names.now.get(act.path)
    if act.what == CREATE:
        names.put(act.path, Content())
    elif act.what == MKDIR:
        names.put(act.path, None)
    elif act.what == RENAME:
        names.take(act.path, to=act.to)
    elif act.what == UNLINK:
        names.take(act.path)
    elif act.what == SYNC_FOLDER:
        names.sync(act.path)
    elif content is None:
        return
    elif act.what == WRITE:
        content.since.append((act.at, act.data))
    elif act.what == TRUNCATE:
        content.since.append(act.at)
    elif act.what == SYNC:
        content.sync()
