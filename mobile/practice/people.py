"""Invented names for the practice, with what one types to find them."""

FAMILIES = (
    ("王", "wang"),
    ("李", "li"),
    ("张", "zhang"),
    ("刘", "liu"),
    ("陈", "chen"),
    ("杨", "yang"),
    ("赵", "zhao"),
)
GIVEN = (
    ("练一", "lian yi"),
    ("练二", "lian er"),
    ("练三", "lian san"),
    ("练四", "lian si"),
    ("练五", "lian wu"),
)


def person(number: int) -> tuple[str, str, str]:
    """Name, pinyin and initials: nobody is called so."""
    family, family_pinyin = FAMILIES[number % len(FAMILIES)]
    given, given_pinyin = GIVEN[number // len(FAMILIES) % len(GIVEN)]
    pinyin = f"{family_pinyin} {given_pinyin}"
    return family + given, pinyin, "".join(word[0] for word in pinyin.split())
