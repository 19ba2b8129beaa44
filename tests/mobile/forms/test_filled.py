"""Answers, hidden questions, calculations, repeats: what is asked now, what is wrong, what is sent and what is kept."""

from datetime import timedelta

from mobile.forms.filled import Spot
from tests.mobile.forms.builders import NOW, fill, question

OLD = question("old", "select_one", relevant=[">=", ["ref", "/age"], 60])
AGE = question("age", "integer")


def spot(name: str, turn: int = 0) -> Spot:
    return Spot(tuple(name.split("/")), turn)


def test_an_answer_that_is_not_asked_any_more_is_kept_but_not_sent() -> None:
    filled = fill(AGE, OLD)
    filled.put(spot("age"), 71)
    filled.put(spot("old"), "a")
    assert filled.sent() == {"age": 71, "old": "a"}
    filled.put(spot("age"), 17)
    assert filled.sent() == {"age": 17}
    assert filled.draft() == {"age": 17, "old": "a"}
    filled.put(spot("age"), 71)
    assert filled.sent() == {"age": 71, "old": "a"}


def test_a_draft_begins_again_as_it_was_left_without_the_defaults() -> None:
    first = fill(question("place", default="home"), AGE)
    assert first.draft() == {"place": "home"}
    first.put(spot("place"), "")
    again = fill(question("place", default="home"), AGE, draft=first.draft())
    assert again.draft() == {}


def test_what_a_newer_version_does_not_offer_any_more_falls_out_of_a_draft() -> None:
    draft = {"age": "old", "pick": "z", "many": ["c", "z", "a"], "gone": 1, "group": 3}
    filled = fill(AGE, question("pick", "select_one"), question("many", "select_multiple"), draft=draft)
    assert filled.draft() == {"many": ["a", "c"]}


def test_calculations_follow_each_other_in_whatever_order_they_are_written() -> None:
    filled = fill(
        question("third", "calculate", calculation=["+", ["ref", "/second"], 1]),
        question("second", "calculate", calculation=["*", ["ref", "/age"], 2]),
        AGE,
    )
    filled.put(spot("age"), 10)
    assert filled.sent() == {"third": 21, "second": 20, "age": 10}
    filled.put(spot("age"), None)
    assert filled.sent() == {}


def test_required_and_constraint_say_the_offices_own_words() -> None:
    filled = fill(
        question("name", required=True, required_message={"zh": "要写", "en": "Please"}),
        question("age", "integer", constraint=["<", ["self"], 130], constraint_message={"zh": "太大"}),
    )
    assert [(it.spot.path, it.code, it.message["zh"]) for it in filled.faults()] == [(("name",), "required", "要写")]
    filled.put(spot("name"), "  ")
    filled.put(spot("age"), 200)
    assert [it.code for it in filled.faults()] == ["required", "constraint"]
    filled.put(spot("name"), "王")
    filled.put(spot("age"), 130 - 1)
    assert filled.faults() == []


def test_whether_an_answer_is_required_can_depend_on_another() -> None:
    filled = fill(AGE, question("phone", required=[">", ["ref", "/age"], 60]))
    assert not filled.is_required(spot("phone"))
    filled.put(spot("age"), 61)
    assert [it.spot for it in filled.faults()] == [spot("phone")]


def test_a_turn_that_is_taken_away_takes_its_answers_along() -> None:
    pet = question("pets", "repeat", children=[question("pet", default="猫"), OLD])
    filled = fill(AGE, pet)
    assert not filled.sent()
    for turn, name in enumerate(("狗", "鸟", "鱼"), 1):
        assert filled.add_turn(("pets",)) == turn
        assert filled.answer(spot("pets/pet", turn)) == "猫"
        filled.put(spot("pets/pet", turn), name)
    filled.remove_turn(("pets",), 2)
    assert filled.sent() == {"pets": [{"pet": "狗"}, {"pet": "鱼"}]}
    filled.put(spot("age"), 99)
    assert [(it.path[-1], it.turn) for it in filled.walk()] == [
        *[("age", 0), ("pets", 0)],
        *[("pet", 1), ("old", 1), ("pet", 2), ("old", 2)],
    ]


def test_no_more_than_fifty_turns() -> None:
    filled = fill(AGE, question("people", "repeat", count=["ref", "/age"], children=[question("name")]))
    assert not filled.can_add(("people",))
    filled.put(spot("age"), 9999)
    assert filled.turns(("people",)) == 50
    free = fill(question("people", "repeat", children=[question("name")]))
    for _ in range(60):
        free.add_turn(("people",))
    assert free.turns(("people",)) == 50
    assert not free.can_add(("people",))


def test_midnight_passes_while_a_form_lies_open() -> None:
    filled = fill(question("on", "date", constraint=["<=", ["self"], ["call", "today"]]))
    filled.put(spot("on"), "2026-11-23")
    assert [it.code for it in filled.faults()] == ["constraint"]
    filled.at(NOW + timedelta(days=1))
    assert filled.faults() == []


def test_an_answer_of_another_type_is_none() -> None:
    filled = fill(AGE, question("at", "time"), question("on", "date"), question("spot", "geopoint"), question("many"))
    for name, wrong in (("age", 1.5), ("age", True), ("at", "24:00"), ("on", "2026-02-30"), ("spot", {"lon": 200})):
        filled.put(spot(name), wrong)
    filled.put(spot("many"), "好" * 3000)
    assert filled.sent() == {"many": "好" * 2000}


def test_nobody_answers_for_the_phone() -> None:
    filled = fill(
        question("sum", "integer", calculation=3, read_only=True, required=True), question("told", read_only=True)
    )
    filled.put(spot("sum"), 9)
    filled.put(spot("told"), "x")
    assert filled.sent() == {"sum": 3}
    assert filled.faults() == []


def test_a_photo_or_a_position_is_never_forced() -> None:
    filled = fill(question("photo", "image", required=True), question("where", "geopoint", required=True))
    assert filled.faults() == []
