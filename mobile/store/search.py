"""What a worker types, and the keys under which records are found. Every search is a range over an index of keys."""

import re
import unicodedata
from dataclasses import dataclass

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
NUMBER = r"([0-9]{1,5}|[零〇一二两三四五六七八九十百]{1,6})"
ROOM = r"([0-9]{1,5}[a-z]?|[零〇一二两三四五六七八九十百]{1,6})"
BUILDING = re.compile(NUMBER + r"\s*(?:号楼|号院|栋|幢|座|#)")
UNIT = re.compile(NUMBER + r"\s*(?:单元|门)")
FLOOR = re.compile(NUMBER + r"\s*(层|楼)")
ROOM_SUFFIX = re.compile(ROOM + r"\s*(?:室|房|户)")
DASHED = re.compile(r"(?<![0-9a-z])([0-9]{1,4})-(?:([0-9]{1,2})-)?([0-9]{1,5}[a-z]?)(?![0-9a-z])")
ROOM_WORD = re.compile(r"[零〇一二两三四五六七八九]{3,4}")
# After every character of Unicode: the end of a range of prefixes.
END = "\U0010ffff"


@dataclass(frozen=True)
class Query:
    """`building` is a building's number; `words` must each be found as a name, an address, a room or a phone's tail."""

    building: str | None = None
    unit: int | None = None
    room: str | None = None
    words: tuple[str, ...] = ()
    floor: int | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.building or self.unit is not None or self.room or self.words or self.floor is not None)


def normal(text: str) -> str:
    """Full width to half width, lower case, no accents on pinyin, single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", plain).split())


def parse(text: str) -> Query:
    """`3栋2单元501`, `三号楼 王`, `3-2-501`, `3栋2-501`, `501室`, `6层`, `wang 501`: what of it is which part of an
    address."""
    rest = normal(text)
    building = unit = room = floor = None
    if found := BUILDING.search(rest):
        building, rest = number(found[1]), cut(rest, found)
    if found := DASHED.search(rest):
        first, second, room = found[1].lstrip("0") or "0", int(found[2]) if found[2] else None, found[3]
        building, unit = (first, second) if building is None else (building, int(first) if second is None else second)
        rest = cut(rest, found)
    if found := UNIT.search(rest):
        unit, rest = int(number(found[1])), cut(rest, found)
    if found := ROOM_SUFFIX.search(rest):
        room, rest = number(found[1]), cut(rest, found)
    if found := FLOOR.search(rest):
        # Of a known building 6楼 is a floor; alone it is how people call building 6.
        if building is None and found[2] == "楼":
            building = number(found[1])
        else:
            floor = int(number(found[1]))
        rest = cut(rest, found)
    # Behind a unit a bare number is the room: 2单元501.
    if unit is not None and room is None and (found := re.search(r"(?<![0-9])([0-9]{3,5})(?![0-9])", rest)):
        room, rest = found[1], cut(rest, found)
    return Query(building, unit, room, tuple(rest.split()), floor)


def cut(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def number(text: str) -> str:
    """The number in plain digits: `三` is 3, `十二` 12, `一百零三` 103; `一〇一` is read digit by digit."""
    if text[0] in "0123456789":
        return text.lstrip("0") or "0"
    if not set(text) & set("十百"):
        return "".join(str(DIGITS[c]) for c in text).lstrip("0") or "0"
    total = digit = 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = DIGITS[char]
    return str(total + digit)


def household_keys(name: str, pinyin: str, initials: str, phone: str, residents: "list[str]") -> set[str]:
    """Everything under which a household is found by a prefix: names from each character on, pinyin from each syllable
    on and in one piece, initials, and the last four and eleven digits of the phone."""
    letters = normal(initials).replace(" ", "")
    keys = {letters[start:] for start in range(len(letters) - 1)} | {letters}
    for each in {name, *residents}:
        plain = normal(each).replace(" ", "")
        keys |= {plain[start:] for start in range(len(plain))}
    syllables = normal(pinyin).split()
    keys |= {"".join(syllables[start:]) for start in range(len(syllables))}
    digits = re.sub(r"[^0-9]", "", phone)
    keys |= {digits, digits[-4:]}
    return keys - {""}


def alike(word: str) -> str | None:
    """A pattern for what sounds alike in many dialects: `zong` finds zhong, `lan` nan, `min` ming. None if nothing
    does."""
    if not re.fullmatch(r"[a-z]{2,}", word):
        return None
    pattern = re.sub(r"([zcs])h?", r"\1h?", word)
    pattern = re.sub(r"([aei]n)g?(?![aeiouv])", r"\1g?", pattern)
    pattern = re.sub(r"(?<![aeiou])[ln](?=[aeiouv])", "[ln]", pattern)
    return pattern if pattern != word else None


def building_keys(name: str, number_: str, address: str) -> set[str]:
    """A building's name and address from each character on, so that any part of them is found."""
    keys = {normal(number_)}
    for text in (normal(name).replace(" ", ""), normal(address).replace(" ", "")):
        keys |= {text[start:] for start in range(len(text))}
    return keys - {""}


def building_number(number_: str, name: str) -> str:
    """The number to which `3栋` and `3号楼` lead: of the number field, else the first number in the name."""
    for text in (number_, name):
        plain = normal(text)
        found = BUILDING.search(plain) or re.search(NUMBER, plain)
        if found:
            return number(found[1])
    return ""
