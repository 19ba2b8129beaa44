"""After any answers in any order, what was worked out step by step is what a fresh form makes of the same draft."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mobile.forms import FilledForm, Form, FormUnusable, read_form
from mobile.forms.filled import Spot
from tests.mobile.forms.builders import NOW, definition, question

NAMES = ("a", "b", "c", "g/d", "g/e", "r/f", "r/h")
REFS = st.sampled_from([["ref", f"/{name}"] for name in NAMES])
NUMBERS = st.integers(-3, 5)
LEAVES = REFS | NUMBERS | st.sampled_from(["", "a", "2026-11-22", True, False]) | st.just(["all", "/r/f"])
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: (
        st.tuples(st.sampled_from(["and", "or", "=", "!=", "<", ">", "+", "-", "*", "div", "mod"]), inner, inner).map(
            list
        )
        | st.tuples(st.just("call"), st.sampled_from(["not", "string", "int", "sum", "count", "date"]), inner).map(list)
        | st.tuples(st.just("call"), st.sampled_from(["concat", "selected", "max", "round"]), inner, inner).map(list)
        | st.tuples(st.just("call"), st.just("if"), inner, inner, inner).map(list)
    ),
    max_leaves=6,
)
MAYBE = st.none() | EXPRESSIONS
KINDS = ("text", "integer", "select_one", "select_multiple", "decimal")


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    def one(name: str) -> dict[str, Any]:
        node = question(name, draw(st.sampled_from(KINDS)))
        if draw(st.integers(0, 3)) == 0:
            node = question(name, "calculate", calculation=draw(EXPRESSIONS))
        return node | {key: it for key in ("relevant", "constraint") if (it := draw(MAYBE)) is not None}

    group = question("g", "group", children=[one("d"), one("e")])
    repeat = question("r", "repeat", children=[one("f"), one("h")])
    for branch, parts in ((group, ("relevant",)), (repeat, ("relevant", "count"))):
        branch |= {key: it for key in parts if (it := draw(MAYBE)) is not None}
    return definition(one("a"), group, one("b"), repeat, one("c"))


ANSWERS = st.none() | NUMBERS | st.sampled_from(["a", "b", "x", ["a"], ["c", "b"], 0.5])
STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(1, 3), ANSWERS) | st.sampled_from(["add", "remove"]), max_size=12
)


def seen(filled: FilledForm) -> tuple[Any, ...]:
    return list(filled.walk()), filled.sent(), filled.faults(), filled.draft()


def read_or_none(raw: dict[str, Any]) -> Form | None:
    """Most random forms go in circles; what is left is plenty."""
    try:
        return read_form(raw)
    except FormUnusable:
        return None


@settings(max_examples=300, deadline=None)
@given(definitions(), STEPS)
def test_step_by_step_is_the_same_as_from_scratch(raw: dict[str, Any], steps: list[Any]) -> None:
    form = read_or_none(raw)
    if form is None:
        return
    filled = FilledForm(form, NOW)
    for step in steps:
        if step == "add" and filled.can_add(("r",)):
            filled.add_turn(("r",))
        elif step == "remove" and filled.can_add(("r",)) and filled.kept.get(("r",)):
            filled.remove_turn(("r",), 1)
        elif isinstance(step, tuple):
            path = tuple(step[0].split("/"))
            filled.put(Spot(path, step[1] if path[0] == "r" else 0), step[2])
        assert seen(filled) == seen(FilledForm(form, NOW, filled.draft()))
