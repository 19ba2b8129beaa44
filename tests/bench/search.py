"""What a worker waits for at each letter typed, over 20,000 households: all that a list of results needs, from the
parsing of what was typed to names unsealed for the screen.

The queries are the beginnings of what people type, letter by letter, on one opened account; the account's own opening
and the first search after it, which reads by what everybody is found, are told apart.
"""

import time
from collections.abc import Callable
from pathlib import Path

from mobile.store import Store
from tests.bench.context import Context
from tests.bench.measure import Result, quantile
from tests.bench.phone_town import KEY, fill

NAME = "search"
ABOUT = "milliseconds per letter of a search on the phone over 20,000 households, and of opening their sealed store"
HOUSEHOLDS = 20_000
ROUNDS = 5
TYPED = (
    "王秀英", "李伟", "小明", "建国", "wangxiuying", "lixiaoming", "zhang wei", "zw", "wxm", "yang gui lan",
    "3栋2单元501", "三号楼二单元五〇一室", "12-1-302", "17号楼", "501室", "示例路18号", "示例", "2单元", "6层",
    "13812345678", "5678", "1", "王 3栋", "zhao 12号楼", "zzzz", "zongming", "３号楼１０１",
)  # fmt: skip


def run(context: Context) -> list[Result]:
    folder = context.folder / "account"
    context.say(f"filling a store with {HOUSEHOLDS:,} households")
    fill(folder, HOUSEHOLDS).close()
    size = f"{HOUSEHOLDS:,} households"
    results = [Result("open a sealed account", size, "ms", min(opening(folder) for _ in range(3)))]
    store = Store.open(folder, key=KEY)
    results.append(Result("first search after opening", size, "ms", milliseconds(lambda: store.find("王"))))
    spent = [
        milliseconds(lambda text=text[:end]: store.find(text))  # type: ignore[misc]
        for _ in range(ROUNDS)
        for text in TYPED
        for end in range(1, len(text) + 1)
    ]
    results += [
        Result(f"search at a letter, {name}", size, "ms", quantile(spent, share))
        for name, share in (("median", 0.5), ("p95", 0.95), ("slowest", 1.0))
    ]
    results += [
        Result("states of all buildings", size, "ms", min(milliseconds(store.building_states) for _ in range(3))),
        Result("buildings with care", size, "ms", min(milliseconds(store.care_buildings) for _ in range(3))),
    ]
    store.close()
    return results


def opening(folder: Path) -> float:
    started = time.perf_counter()
    store = Store.open(folder, key=KEY)
    spent = (time.perf_counter() - started) * 1000
    store.close()
    return spent


def milliseconds(function: Callable[[], object]) -> float:
    started = time.perf_counter()
    function()
    return (time.perf_counter() - started) * 1000
