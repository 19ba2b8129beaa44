"""How much goes into one message: less after a line that broke or was slow, more after a quick one."""

QUICK, SLOW = 4.0, 15.0


class Pace:
    """A size between `least` and `most`. Kept from one sync to the next, so that a phone on a line of 50 bytes a second
    comes to messages that pass, and does not begin each time with one that never will."""

    def __init__(self, most: int, least: int) -> None:
        self.most, self.least = most, least
        self.size = most

    def went(self, seconds: float) -> None:
        """A message of this size was answered after so long."""
        if seconds <= QUICK:
            self.size = min(self.most, self.size * 2)
        elif seconds > SLOW:
            self.size = max(self.least, self.size // 2)

    def broke(self) -> None:
        """The line broke, or stood still, under a message of this size."""
        self.size = max(self.least, self.size // 4)
