"""Clocks and results of the benchmarks."""

import importlib.metadata
import math
import os
import platform
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Result:
    """One measured figure; `size` says of what ("10,000 buildings"), `peer` the same figure of another product."""

    name: str
    size: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str | None = None

    @property
    def ratio(self) -> float | None:
        """Ours / peer, as it stands: what is better depends on the unit."""
        return self.ours / self.peer if self.peer else None

    @property
    def times_better(self) -> float | None:
        """How many times better ours is than the peer: below 1 it is worse."""
        if not self.ratio:
            return None
        return self.ratio if self.unit.endswith("/s") else 1 / self.ratio

    def as_json(self, machine: str, versions: dict[str, str]) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio, "machine": machine, "versions": versions}


@dataclass(frozen=True)
class Timing:
    """Seconds of one round: on the wall, and of this process's CPU."""

    wall: float
    cpu: float


def best_of(function: Callable[[], object], *, rounds: int = 5, warm_up: int = 1) -> Timing:
    """The fastest of several rounds: noise only ever adds, so the least is nearest to the truth."""
    for _ in range(warm_up):
        function()
    timings = []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        function()
        timings.append(Timing(time.perf_counter() - wall, time.process_time() - cpu))
    return Timing(min(t.wall for t in timings), min(t.cpu for t in timings))


def rate(send: Callable[[int], object], *, seconds: float = 5.0, threads: int = 4) -> float:
    """Calls of `send(n)` per second, n = 0, 1, 2, …, from several threads. An error in one of them is raised."""
    counter, lock = iter(range(1 << 62)), threading.Lock()
    errors: list[BaseException] = []
    done = [0] * threads
    start = time.perf_counter()

    def work(slot: int) -> None:
        try:
            while not errors and time.perf_counter() - start < seconds:
                with lock:
                    number = next(counter)
                send(number)
                done[slot] += 1
        except BaseException as error:
            errors.append(error)

    workers = [threading.Thread(target=work, args=(slot,)) for slot in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if errors:
        raise errors[0]
    return sum(done) / (time.perf_counter() - start)


def quantile(samples: Sequence[float], share: float) -> float:
    """The nearest-rank quantile: `quantile(samples, 0.95)`."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def machine() -> str:
    """Processor, cores and system, in one line."""
    processor = platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        models = [line for line in information.read_text().splitlines() if line.startswith("model name")]
        processor = models[0].split(":", 1)[1].strip() if models else processor
    return f"{processor}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def versions(packages: Iterable[str], postgresql: str) -> dict[str, str]:
    """Versions of Python, PostgreSQL and the packages that are there."""
    found = {"python": platform.python_version(), "postgresql": postgresql}
    for package in packages:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
