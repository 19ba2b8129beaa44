"""When something happened, without trusting a phone's clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DOUBTFUL = timedelta(minutes=5)


@dataclass(frozen=True)
class PhoneTime:
    """A moment as a phone told it: its wall clock, and its steady clock since the start `boot_id`."""

    clock: datetime
    boot_id: str
    elapsed_ms: int


@dataclass(frozen=True)
class Estimate:
    at: datetime
    doubtful: bool


def estimate(
    captured: PhoneTime, *, sent: PhoneTime | None, received_at: datetime, not_before: datetime | None = None
) -> Estimate:
    """The best guess at when `captured` was, and whether the phone's clock was more than five minutes off.

    1. Captured and sent in the same run of the phone: the steady clock says how long ago.
    2. Otherwise the wall clock, corrected by how far it is off now.
    3. Never after the message came in, and never before the phone was first signed in (`not_before`).
    """
    try:
        at = guess(captured, sent, received_at)
    except OverflowError:
        # Clocks that lead out of the calendar say nothing.
        at = received_at
    at = min(at, received_at)
    if not_before is not None:
        at = max(at, not_before)
    return Estimate(at=at, doubtful=abs(at - captured.clock) > DOUBTFUL)


def guess(captured: PhoneTime, sent: PhoneTime | None, received_at: datetime) -> datetime:
    if sent is None:
        return captured.clock
    if sent.boot_id == captured.boot_id and sent.elapsed_ms >= captured.elapsed_ms:
        return received_at - timedelta(milliseconds=sent.elapsed_ms - captured.elapsed_ms)
    off = received_at - sent.clock
    # Minutes of difference are the way of the message and ordinary drift; only a wrong clock is corrected.
    return captured.clock + off if abs(off) > DOUBTFUL else captured.clock
