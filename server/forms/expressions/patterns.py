"""The regular expressions that a form may hold: so few kinds that no text of 200 characters keeps a phone busy.

Nothing repeated is repeated again, at most three pieces have no fixed length, and there are few alternatives: without
that, eleven characters such as `(a+)+b` can take hours.
"""

import re

from server.forms.faults import PatternUnsupported

LONGEST = 100
MOST_REPEATS = 100
MOST_FREE = 3
MOST_ALTERNATIVES = 4

PIECE = re.compile(
    r"""
    (?P<atom>
        \\[dDwWsS]                                      # a kind of character
      | \\[^A-Za-z0-9\s]                                # a sign as itself
      | \[\^?(?:\\[dws]|\\[^A-Za-z0-9\s]|[^\[\]\\])+\]  # one of several
      | [^\\\[\](){}|*+?^$]                             # itself, or any character: the point
    )
    (?P<repeat>[*+?]|\{(?P<least>\d{1,3})(?P<free>,(?P<most>\d{0,3}))?\})?
    (?![*+?{])
    | (?P<open>\((?:\?:)?)
    | (?P<close>\))(?![*+?{])
    | (?P<or>\|)
    """,
    re.VERBOSE,
)


def check_pattern(pattern: str) -> None:
    """Raises PatternUnsupported."""
    inner = pattern.removeprefix("^").removesuffix("$") if not pattern.endswith("\\$") else pattern.removeprefix("^")
    if len(pattern) > LONGEST or not is_bounded(inner):
        raise PatternUnsupported(pattern=pattern[:LONGEST])
    try:
        re.compile(pattern, re.ASCII)
    except re.error as error:
        raise PatternUnsupported(pattern=pattern) from error


def is_bounded(pattern: str) -> bool:
    at = free = alternatives = open_groups = 0
    while at < len(pattern):
        piece = PIECE.match(pattern, at)
        if piece is None:
            return False
        at = piece.end()
        free += is_free(piece)
        alternatives += piece["or"] is not None
        open_groups += (piece["open"] is not None) - (piece["close"] is not None)
        if open_groups < 0 or max(int(piece["least"] or 0), int(piece["most"] or 0)) > MOST_REPEATS:
            return False
    return open_groups == 0 and free <= MOST_FREE and alternatives <= MOST_ALTERNATIVES


def is_free(piece: re.Match[str]) -> bool:
    """Whether the piece can match texts of different lengths."""
    return piece["repeat"] is not None and (piece["repeat"] in "*+?" or piece["free"] is not None)
