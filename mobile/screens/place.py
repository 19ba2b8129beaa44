"""How a door is written: 3号楼 2单元 501, or Building 3, unit 2, room 501; and the other values of the register."""

from mobile.widgets.words import words


def door_text(record) -> str:
    """The building's name with unit and room; works for every record that has them."""
    return words.say("place.door", building=record.building_name, unit=record.unit, room=record.room)


def care_text(care: tuple[str, ...]) -> str:
    return words.say("list.and").join(words.say_or(f"care.{code}", "care.other") for code in care)


def value_text(field: str, value: object) -> str:
    """A field of the register as people write it."""
    if value is None or value in ("", [], ()):
        return words.say("value.none")
    if field == "status":
        return words.say_or(f"status.{value}", "list.other")
    if isinstance(value, list | tuple):
        return care_text(tuple(value))
    return str(value)
