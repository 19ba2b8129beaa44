"""Work off the drawing thread; results come back on it, by the clock, and only while someone still wants them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kivy.clock import Clock
from kivy.logger import Logger


class Worker:
    """One thread, jobs in order. With a `topic`, only the newest job's result is delivered: older ones are dropped."""

    def __init__(self, name: str = "work") -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._newest: dict[str, int] = {}
        self._count = 0
        self._closed = False

    def run(
        self,
        job: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        topic: str | None = None,
    ) -> None:
        self._count += 1
        number = self._count
        if topic:
            self._newest[topic] = number

        def stale() -> bool:
            return topic is not None and self._newest.get(topic) != number

        def work() -> None:
            if stale():
                return
            try:
                result = job()
            except Exception as problem:
                deliver(failed or report, problem)
            else:
                if done:
                    deliver(done, result)

        def deliver(receiver: Callable[[Any], None], value: Any) -> None:
            Clock.schedule_once(lambda _: None if stale() else receiver(value), 0)

        # A result may still come in while the app ends, and ask for more work: there is nobody left to want it.
        if not self._closed:
            self._pool.submit(work)

    def drop(self, topic: str) -> None:
        """Whatever is under way for this topic is no longer wanted."""
        self._count += 1
        self._newest[topic] = self._count

    def close(self, wait: bool = True) -> None:
        """Takes no more jobs; with `wait`, those it has are finished first."""
        self._closed = True
        self._pool.shutdown(wait=wait, cancel_futures=not wait)


def report(problem: Exception) -> None:
    # The class only: a message may hold a name or an address.
    Logger.error("Worker: %s", type(problem).__name__)
