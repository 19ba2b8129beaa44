"""What is shown at once: one question, or a group that the office wants on one page. Notes stand with what follows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mobile.forms.definition import Question
from mobile.forms.filled import FilledForm, Spot

ON_ONE_PAGE = "field-list"


@dataclass(frozen=True)
class Page:
    """`spot` names it: of a question, a group, a repeat's turn, or (with turn 0) the repeat's list of turns."""

    spot: Spot
    spots: tuple[Spot, ...]
    # The groups and turns that it lies in, from the outside.
    trail: tuple[Spot, ...] = ()
    is_group: bool = False
    is_turns: bool = False


def pages(filled: FilledForm) -> list[Page]:
    """Those that are asked now, in the order of the form."""
    return list(of_branch(filled, filled.form.questions, 0, ()))


def of_branch(filled: FilledForm, questions: Iterable[Question], turn: int, trail: tuple[Spot, ...]) -> Iterator[Page]:
    told: list[Spot] = []
    for question in questions:
        spot = Spot(question.path, turn)
        if question.type == "calculate" or not filled.is_relevant(spot):
            continue
        if question.is_branch:
            if told:
                yield Page(told[0], tuple(told), trail)
                told = []
            yield from (
                of_repeat(filled, question, trail)
                if question.type == "repeat"
                else of_group(filled, question, spot, trail)
            )
        elif question.asks:
            yield Page(spot, (*told, spot), trail)
            told = []
        else:
            told.append(spot)
    if told:
        yield Page(told[0], tuple(told), trail)


def of_group(filled: FilledForm, group: Question, spot: Spot, trail: tuple[Spot, ...]) -> Iterator[Page]:
    if group.appearance != ON_ONE_PAGE:
        yield from of_branch(filled, group.children, spot.turn, (*trail, spot))
        return
    inside = tuple(leaves(filled, group.children, spot.turn))
    if inside:
        yield Page(spot, inside, trail, is_group=True)
    for question in (it for child in group.children for it in child.walk()):
        if question.type == "repeat" and filled.is_relevant(Spot(question.path)):
            yield from of_repeat(filled, question, (*trail, spot))


def of_repeat(filled: FilledForm, repeat: Question, trail: tuple[Spot, ...]) -> Iterator[Page]:
    """Each turn, and after them the list, on which one more is added: so "another one?" is asked when it is one."""
    for turn in range(1, filled.turns(repeat.path) + 1):
        yield from of_group(filled, repeat, Spot(repeat.path, turn), trail)
    yield Page(Spot(repeat.path), (Spot(repeat.path),), trail, is_turns=True)


def leaves(filled: FilledForm, questions: Iterable[Question], turn: int) -> Iterator[Spot]:
    for question in questions:
        spot = Spot(question.path, turn)
        if question.type in ("calculate", "repeat") or not filled.is_relevant(spot):
            continue
        if question.is_branch:
            yield from leaves(filled, question.children, turn)
        else:
            yield spot
