"""Says what a journey did, step by step, and what it made sure of."""

import time


class Broken(AssertionError):
    """Something that the journey needed was not so."""


class Steps:
    """Prints each step with the seconds since the start; `sure` ends the journey where a thing is not true."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.count = 0

    def did(self, text: str) -> None:
        self.count += 1
        print(f"{self.count:>3}. {time.monotonic() - self.started:5.1f} s  {text}", flush=True)

    def sure(self, fact: object, text: str) -> None:
        """`text` says what should be true."""
        if not fact:
            raise Broken(f"not so: {text}")
        self.did(f"✓ {text}")
