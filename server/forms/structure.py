"""The rows of the survey together: names used once, groups and repeats begun and ended in order."""

from collections.abc import Iterator, Sequence

from server.forms.faults import (
    BeginWithoutEnd,
    EndWithoutBegin,
    FormFault,
    GroupsTooDeep,
    NameTaken,
    NoQuestions,
    RepeatInRepeat,
    TooManyQuestions,
)
from server.forms.limits import GROUPS_DEEP, QUESTIONS
from server.forms.survey import Line


def structure_faults(lines: Sequence[Line]) -> Iterator[FormFault]:
    yield from names_taken(lines)
    yield from nesting_faults(lines)
    if len(lines) > QUESTIONS:
        yield TooManyQuestions(limit=QUESTIONS).at("survey")
    if not any(not line.kind.step for line in lines):
        yield NoQuestions().at("survey")


def names_taken(lines: Sequence[Line]) -> Iterator[FormFault]:
    """XForms takes names that differ in capitals for two, people do not."""
    first: dict[str, int] = {}
    for line in lines:
        name = line.name.lower()
        if line.kind.step == "end" or not name:
            continue
        if name in first:
            yield NameTaken(name=line.name, first=first[name]).at("survey", line.row.number, "name")
        first.setdefault(name, line.row.number)


def nesting_faults(lines: Sequence[Line]) -> Iterator[FormFault]:
    open_ones: list[Line] = []
    for line in lines:
        at = ("survey", line.row.number, "type")
        if line.kind.step == "begin":
            if line.kind.type == "repeat" and any(outer.kind.type == "repeat" for outer in open_ones):
                yield RepeatInRepeat().at(*at)
            open_ones.append(line)
            if len(open_ones) == GROUPS_DEEP + 1:
                yield GroupsTooDeep(limit=GROUPS_DEEP).at(*at)
        elif line.kind.step == "end":
            if open_ones and open_ones[-1].kind.type == line.kind.type:
                open_ones.pop()
            else:
                yield EndWithoutBegin(kind=line.kind.type).at(*at)
    for line in open_ones:
        yield BeginWithoutEnd(kind=line.kind.type).at("survey", line.row.number, "type")
