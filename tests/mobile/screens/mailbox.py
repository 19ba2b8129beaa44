"""Messages of the office in a phone's store, as a pull would have left them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mobile.store import Store
from mobile.store.ids import new_id
from mobile.store.sections import keep_sections
from mobile.wire import Section


def at(**delta: float) -> str:
    return (datetime.now(UTC) + timedelta(**delta)).isoformat()


def task(**fields: Any) -> dict[str, Any]:
    return {
        "id": new_id(), "number": "20261122-0007", "category": "drain", "domain": "environment",
        "description": "井盖翘起，晚上看不见，容易绊倒人", "state": "assigned", "version": 3, "due_at": at(hours=5),
        "place": "示例路3号 示例3号楼", "lon": 116.3204, "lat": 40.0001, "household_id": None, "team": "",
        "note": "请先放警示牌，再联系排水所。",
    } | fields  # fmt: skip


def call_out(**fields: Any) -> dict[str, Any]:
    return {
        "id": new_id(), "title": "明早扫雪，请大家搭把手",
        "text": "带上铁锹和手套，社区备热水。身体不方便的请不要勉强。",
        "place": "示例小区东门", "contact": "社区办公室 0931-1234567", "team": "", "needed": 12, "coming": 5,
        "starts_at": at(days=1), "ends_at": at(days=1, hours=2), "ended": False, "answer_by": at(hours=8),
        "answer": None,
    } | fields  # fmt: skip


def notice(**fields: Any) -> dict[str, Any]:
    return {
        "id": new_id(), "title": "周三上午停水", "text": "示例路检修，周三 8 点到 12 点停水，请提醒独居老人存水。",
        "important": False, "starts_at": at(hours=-3), "ends_at": at(days=2), "author": "社区居委会",
    } | fields  # fmt: skip


def put(store: Store, **sections: list[dict[str, Any]]) -> None:
    with store.database.write() as db:
        keep_sections(db, {name: Section(new_id(), tuple(items)) for name, items in sections.items()})


def fill(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Some of each, as on a working day."""
    told = {
        "tasks": [
            task(),
            task(category="litter", description="楼道堆放杂物", due_at=at(days=-1), state="in_progress", note=""),
        ],
        "call_outs": [
            call_out(),
            call_out(title="帮独居老人取药", needed=2, coming=1, answer_by=at(hours=-1), contact=""),
        ],
        "notices": [notice(), notice(title="冬季用电安全提醒", important=True)],
    }
    put(store, **told)
    return told
