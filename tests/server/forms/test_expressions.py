"""Texts of cells become the trees of the contract, or are refused by name; nothing runs Python out of stack or time."""

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.forms.expressions import Target, parse
from server.forms.expressions.patterns import check_pattern
from server.forms.expressions.places import Place
from server.forms.faults import FormFault, PatternUnsupported
from tests.contract.messages import CONTRACT, hold

VECTORS = json.loads((CONTRACT / "examples" / "forms.json").read_text())
NAMES = {name: Target(f"/{name}") for name in VECTORS["names"]}
HOUSE = {
    "people": Target("/people", "repeat", "/people"),
    "age": Target("/people/age", "integer", "/people"),
    "told": Target("/people/told", "note", "/people"),
    "pets": Target("/pets", "repeat", "/pets"),
    "pet": Target("/pets/pet", "text", "/pets"),
    "street": Target("/street", "text"),
    "about": Target("/about", "group"),
}


def fault_of(text: str, place: Place) -> str:
    with pytest.raises(FormFault) as caught:
        parse(text, place)
    assert caught.value.message
    return caught.value.code


@pytest.mark.parametrize("vector", VECTORS["expressions"], ids=lambda vector: vector["text"])
def test_a_text_becomes_its_tree(vector):
    assert parse(vector["text"], Place(NAMES)) == vector["expr"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["text"][:40])
def test_a_text_is_refused_by_name(vector):
    assert fault_of(vector["text"], Place(NAMES)) == vector["code"]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("${age} > 70", [">", ["ref", "/people/age"], 70]),
        ("position(..) = 1", ["=", ["call", "position"], 1]),
        ("count(${people})", ["call", "count", ["all", "/people"]]),
        ("max(${age}, 3)", ["call", "max", ["ref", "/people/age"], 3]),
        ("count-non-empty( ${pet} )", ["call", "count-non-empty", ["all", "/pets/pet"]]),
    ],
)
def test_within_a_repeat_a_name_is_this_turns(text, tree):
    assert parse(text, Place(HOUSE, repeat="/people")) == tree


@pytest.mark.parametrize(
    ("text", "repeat", "code"),
    [
        ("${pet} = 'cat'", "/people", "many_answers"),
        ("${age} = 5", None, "many_answers"),
        ("max(${age}, 3)", None, "wrong_arguments"),
        ("sum(${age} + 1)", None, "many_answers"),
        ("sum(${age})", "/people", "not_a_repeat"),
        ("sum(${people})", None, "no_answer_there"),
        ("count(${told})", None, "no_answer_there"),
        ("${about}", None, "no_answer_there"),
        (". > 5", None, "answer_outside_constraint"),
        ("concat(1,)", None, "expression_unreadable"),
    ],
)
def test_what_has_no_one_answer_is_refused(text, repeat, code):
    assert fault_of(text, Place(HOUSE, repeat=repeat)) == code


def test_the_point_is_the_answer_in_a_constraint():
    assert parse(".>=1 and . <= 9", Place({}, checks_answer=True)) == ["and", [">=", ["self"], 1], ["<=", ["self"], 9]]


@pytest.mark.parametrize(("text", "instead"), [("${a}＝1", "="), ("selected（1，2）", "("), ("1 ≥ 2", ">=")])
def test_signs_of_a_chinese_keyboard_are_named(text, instead):
    with pytest.raises(FormFault) as caught:
        parse(text, Place({"a": Target("/a")}))
    assert caught.value.data["instead"] == instead


@given(st.text(alphabet="()'\"${}.,+-*=<>!/ andorivmt1a‘“", max_size=60))
def test_no_text_does_more_than_be_refused(text):
    with contextlib.suppress(FormFault):
        hold("form.schema.json", "expression", parse(text, Place({"a": Target("/a")}, checks_answer=True)))


@pytest.mark.parametrize("text", ["(" * 3000, "-" * 3000 + "1", "not(" * 500 + "1", "1" + "+1" * 1900, "'" * 3001])
def test_long_texts_are_refused_at_once(text):
    started = time.process_time()
    fault_of(text, Place({}))
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "pattern",
    ["^1[3-9][0-9]{9}$", r"\d{3,4}-?\d+", "(?:a|b)c", "[^ ]+@[^ ]+", r"\.", "甲|乙", "^$", r"[\d.\-]{1,5}", r"a\$"],
)
def test_plain_patterns_are_taken(pattern):
    check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a|b)*", "(a){2}", "a**", "a*?", "a{2}{3}", r"(a)\1", "(?=a)", "(?P<n>a)", "(", ")", "[a", "a{101}",
     "a{1,101}", "a|b|c|d|e|f", "a?a?a?a?", "x" * 101, r"\b", r"\u4e00", "a^b", "*", "[[a]]", "a{,3}", "[z-a]"],
)  # fmt: skip
def test_patterns_that_could_take_long_or_differ_are_refused(pattern):
    with pytest.raises(PatternUnsupported):
        check_pattern(pattern)
