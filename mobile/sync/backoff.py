"""When a phone tries again by itself: later after each failure, never before the server said, never all at once."""

FIRST_SECONDS = 10.0
LONGEST_SECONDS = 15 * 60.0


def seconds_until_next(failures: int, retry_after: float | None, chance: float) -> float:
    """Seconds from the `failures`-th failed run in a row (1 for the first) to the next run.

    `retry_after` is what the server asked for; `chance`, from 0 up to 1, is drawn anew each time.
    """
    grown = min(FIRST_SECONDS * 2.0 ** min(max(failures, 1), 20), LONGEST_SECONDS)
    # Spread over as much again: 300 phones told "in 10 seconds" come during the ten seconds after.
    return max(retry_after or 0.0, grown / 2) * (1 + chance)
