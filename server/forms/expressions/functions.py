"""The functions of an expression, and what each may be given."""

import re
from collections.abc import Callable, Mapping, Sequence

from server.forms.expressions.patterns import check_pattern
from server.forms.expressions.trees import Expression
from server.forms.faults import NotARepeat, PatternUnsupported, WrongArguments

MOST_ARGUMENTS = 18

# How often something may stand between the brackets: at least, at most.
ARGUMENTS: Mapping[str, tuple[int, int]] = {
    "not": (1, 1),
    "boolean": (1, 1),
    "number": (1, 1),
    "string": (1, 1),
    "if": (3, 3),
    "coalesce": (2, 2),
    "selected": (2, 2),
    "count-selected": (1, 1),
    "string-length": (1, 1),
    "concat": (1, MOST_ARGUMENTS),
    "contains": (2, 2),
    "starts-with": (2, 2),
    "ends-with": (2, 2),
    "substr": (2, 3),
    "normalize-space": (1, 1),
    "regex": (2, 2),
    "int": (1, 1),
    "round": (1, 2),
    "abs": (1, 1),
    "min": (1, MOST_ARGUMENTS),
    "max": (1, MOST_ARGUMENTS),
    "sum": (1, 1),
    "count": (1, 1),
    "count-non-empty": (1, 1),
    "position": (0, 0),
    "today": (0, 0),
    "now": (0, 0),
    "date": (1, 1),
    "format-date": (2, 2),
}
# These look at all the turns of a repeat; `min` and `max` also at single values.
AGGREGATES = frozenset({"count", "count-non-empty", "sum", "min", "max"})
ONLY_TURNS = AGGREGATES - {"min", "max"}
CONSTANTS: Mapping[str, bool] = {"true": True, "false": False}
DATE_FORMAT = re.compile(r"(?:[^%]|%[YmdyneHM])*")
MOST_DIGITS = 6


def call(name: str, arguments: Sequence[Expression]) -> Expression:
    """The tree of a call. Raises WrongArguments, NotARepeat, PatternUnsupported."""
    least, most = (0, 0) if name in CONSTANTS else ARGUMENTS[name]
    if not least <= len(arguments) <= most:
        raise WrongArguments(function=name)
    if name in CONSTANTS:
        return CONSTANTS[name]
    if name in ONLY_TURNS and not is_all(arguments[0]):
        raise NotARepeat(function=name)
    if name in ("min", "max") and len(arguments) > 1 and any(map(is_all, arguments)):
        raise WrongArguments(function=name)
    if name in CHECKS:
        CHECKS[name](arguments)
    return ["call", name, *arguments]


def is_all(tree: Expression) -> bool:
    return isinstance(tree, list) and tree[0] == "all"


def check_round(arguments: Sequence[Expression]) -> None:
    digits = arguments[1] if len(arguments) > 1 else 0
    if type(digits) is not int or abs(digits) > MOST_DIGITS:
        raise WrongArguments(function="round")


def check_format(arguments: Sequence[Expression]) -> None:
    if not isinstance(arguments[1], str) or not DATE_FORMAT.fullmatch(arguments[1]):
        raise WrongArguments(function="format-date")


def check_regex(arguments: Sequence[Expression]) -> None:
    if not isinstance(arguments[1], str):
        raise PatternUnsupported(pattern="")
    check_pattern(arguments[1])


CHECKS: Mapping[str, Callable[[Sequence[Expression]], None]] = {
    "round": check_round,
    "format-date": check_format,
    "regex": check_regex,
}
