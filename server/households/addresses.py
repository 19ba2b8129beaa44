"""Reading an address as people write it: 3号楼2单元501, 三栋1单元, 3-2-501."""

import re
import unicodedata
from dataclasses import dataclass

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
CHINESE_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百]+(?=[号栋幢座楼单层室])")
BUILDING = re.compile(r"(\d+)\s*(?:号楼|栋|幢|座|楼)")
UNIT = re.compile(r"(\d+)\s*单元")
ROOM = re.compile(r"(?:单元|楼|栋|幢|座|^)\s*(\d{3,4})\s*室?$|(\d{1,4})\s*室")
DASHED = re.compile(r"^(\d+)-(\d+)-(\d{3,4})$")


@dataclass(frozen=True)
class AddressParts:
    """What an address names; None for what it does not."""

    building: str | None = None
    unit: int | None = None
    room: str | None = None

    def __bool__(self) -> bool:
        return any(part is not None for part in (self.building, self.unit, self.room))


def address_parts(text: str) -> AddressParts:
    """The building, unit and room that a text names, full width and Chinese numerals included."""
    plain = CHINESE_NUMBER.sub(lambda found: str(number_of(found[0])), unicodedata.normalize("NFKC", text).strip())
    if dashed := DASHED.match(plain):
        return AddressParts(dashed[1], int(dashed[2]), dashed[3])
    building, unit, room = BUILDING.search(plain), UNIT.search(plain), ROOM.search(plain)
    return AddressParts(
        building[1] if building else None,
        int(unit[1]) if unit else None,
        (room[1] or room[2]) if room else None,
    )


def number_of(text: str) -> int:
    """A Chinese numeral below a thousand: 十二 → 12, 一百零三 → 103. Rooms are read digit by digit: 五零一 → 501."""
    if all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    total = digit = 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        else:
            total += (digit or 1) * (100 if character == "百" else 10)
            digit = 0
    return total + digit
