"""When to try again, in words: "twice nobody in on weekday mornings: try after 17:30"."""

from mobile.store.hours import Hint
from mobile.widgets.words import words


def hint_text(hint: Hint | None) -> str:
    """Empty where nothing is known."""
    if hint is None:
        return ""
    when = words.say("hint.from", part=part_text(hint.slot), start=hint.start)
    if hint.why == "met" or hint.missed is None:
        return words.say("hint.met", when=when)
    return words.say("hint.missed", n=hint.times, missed=part_text(hint.missed), when=when)


def part_text(slot: tuple[str, str]) -> str:
    return words.say(f"slot.{slot[0]}_{slot[1]}")
