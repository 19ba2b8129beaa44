"""One question at a time, a group on one page where the office wants it, and a list after the turns of a repeat."""

from mobile.forms import FilledForm
from mobile.forms.filled import Spot
from mobile.forms.pages import pages
from mobile.forms.paths import spot_of, written
from tests.mobile.forms.builders import fill, question


def shown(filled: FilledForm) -> list[list[str]]:
    return [[written(filled.form, spot) for spot in page.spots] for page in pages(filled)]


def test_one_question_at_a_time_and_notes_with_what_follows() -> None:
    filled = fill(
        question("hello", "note"),
        question("age", "integer"),
        question("hidden", "calculate", calculation=1),
        question("plain", "group", children=[question("a"), question("b", relevant=[">", ["ref", "/age"], 60])]),
        question("bye", "note"),
    )
    assert shown(filled) == [["/hello", "/age"], ["/plain/a"], ["/bye"]]
    filled.put(Spot(("age",)), 61)
    assert shown(filled) == [["/hello", "/age"], ["/plain/a"], ["/plain/b"], ["/bye"]]
    assert [page.trail for page in pages(filled)][1] == (Spot(("plain",)),)


def test_a_group_on_one_page_with_the_groups_in_it() -> None:
    inner = question("inner", "group", children=[question("c")])
    turns = question("pets", "repeat", children=[question("pet")])
    filled = fill(
        question("heat", "group", appearance="field-list", children=[question("a"), inner, turns, question("b")])
    )
    assert shown(filled) == [["/heat/a", "/heat/inner/c", "/heat/b"], ["/heat/pets"]]


def test_after_the_turns_comes_the_list_on_which_one_more_is_added() -> None:
    children = [question("name"), question("age", "integer")]
    filled = fill(question("one", "repeat", children=children), question("b"))
    assert shown(filled) == [["/one"], ["/b"]]
    filled.add_turn(("one",))
    filled.add_turn(("one",))
    assert shown(filled) == [["/one[1]/name"], ["/one[1]/age"], ["/one[2]/name"], ["/one[2]/age"], ["/one"], ["/b"]]
    together = fill(question("one", "repeat", appearance="field-list", children=children))
    together.add_turn(("one",))
    assert shown(together) == [["/one[1]/name", "/one[1]/age"], ["/one"]]
    assert [page.spot for page in pages(together)] == [Spot(("one",), 1), Spot(("one",), 0)]


def test_a_spot_is_found_again_by_how_it_is_written() -> None:
    inner = question("inner", "group", children=[question("c")])
    filled = fill(question("heat", "group", children=[question("pets", "repeat", children=[inner])]))
    filled.add_turn(("heat", "pets"))
    spot = Spot(("heat", "pets", "inner", "c"), 1)
    assert written(filled.form, spot) == "/heat/pets[1]/inner/c"
    assert spot_of(filled.form, "/heat/pets[1]/inner/c") == spot
    assert spot_of(filled.form, "/heat/gone") is None
