"""A small town as the server would tell it: changes for one or more small grids, and a store that has them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mobile.store import Store, office_time
from mobile.store.clock import Clock
from mobile.store.ids import new_id
from mobile.store.mirror import keep_reference
from mobile.store.scope import apply_scope
from mobile.store.views import Login
from mobile.wire import Change, ScopeGrid, ScopeMessage, SnapshotPage

GRID = "0192f4c2-0000-7000-8000-000000000001"
OTHER_GRID = "0192f4c2-0000-7000-8000-000000000002"
KEY = bytes(range(32))
EPOCH = "0192f4c2-0000-7000-8000-0000000000ee"
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TODAY = NOON.astimezone().date()
PERSON = {"id": "0192f4c2-0000-7000-8000-00000000000a", "username": "limin", "display_name": "李敏"}


class StoppedClock(Clock):
    """A clock that a test sets."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at
        self.ms = 1_000_000
        super().__init__(wall=lambda: self.at, steady=lambda: self.ms, boot=lambda: "boot-1")

    def forward(self, **delta: float) -> None:
        self.at += timedelta(**delta)
        self.ms += int(timedelta(**delta).total_seconds() * 1000)


def building(name: str = "3号楼", number: str = "3", doors: int = 4, **fields: Any) -> Change:
    row = {
        "name": name,
        "number": number,
        "address": "示例路1号",
        "use": "residential",
        "floors": 6,
        "lon": 116.32,
        "lat": 40.0,
        "doors": [[new_id(), 1 + i % 2, 1 + i // 2, f"{1 + i // 2}0{1 + i % 2}"] for i in range(doors)],
    }
    return Change("building", new_id(), fields.pop("version", 1), fields.pop("grid", GRID), False, row | fields)


def household(at: Change, door: int = 0, name: str = "王小明", **fields: Any) -> Change:
    plan = {
        "interval_days": 30,
        "due_on": (TODAY + timedelta(days=20)).isoformat(),
        "last_contact_at": (NOON - timedelta(days=10)).isoformat(),
        "last_visit_at": (NOON - timedelta(days=10)).isoformat(),
        "last_outcome": "met",
    } | fields.pop("plan", {})
    assert at.row
    row = {
        "dwelling_id": at.row["doors"][door][0],
        "building_id": at.id,
        "name": name,
        "phone": "13800001234",
        "pinyin": "wang xiao ming",
        "initials": "wxm",
        "status": "lived_in",
        "registered_on": "2024-01-01",
        "version": 1,
        "plan": plan,
        "residents": [{"id": new_id(), "name": name, "birth_year": 1948, "care": [], "version": 1}],
        "visits": [],
    }
    version, grid = fields.pop("version", 1), fields.pop("grid", at.grid)
    return Change("household", fields.pop("id", None) or new_id(), version, grid, False, row | fields)


def visit_row(days_ago: int, outcome: str = "met", **fields: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "outcome": outcome,
        "visited_at": (NOON - timedelta(days=days_ago)).isoformat(),
        "visitor": "张华",
        "needs": [],
        "note": "",
        "next_on": None,
        "photos": 0,
        "photos_stored": 0,
    } | fields


def incident_row(**fields: Any) -> dict[str, Any]:
    return {
        "number": "20261122-0001",
        "category": "rubbish",
        "description": "垃圾桶满了",
        "lon": 116.32,
        "lat": 40.0,
        "accuracy_m": None,
        "location_source": "pin",
        "household_id": None,
        "state": "reported",
        "version": 1,
        "reported_at": NOON.isoformat(),
        "due_at": None,
        "reporter": "张华",
        "reporter_id": new_id(),
        "photos": 0,
        "photos_stored": 0,
        "solved_on_spot": False,
        "joiner_ids": [],
        "history": [],
    } | fields


def scope(*grids: str, version: str = "v1") -> ScopeMessage:
    return ScopeMessage(version, tuple(ScopeGrid(grid, f"S{n}", f"网格{n}", "小区") for n, grid in enumerate(grids)))


def page(*rows: Change, grid: str = GRID, cursor: str = "10.0", following: str | None = None) -> SnapshotPage:
    return SnapshotPage(EPOCH, grid, cursor, tuple(rows), following, len(rows))


CATEGORIES = {
    "version": "c1",
    "categories": [{"code": "rubbish", "domain": "environment", "name": "垃圾清运", "name_en": "Rubbish"}],
}


def open_town(folder: Path, *rows: Change, clock: Clock | None = None) -> Store:
    """A signed-in store that has these records in one complete grid."""
    store = Store.open(folder, key=KEY, clock=clock or StoppedClock())
    store.save_login(Login("http://127.0.0.1:1", "limin", "secret", "2027-01-01T00:00:00Z"), PERSON)
    with store.database.write() as db:
        apply_scope(db, scope(GRID), store.clock)
        keep_reference(db, CATEGORIES)
        office_time.note(db, store.clock.wall().isoformat(), store.clock)
    store.mirror.apply_page(page(*rows), None)
    return store
