"""The expressions and defaults in the survey's cells as trees: what questions are made of, or what is wrong with them.

They are read before pyxform sees the survey, and also where other rows are at fault: an office mends all in one go.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from pyxform.utils import default_is_dynamic

from server.forms.defaults import literal_default
from server.forms.expressions import Expression, Names, Target, parse, references
from server.forms.expressions.places import Place
from server.forms.faults import DefaultRefers, FormFault
from server.forms.survey import NO, YES, Line
from server.forms.types import HOLDERS

# By name of the question and column.
Trees = Mapping[tuple[str, str], Expression]
COLUMNS = ("required", "relevant", "constraint", "default", "calculation", "repeat_count")


def trees_of(
    lines: Sequence[Line], names: Names, lists: Mapping[str, Set[str]], faults: list[FormFault]
) -> dict[tuple[str, str], Expression]:
    """`lists` are the choices by their list."""
    trees: dict[tuple[str, str], Expression] = {}
    for line in lines:
        for column in COLUMNS if line.kind.step != "end" else ():
            cell = line.row.get(column)
            if not cell or (column == "required" and cell.lower() in NO):
                continue
            try:
                trees[line.name, column] = tree_of(line, column, names, lists)
            except FormFault as fault:
                faults.append(fault.at("survey", line.row.number, column))
    return trees


def tree_of(line: Line, column: str, names: Names, lists: Mapping[str, Set[str]]) -> Expression:
    """Raises the FormFault that says what is wrong with a cell."""
    cell = line.row.get(column)
    if column == "required" and cell.lower() in YES:
        return True
    if column == "default" and not default_is_dynamic(cell, line.kind.type):
        return literal_default(line.kind.type, cell, lists.get(line.kind.list_name, frozenset()))
    # Whether a repeat is there, and how often, is decided outside of it.
    repeat = names[line.name].repeat if line.name in names and line.kind.type != "repeat" else None
    tree = parse(cell, Place(names, repeat, checks_answer=column == "constraint"))
    if column == "default" and any(references(tree)):
        raise DefaultRefers
    return tree


def names_of(lines: Iterable[Line], others: Iterable[str]) -> Names:
    """What each name of the survey means. `others` stand in rows that could not be read: they exist all the same."""
    return {name: Target(f"/{name}") for name in others} | dict(targets(lines))


def targets(lines: Iterable[Line]) -> Iterator[tuple[str, Target]]:
    around: list[Target] = []
    for line in lines:
        if line.kind.step == "end":
            around = around[:-1]
            continue
        outer = around[-1] if around else Target("")
        path = f"{outer.path}/{line.name}"
        found = Target(path, line.kind.type, path if line.kind.type == "repeat" else outer.repeat)
        if line.kind.type in HOLDERS:
            around.append(found)
        yield line.name, found
