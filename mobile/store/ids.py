"""UUIDv7 (RFC 9562) made on the phone: sortable by time, and growing also when the clock stands still or goes back."""

import secrets
import threading
import time

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A fresh UUIDv7; greater than every one made before in this process."""
    return _text(_next_value())


def _next_value() -> int:
    """48 bits of milliseconds and 74 of chance. Within a millisecond, or behind the last one, it counts on instead."""
    global _last
    fresh = (time.time_ns() // 1_000_000) << 74 | secrets.randbits(74)
    with _lock:
        # A step of chance, so that the next id cannot be told from this one.
        _last = fresh if fresh >> 74 > _last >> 74 else _last + 1 + secrets.randbits(32)
        return _last


def _text(value: int) -> str:
    """Sets version 7 and the variant between the parts of 48, 12 and 62 bits."""
    milliseconds, chance = value >> 74, value & (1 << 74) - 1
    number = milliseconds << 80 | 0x7 << 76 | chance >> 62 << 64 | 0b10 << 62 | chance & (1 << 62) - 1
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
