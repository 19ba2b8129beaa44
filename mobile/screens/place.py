"""How a door is written: 3号楼 2单元 501, or Building 3, unit 2, room 501."""

from mobile.widgets.words import words


def door_text(record) -> str:
    """The building's name with unit and room; works for every record that has them."""
    return words.say("place.door", building=record.building_name, unit=record.unit, room=record.room)


def care_text(care: tuple[str, ...]) -> str:
    return words.say("list.and").join(words.say_or(f"care.{code}", "care.other") for code in care)
