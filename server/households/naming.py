"""Pinyin of people's names, for finding them by what one can type on any phone."""

import re
import unicodedata

from pypinyin import lazy_pinyin

# Characters that are read otherwise as a surname than in words: 单 is shàn and not dān, 曾 zēng and not céng.
SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "朴": "piao", "区": "ou", "盖": "ge",
    "翟": "zhai", "覃": "qin", "缪": "miao", "乐": "yue", "员": "yun", "召": "shao", "黑": "he", "重": "chong",
    "秘": "bi", "种": "chong", "折": "she", "繁": "po", "阚": "kan", "都": "du", "句": "gou", "洗": "xian",
    "么": "yao", "能": "nai", "祭": "zhai", "藏": "zang", "薄": "bo", "佴": "nai", "粘": "nian", "乜": "nie",
    "卜": "bu", "郇": "xun",
}  # fmt: skip
# Two-character surnames that begin with such a character: 单于 is chányú. pypinyin's own phrases read them right.
COMPOUND_SURNAMES = {"单于", "乐正", "黑齿"}

LETTERS = re.compile(r"[a-z]+|[0-9]+")


def pinyin_of(name: str) -> tuple[str, str]:
    """Pinyin without tones and its initials: 曾小明 → ("zengxiaoming", "zxm"). ü is v, as it is typed.

    Latin letters and digits of a name stay as they are, in lower case; everything else is left out.
    """
    syllables = [part for syllable in syllables_of(name) for part in LETTERS.findall(syllable)]
    return "".join(syllables)[:160], "".join(syllable[0] for syllable in syllables)[:32]


def syllables_of(name: str) -> list[str]:
    """The name's syllables in order; the surname read as a surname, the rest as words are read."""
    plain = unicodedata.normalize("NFKC", name).strip().lower()
    if plain[:1] in SURNAMES and plain[:2] not in COMPOUND_SURNAMES:
        return [SURNAMES[plain[0]], *lazy_pinyin(plain[1:])]
    return lazy_pinyin(plain)
