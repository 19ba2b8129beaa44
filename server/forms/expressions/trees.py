"""Trees of expressions: what they are in Python, and what they refer to."""

from collections.abc import Iterator
from typing import Any

# A number, string or boolean stands for itself; a list begins with its word.
Expression = bool | int | float | str | list[Any]


def references(tree: Expression) -> Iterator[str]:
    """The paths that a tree names."""
    if not isinstance(tree, list):
        return
    if tree[0] in ("ref", "all"):
        yield tree[1]
        return
    for part in tree[1:]:
        yield from references(part)


def size(tree: Expression) -> int:
    """How many values, references, signs and calls."""
    if not isinstance(tree, list) or tree[0] in ("ref", "all"):
        return 1
    return 1 + sum(size(part) for part in tree[2 if tree[0] == "call" else 1 :])
