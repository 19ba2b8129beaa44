"""The elements that pyxform gives, as the questions of a definition; each expression in a cell as its tree.

What is nested in what comes from pyxform. The cells are read from the rows themselves: pyxform turns the quotes of
Chinese texts into straight ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.forms.defaults import literal_default
from server.forms.expressions import Expression, Target, parse, references
from server.forms.expressions.places import Place
from server.forms.faults import DefaultRefers, FormFault
from server.forms.headers import TRANSLATED
from server.forms.survey import NO, YES
from server.forms.tree import Element, children_of
from server.forms.types import HOLDERS, SELECTS
from server.forms.workbook import Row

Question = dict[str, Any]

# What pyxform calls the types of ours.
TYPES: Mapping[str, str] = {"select one": "select_one", "select all that apply": "select_multiple", "photo": "image"}


class Questions:
    """Compiles one survey. `rows` are the survey's by name, `lists` the rows of choices by list."""

    def __init__(
        self, tree: Element, rows: Mapping[str, Row], lists: Mapping[str, Sequence[Row]], languages: Sequence[str]
    ) -> None:
        self.tree, self.rows, self.lists, self.languages = tree, rows, lists, languages
        self.names = dict(targets(tree))
        self.faults: list[FormFault] = []

    def all(self) -> list[Question]:
        return [self.question(element) for element in children_of(self.tree)]

    def question(self, element: Element) -> Question:
        name, kind = element["name"], type_of(element)
        row = self.rows[name]
        found = {"name": name, "type": kind, **self.texts(row, kind), **self.rules(element, row, kind)}
        if kind in SELECTS:
            found["choices"] = [
                {"value": choice.get("name"), "label": self.text(choice, "label")}
                for choice in self.lists[element["list_name"]]
            ]
        if row.get("appearance"):
            found["appearance"] = row.get("appearance")
        if kind in HOLDERS:
            found["children"] = [self.question(child) for child in children_of(element)]
        return found

    def texts(self, row: Row, kind: str) -> Question:
        """A calculate may carry a label for whoever reads the workbook; nobody ever sees it."""
        found = {base: self.text(row, base) for base in TRANSLATED if kind != "calculate"}
        return {base: text for base, text in found.items() if text}

    def text(self, row: Row, base: str) -> dict[str, str]:
        texts = {language: row.get(f"{base}::{language}") for language in self.languages}
        return {language: text for language, text in texts.items() if text}

    def rules(self, element: Element, row: Row, kind: str) -> Question:
        cells = {
            "required": self.required(element, row),
            "relevant": self.expression(element, "relevant"),
            "constraint": self.expression(element, "constraint"),
            "default": self.default(element, row, kind),
            "calculation": self.expression(element, "calculation"),
            "read_only": True if row.get("read_only").lower() in YES else None,
            "count": self.expression(element, "repeat_count"),
        }
        return {name: value for name, value in cells.items() if value is not None}

    def required(self, element: Element, row: Row) -> Expression | None:
        cell = row.get("required").lower()
        if cell in YES:
            return True
        return None if cell in NO else self.expression(element, "required")

    def default(self, element: Element, row: Row, kind: str) -> Expression | None:
        cell = row.get("default")
        if not cell or element.get("_dynamic_default"):
            return self.expression(element, "default")
        values = {choice.get("name") for choice in self.lists[element["list_name"]]} if kind in SELECTS else set()
        try:
            return literal_default(kind, cell, values)
        except FormFault as fault:
            self.faults.append(fault.at("survey", row.number, "default"))
            return None

    def expression(self, element: Element, column: str) -> Expression | None:
        """The tree of a cell; a cell that cannot be read is one more fault."""
        name = element["name"]
        row = self.rows[name]
        if not row.get(column):
            return None
        # Whether a repeat is there, and how often, is decided outside of it.
        repeat = None if type_of(element) == "repeat" else self.names[name].repeat
        place = Place(self.names, repeat, checks_answer=column == "constraint")
        try:
            tree = parse(row.get(column), place)
            if column == "default" and any(references(tree)):
                raise DefaultRefers
        except FormFault as fault:
            self.faults.append(fault.at("survey", row.number, column))
            return None
        return tree


def type_of(element: Element) -> str:
    return TYPES.get(element["type"], element["type"])


def targets(element: Element, path: str = "", repeat: str | None = None) -> Iterator[tuple[str, Target]]:
    """What each name of a survey means."""
    for child in children_of(element):
        kind, own = type_of(child), f"{path}/{child['name']}"
        inside = own if kind == "repeat" else repeat
        yield child["name"], Target(own, kind, inside)
        if kind in HOLDERS:
            yield from targets(child, own, inside)
