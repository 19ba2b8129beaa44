"""Chance and identifiers that are the same for the same seed on every machine."""

import hashlib
import random
from dataclasses import dataclass
from uuid import UUID

# All demo identifiers count from one day, so that they do not change with the day the demo is loaded.
EPOCH_MS = 1_767_225_600_000
VERSION_7, VARIANT = 7, 2


@dataclass(frozen=True)
class Seed:
    value: int

    def chance(self, part: str) -> random.Random:
        """A random source of its own for each part, so that a change in one leaves the others as they were."""
        return random.Random(f"{self.value}/{part}")  # noqa: S311  (made-up people need no secrecy)

    def id_of(self, kind: str, key: object) -> UUID:
        """A UUIDv7 made of a hash: sortable with all others, equal for equal (seed, kind, key)."""
        digest = hashlib.sha256(f"{self.value}/{kind}/{key}".encode()).digest()
        bits = int.from_bytes(digest[:16])
        timestamp = EPOCH_MS + (bits >> 80) % 86_400_000
        low = (bits & ((1 << 76) - 1)) | (VERSION_7 << 76)
        low = (low & ~(3 << 62)) | (VARIANT << 62)
        return UUID(int=(timestamp << 80) | low)
