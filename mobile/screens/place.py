"""How a door is written: 3号楼 2单元 501, or Building 3, unit 2, room 501; and the other values of the register."""

from datetime import date

from mobile.widgets.words import words


def door_text(record) -> str:
    """The building's name with unit and room; works for every record that has them."""
    return words.say("place.door", building=record.building_name, unit=record.unit, room=record.room)


def standing(state: str, due_on: date | None, status: str = "") -> str:
    """How a door stands, in the words that belong to its sign: only what shows "overdue" is called overdue."""
    if state == "excluded":
        return words.say_or(f"status.{status}", "state.excluded")
    if due_on is None:
        return words.say(f"state.{state}")
    if state == "never":
        past = due_on < date.today()  # noqa: DTZ011 - the day on the phone's wall
        due = words.say("due.planned_for", day=words.day(due_on)) if past else words.due(due_on)
    else:
        due = words.due(due_on)
    if state in ("never", "not_home"):
        return words.say("household.state_and_due", state=words.say(f"state.{state}"), due=due)
    return due


def why_text(hit) -> str:
    """Why a door was found, where its name and its place don't show it."""
    return words.say(f"find.why_{hit.why}", text=hit.matched) if hit.why else ""


def care_text(care: tuple[str, ...]) -> str:
    return words.say("list.and").join(words.say_or(f"care.{code}", "care.other") for code in care)


def value_text(field: str, value: object) -> str:
    """A field of the register as people write it."""
    if value is None or value in ("", [], ()):
        return words.say("value.none")
    if field == "status":
        return words.say_or(f"status.{value}", "list.other")
    if field == "outcome":
        return words.say_or(f"outcome.{value}", "outcome.other")
    if field == "reason":
        return words.say_or(f"leaving.{value}", "list.other")
    if field == "next_on":
        return words.day(date.fromisoformat(str(value)))
    if field == "needs" and isinstance(value, list):
        return words.say("list.and").join(words.say_or(f"need.{need}", "need.other") for need in value)
    if isinstance(value, list | tuple):
        return care_text(tuple(value))
    return str(value)
