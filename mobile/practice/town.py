"""Fills a new store with a small invented town, as a first sync would: buildings, doors in every state, a map."""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from mobile.assets import PRACTICE_MAP
from mobile.practice.people import person
from mobile.store import Store
from mobile.store.ids import new_id
from mobile.store.mirror import keep_reference
from mobile.store.scope import apply_scope
from mobile.store.views import Login
from mobile.wire import Change, ScopeGrid, ScopeMessage, SnapshotPage

SERVER, USERNAME = "practice", "practice"
GRID, EPOCH = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
CENTRE = (116.32, 40.0)
# Metres to degrees, near enough for a town of three hundred metres.
EAST, NORTH = 1 / 85_390, 1 / 111_320
BUILDINGS = 8
SIDE, STEP = 40.0, 68.0
CATEGORIES = (
    {"code": "litter", "domain": "environment", "name": "垃圾堆放", "name_en": "Litter"},
    {"code": "drain", "domain": "environment", "name": "下水堵塞", "name_en": "Blocked drain"},
    {"code": "dispute", "domain": "governance", "name": "邻里纠纷", "name_en": "Dispute"},
    {"code": "lamp", "domain": "service", "name": "路灯不亮", "name_en": "Street lamp out"},
)
# How the doors stand, over and over: the last outcome and when, and in how many days the next visit is due.
STATES = (("met", 20, 10), ("not_home", 2, 3), ("met", 26, 4), ("", 0, 6), ("met", 38, -8), ("met", 4, 26))


def place_of(number: int) -> tuple[float, float]:
    """Metres east and north of the town's centre: two rows of four."""
    return number % 4 * STEP, number // 4 * STEP


def building_id(number: int) -> str:
    """The same in every practice: the map that comes with the app names them."""
    return str(uuid.UUID(int=100 + number))


def fill(store: Store, name: str) -> None:
    """`name` is what the screens call the person who practises."""
    person_row = {"id": new_id(), "username": USERNAME, "display_name": name}
    store.save_login(Login("", USERNAME, "practice", "2099-01-01T00:00:00Z"), person_row)
    buildings = [building(number) for number in range(BUILDINGS)]
    homes = [household(at, door) for at in buildings for door in range(16)]
    grid = ScopeGrid(GRID, "P1", "练习网格", "练习小区")
    with store.database.write() as db:
        apply_scope(db, ScopeMessage("p1", (grid,)), store.clock)
        keep_reference(db, {"version": "p1", "categories": list(CATEGORIES)})
    store.mirror.apply_page(SnapshotPage(EPOCH, GRID, "1.0", (*buildings, *homes), None, len(buildings + homes)), None)
    keep_map(store)


def building(number: int) -> Change:
    x, y = place_of(number)
    doors = [[new_id(), unit, floor, f"{floor}0{side}"] for unit in (1, 2) for floor in range(1, 5) for side in (1, 2)]
    row = {
        "name": f"练习{number + 1}号楼",
        "number": str(number + 1),
        "address": f"练习路{number + 1}号",
        "use": "residential",
        "floors": 4,
        "lon": CENTRE[0] + (x + SIDE / 2) * EAST,
        "lat": CENTRE[1] + (y + SIDE / 2) * NORTH,
        "doors": doors,
    }
    return Change("building", building_id(number), 1, GRID, False, row)


def household(at: Change, door: int) -> Change:
    now, row = datetime.now(UTC), at.row or {}
    name, pinyin, initials = person(int(row["number"]) * 5 + door)
    outcome, ago, due = STATES[(door + int(row["number"])) % len(STATES)]
    last = (now - timedelta(days=ago)).isoformat() if outcome else None
    cared = door % 7 == 3
    kept = {
        "dwelling_id": row["doors"][door][0],
        "building_id": at.id,
        "name": name,
        "phone": "138****0000",
        "pinyin": pinyin,
        "initials": initials,
        "status": "vacant" if door == 13 else "lived_in",
        "registered_on": "2024-01-01",
        "version": 1,
        "plan": {
            "interval_days": 15 if cared else 30,
            "due_on": (now.astimezone().date() + timedelta(days=due)).isoformat(),
            "last_contact_at": last,
            "last_visit_at": last,
            "last_outcome": outcome,
        },
        "residents": [resident(name, 1940 + door * 3, cared)],
        "visits": [visit(now - timedelta(days=ago), outcome)] if outcome else [],
    }
    return Change("household", new_id(), 1, GRID, False, kept)


def resident(name: str, birth_year: int, cared: bool) -> dict[str, Any]:
    care = ["lives_alone", "reduced_mobility"] if cared else []
    return {"id": new_id(), "name": name, "birth_year": birth_year, "care": care, "version": 1}


def visit(at: datetime, outcome: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "outcome": outcome,
        "visited_at": at.isoformat(),
        "visitor": "练习员",
        "needs": [],
        "note": "",
        "next_on": None,
        "photos": 0,
        "photos_stored": 0,
    }


def keep_map(store: Store) -> None:
    """The part that comes with the app, put where a download would have put it."""
    part = PRACTICE_MAP.read_bytes()
    sha256 = hashlib.sha256(part).hexdigest()
    announced = {"sha256": sha256, "kind": "grid", "id": GRID, "name": "练习网格", "bytes": len(part)}
    for wanted in store.packs.announce({"format": 1, "centre": CENTRE, "attribution": "", "parts": [announced]}):
        store.packs.add_piece(wanted, part)
        store.packs.finish(wanted)
    store.packs.switch()
