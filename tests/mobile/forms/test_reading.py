"""A definition that this phone can't ask is refused by name; one with parts that it does not need is read."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.forms import FormUnusable, read_form
from tests.mobile.forms.builders import definition, question

DEEP = 1
for _ in range(100):
    DEEP = ["neg", DEEP]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (None, "unreadable"),
        ([], "unreadable"),
        (definition(purpose="census"), "purpose_unknown"),
        (definition(version="1"), "unreadable"),
        (definition(code=""), "unreadable"),
        (definition(question("a", "signature")), "type_unknown"),
        (definition(question("a"), question("a")), "name_twice"),
        (definition(question("a", "select_one", choices=[])), "unreadable"),
        (definition(question("a", "group")), "unreadable"),
        (definition(question("a", relevant=["call", "random"])), "function_unknown"),
        (definition(question("a", relevant=["call", "not"])), "function_unknown"),
        (definition(question("a", relevant=["call", "if", 1, 2])), "function_unknown"),
        (definition(question("a", relevant=["~", 1, 2])), "operator_unknown"),
        (definition(question("a", relevant=["and", 1])), "operator_unknown"),
        (definition(question("a", relevant={"ref": "/a"})), "expression_unreadable"),
        (definition(question("a", relevant=["ref", "a"])), "expression_unreadable"),
        (definition(question("a", relevant=["ref", "/b"])), "reference_unknown"),
        (definition(question("a", default=["ref", "/b"]), question("b")), "reference_in_default"),
        (definition(question("a", constraint=DEEP)), "expression_too_long"),
        (definition(question("a", relevant=["ref", "/b"]), question("b", relevant=["ref", "/a"])), "depends_on_itself"),
        (
            definition(question("g", "group", relevant=["ref", "/g/a"], children=[question("a")])),
            "depends_on_itself",
        ),
        (
            definition(question("r", "repeat", children=[question("s", "repeat", children=[question("a")])])),
            "type_unknown",
        ),
        (definition(*(question(f"q{n}") for n in range(1001))), "too_many"),
    ],
)
def test_a_form_that_cannot_be_asked_is_refused_by_name(broken: object, reason: str) -> None:
    with pytest.raises(FormUnusable) as refusal:
        read_form(broken)
    assert refusal.value.reason == reason


def test_parts_of_a_newer_server_are_skipped() -> None:
    form = read_form(definition(question("a", colour="blue", appearance="fancy"), mood="new"))
    assert [it.name for it in form.walk()] == ["a"]


def test_a_text_that_is_missing_in_a_language_is_said_in_another() -> None:
    (a,) = read_form(definition(question("a", label={"zh": "几岁？"}))).questions
    assert a.label.say("en") == a.label.say("zh") == "几岁？"


def test_a_form_is_asked_after_the_outcomes_that_it_names() -> None:
    assert read_form(definition(question("a"))).fits("moved")
    form = read_form(definition(question("a"), outcomes=["met"]))
    assert form.fits("met")
    assert not form.fits("not_home")


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from(["ref", "call", "and", "/a", "/b", "if", "text", ""]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["name", "type", "children", "choices", "value", "label"]), inner, max_size=4)
    ),
    max_leaves=12,
)
PARTS = (
    "relevant",
    "constraint",
    "default",
    "calculation",
    "required",
    "count",
    "choices",
    "children",
    "label",
    "type",
)


@given(json_values, st.dictionaries(st.sampled_from(PARTS), json_values), st.sampled_from(["code", "questions", "x"]))
def test_whatever_comes_is_read_or_refused_and_never_a_crash(anything: object, parts: dict, place: str) -> None:
    for raw in (anything, definition(question("a"), {**question("b"), **parts}), definition(**{place: anything})):
        with contextlib.suppress(FormUnusable):
            assert read_form(raw).code
