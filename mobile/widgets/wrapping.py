"""Where a line of Chinese ends: no line begins with a comma or full stop, and a number stays with what it counts.

Kivy breaks at spaces only, and what has none anywhere: "3 waiting" is torn after the digit, and a full stop may stand
alone on its line.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from kivy.core.text import Label as CoreLabel

HAN = re.compile(r"[\u3400-\u9fff]")
CLOSING = "，。、；：？！）》〉」』】”’…·％%"
OPENING = "（《〈「『【“‘"
# What stands together: a number with the one that it counts, a Latin word, a single character, spaces.
PIECE = re.compile(rf"[{OPENING}]*(?:[\d.,:]*\d ?[\u3400-\u9fff]|[!-~©]+|[^\s])[{CLOSING}]*|[^\S\n]+|\n")


@lru_cache(maxsize=8192)
def width_of(text: str, font_size: float, bold: bool) -> float:
    return CoreLabel(text=text, font_size=font_size, bold=bold).get_extents(text)[0]


def wrap(text: str, width: float, measure: Callable[[str], float]) -> str:
    """The text with its line breaks. A piece that is wider than a whole line is left to the drawing to break."""
    return "\n".join(line.rstrip(" ") for line in lines_of(text, width, measure))


def lines_of(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    line, used = "", 0.0
    for piece in PIECE.findall(text):
        if piece == "\n":
            yield line
            line, used = "", 0.0
            continue
        needed = measure(piece)
        if line and used + needed > width and piece.strip():
            yield line
            line, used = "", 0.0
        if line or piece.strip():
            line, used = line + piece, used + needed
    yield line


def wrapped(text: str, width: float | None, font_size: float, bold: bool) -> str:
    """Only Chinese needs it; anything else is broken well enough by Kivy."""
    if not width or width < font_size * 3 or not HAN.search(text):
        return text
    # Widths of pieces are rounded up one by one: the sum is never too small, and a hair is left for the rounding.
    return wrap(text, width - 1, lambda piece: width_of(piece, font_size, bold))
