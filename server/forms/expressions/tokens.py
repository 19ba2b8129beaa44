"""The words of an expression's text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.forms.faults import ExpressionUnreadable, FullWidthSign, PathInExpression

# Excel turns straight quotes into curly ones; both pairs are taken.
TOKEN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<string>"[^"]*"|'[^']*'|“[^”]*”|‘[^’]*’)
    | \$\{\s*(?P<reference>[^{}\s]+)\s*\}
    | (?P<name>[A-Za-z_][A-Za-z0-9_-]*(?=\s*\()|and\b|or\b|div\b|mod\b)
    | (?P<sign>!=|<=|>=|\.\.|[-+*=<>(),.])
    """,
    re.VERBOSE | re.ASCII,
)
WORD = re.compile(r"^[A-Za-z_][A-Za-z0-9_-]*\s*", re.ASCII)
# A Chinese keyboard writes these; in an expression they look right and are not.
HALF_WIDTH = {
    "（": "(", "）": ")", "，": ",", "＝": "=", "＜": "<", "＞": ">", "＋": "+", "－": "-", "＊": "*", "！": "!",
    "＄": "$", "｛": "{", "｝": "}", "。": ".", "＇": "'", "＂": '"', "≥": ">=", "≤": "<=", "≠": "!=",
}  # fmt: skip


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


def tokens(text: str) -> Iterator[Token]:
    """Raises FullWidthSign, PathInExpression, ExpressionUnreadable."""
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            raise fault_at(text, at)
        at = found.end()
        kind = found.lastgroup or ""
        if kind != "space":
            yield Token(kind, found[kind])


def fault_at(text: str, at: int) -> ExpressionUnreadable | FullWidthSign | PathInExpression:
    # Of `selected（` the name cannot be read either, for its bracket is none.
    sign = WORD.sub("", text[at:])[:1]
    if sign in HALF_WIDTH:
        return FullWidthSign(sign=sign, instead=HALF_WIDTH[sign])
    if text[at] == "/":
        return PathInExpression()
    return ExpressionUnreadable(near=text[at : at + 20])
