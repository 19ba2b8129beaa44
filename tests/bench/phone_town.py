"""A made-up town on a phone: its sealed store of any number of households, the same every time."""

import random
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mobile.store import Store
from mobile.store.scope import apply_scope
from mobile.wire import Change, ScopeGrid, ScopeMessage, SnapshotPage

KEY = bytes(range(32))
EPOCH = str(uuid.UUID(int=0xE))
GRID_OF = 500  # households
DOORS_OF = 40
FIRST_BUILDING = 0xB0001
FAMILY = (
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu 徐xu 孙sun 胡hu 朱zhu 高gao 林lin "
    "何he 郭guo 马ma 罗luo"
)
GIVEN = (
    "伟wei 芳fang 娜na 秀xiu 英ying 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang 勇yong 艳yan "
    "杰jie 娟juan 涛tao 明ming 超chao 霞xia 平ping 刚gang 桂gui 兰lan "
    "春chun 梅mei 建jian 国guo 华hua 玉yu 红hong 志zhi 海hai 文wen 小xiao 云yun"
)
CARE = ("lives_alone", "reduced_mobility")


def fill(folder: Path, households: int) -> Store:
    """A store with so many households, as its first sync would have left it."""
    store = Store.open(folder, key=KEY)
    fill_store(store, households)
    return store


def fill_store(store: Store, households: int) -> None:
    rng = random.Random(households)
    grids = [str(uuid.UUID(int=0x1000 + number)) for number in range((households + GRID_OF - 1) // GRID_OF)]
    told = tuple(ScopeGrid(grid, f"S{n}", f"示例小网格 {n}", "示例小区") for n, grid in enumerate(grids))
    with store.database.write() as db:
        apply_scope(db, ScopeMessage("v1", told), store.clock)
    made = 0
    for number, grid in enumerate(grids):
        rows: list[Change] = []
        count = min(GRID_OF, households - made)
        for place in range((count + DOORS_OF - 1) // DOORS_OF):
            house = building(rng, grid, 13 * number + place + 1)
            rows.append(house)
            rows += [household(rng, house, door) for door in range(min(DOORS_OF, count - DOORS_OF * place))]
        made += count
        store.mirror.apply_page(SnapshotPage(EPOCH, grid, "1.0", tuple(rows), None, len(rows)), None)


def building(rng: random.Random, grid: str, number: int) -> Change:
    doors = [[new_id(rng), 1 + i % 2, 1 + i // 4, f"{1 + i // 4}0{1 + i % 4}"] for i in range(DOORS_OF)]
    row = {
        "name": f"示例{number}号楼",
        "number": str(number),
        "address": f"示例路{number}号",
        "use": "residential",
        "floors": DOORS_OF // 4,
        "lon": 116.3 + number % 40 * 0.001,
        "lat": 40.0 + number // 40 * 0.001,
        "doors": doors,
    }
    return Change("building", str(uuid.UUID(int=FIRST_BUILDING + number - 1)), 1, grid, False, row)


def household(rng: random.Random, at: Change, door: int) -> Change:
    assert at.row
    name, pinyin, initials = person(rng)
    now = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    last = now - timedelta(days=rng.randrange(60))
    residents = [resident(rng, name), *(resident(rng, person(rng)[0]) for _ in range(rng.randrange(3)))]
    row = {
        "dwelling_id": at.row["doors"][door][0],
        "building_id": at.id,
        "name": name,
        "phone": f"138{rng.randrange(10**8):08}",
        "pinyin": pinyin,
        "initials": initials,
        "status": "lived_in",
        "registered_on": "2024-01-01",
        "version": 1,
        "plan": {
            "interval_days": 30,
            "due_on": (last + timedelta(days=30)).date().isoformat(),
            "last_contact_at": last.isoformat(),
            "last_visit_at": last.isoformat(),
            "last_outcome": rng.choice(("met", "met", "not_home")),
        },
        "residents": residents,
        "visits": [visit(rng, last)],
    }
    return Change("household", new_id(rng), 1, at.grid, False, row)


def person(rng: random.Random) -> tuple[str, str, str]:
    """A name, its pinyin and its initials."""
    parts = [rng.choice(FAMILY.split()), *(rng.choice(GIVEN.split()) for _ in range(rng.choice((1, 2, 2))))]
    return "".join(p[0] for p in parts), " ".join(p[1:] for p in parts), "".join(p[1] for p in parts)


def resident(rng: random.Random, name: str) -> dict[str, Any]:
    care = list(CARE[: rng.choice((0, 0, 0, 0, 1, 2))])
    return {"id": new_id(rng), "name": name, "birth_year": rng.randrange(1930, 2020), "care": care, "version": 1}


def visit(rng: random.Random, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(rng),
        "outcome": "met",
        "visited_at": at.isoformat(),
        "visitor": "张华",
        "needs": ["repair"],
        "note": "厨房水管漏水，已报修。",
        "next_on": None,
        "photos": 0,
        "photos_stored": 0,
    }


def new_id(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))
