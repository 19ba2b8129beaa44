"""A small town in a real store: two buildings with their doors, households in every state, and a map part of them."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mobile.device.keystore import FileKeystore
from mobile.store import Store
from mobile.store.accounts import Accounts
from mobile.store.ids import new_id
from mobile.store.mirror import keep_reference
from mobile.store.scope import apply_scope
from mobile.store.views import Login
from mobile.wire import Change, ScopeGrid, ScopeMessage, SnapshotPage
from tests.mobile.map.builders import PartWriter

SERVER, USERNAME = "http://127.0.0.1:9", "limin"
ACCOUNT = hashlib.sha256(f"{SERVER}\n{USERNAME}".encode()).hexdigest()[:20]
GRID = "0192f4c2-0000-7000-8000-000000000001"
EPOCH = "0192f4c2-0000-7000-8000-0000000000ee"
PERSON = {"id": "0192f4c2-0000-7000-8000-00000000000a", "username": USERNAME, "display_name": "李敏"}
CENTRE = (116.32, 40.0)
PEOPLE = (
    ("王小明", "wang xiao ming", "wxm"),
    ("李秀英", "li xiu ying", "lxy"),
    ("张伟", "zhang wei", "zw"),
    ("刘洋", "liu yang", "ly"),
    ("陈静", "chen jing", "cj"),
    ("杨桂兰", "yang gui lan", "ygl"),
)
CATEGORIES = [
    {"code": "litter", "domain": "environment", "name": "垃圾堆放", "name_en": "Litter"},
    {"code": "drain", "domain": "environment", "name": "下水堵塞", "name_en": "Blocked drain"},
    {"code": "dispute", "domain": "governance", "name": "邻里纠纷", "name_en": "Dispute"},
    {"code": "lamp", "domain": "service", "name": "路灯不亮", "name_en": "Street lamp out"},
]


@dataclass(frozen=True)
class Town:
    data: Path
    buildings: tuple[str, ...]
    households: tuple[str, ...]

    @property
    def folder(self) -> Path:
        return self.data / "accounts" / ACCOUNT


def settle_in(data: Path, people: bool = True, server: str = SERVER, **look: Any) -> Town:
    """Makes the phone's folder as a first sync would have left it, and closes it again."""
    store = Accounts(data / "accounts", FileKeystore(data / "keys")).begin(SERVER, USERNAME).open()
    store.save_login(Login(server, USERNAME, "secret", "2099-01-01T00:00:00Z"), PERSON)
    rows = [building(number) for number in (3, 4)]
    homes = [household(at, door) for at in rows for door in range(24)] if people else []
    with store.database.write() as db:
        apply_scope(db, ScopeMessage("v1", (ScopeGrid(GRID, "S1", "示例小网格 1", "示例小区"),)), store.clock)
        keep_reference(db, {"version": "c1", "categories": CATEGORIES})
    store.mirror.apply_page(SnapshotPage(EPOCH, GRID, "1.0", (*rows, *homes), None, len(rows) + len(homes)), None)
    keep_map(store, [row.id for row in rows])
    store.close()
    remembered = {"server": server, "username": USERNAME, "account": ACCOUNT, **look}
    (data / "settings.json").write_text(json.dumps(remembered), "utf-8")
    return Town(data, tuple(row.id for row in rows), tuple(home.id for home in homes))


def building(number: int) -> Change:
    doors = [[new_id(), unit, floor, f"{floor}0{side}"] for unit in (1, 2) for floor in range(1, 7) for side in (1, 2)]
    row = {
        "name": f"示例{number}号楼",
        "number": str(number),
        "address": f"示例路{number}号",
        "use": "residential",
        "floors": 6,
        "lon": CENTRE[0] + (number - 3) * 0.0008,
        "lat": CENTRE[1],
        "doors": doors,
    }
    return Change("building", new_id(), 1, GRID, False, row)


def household(at: Change, door: int) -> Change:
    now = datetime.now(UTC)
    name, pinyin, initials = PEOPLE[door % len(PEOPLE)]
    outcome, days = (("met", 12), ("not_home", 3), ("met", 5), ("", 20), ("met", -6), ("met", 25))[door % 6]
    last = (now - timedelta(days=30 - days)).isoformat() if outcome else None
    assert at.row
    row = {
        "dwelling_id": at.row["doors"][door][0],
        "building_id": at.id,
        "name": name,
        "phone": "138****1234",
        "pinyin": pinyin,
        "initials": initials,
        "status": "vacant" if door == 11 else "lived_in",
        "registered_on": "2024-01-01",
        "version": 1,
        "plan": {
            "interval_days": 30,
            "due_on": (now.astimezone().date() + timedelta(days=days)).isoformat(),
            "last_contact_at": last,
            "last_visit_at": last,
            "last_outcome": outcome,
        },
        "residents": [
            {
                "id": new_id(),
                "name": name,
                "birth_year": 1948 + door,
                "care": ["lives_alone", "reduced_mobility"] if door % 5 == 1 else [],
                "version": 1,
            }
        ],
        "visits": [visit(now - timedelta(days=40), outcome)] if outcome else [],
    }
    return Change("household", new_id(), 1, GRID, False, row)


def visit(at: datetime, outcome: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "outcome": outcome,
        "visited_at": at.isoformat(),
        "visitor": "张华",
        "needs": ["repair"],
        "note": "厨房水管漏水，已报修。",
        "next_on": None,
        "photos": 2,
        "photos_stored": 2,
    }


def keep_map(store: Store, building_ids: list[str]) -> None:
    """A part with one rectangle per building, put where a download would have put it."""
    part = map_part(building_ids)
    sha256 = hashlib.sha256(part).hexdigest()
    announced = {"sha256": sha256, "kind": "grid", "id": GRID, "name": "示例小网格 1", "bytes": len(part)}
    manifest = {"format": 1, "centre": CENTRE, "attribution": "© OpenStreetMap contributors", "parts": [announced]}
    for wanted in store.packs.announce(manifest):
        store.packs.add_piece(wanted, part)
        assert store.packs.finish(wanted)
    store.packs.switch()


def map_part(building_ids: list[str]) -> bytes:
    """One square of 40 m per building, 68 m apart, the first about the town's centre."""
    writer = PartWriter(part_id=GRID)
    places = [(uuid.UUID(it).int, 68.0 * n - 20, -20.0, 40.0, f"示例{3 + n}号楼") for n, it in enumerate(building_ids)]
    writer.squares(places)
    writer.ground(-60.0, -60.0, 240.0)
    for number, _ in enumerate(building_ids):
        writer.label("building", f"{3 + number}", 68.0 * number, 0.0)
    return writer.to_bytes()
