"""The elements that pyxform gives, as the questions of a definition; each expression in a cell as its tree.

What is nested in what comes from pyxform. The cells are read from the rows themselves: pyxform turns the quotes of
Chinese texts into straight ones.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from server.forms.cells import Trees
from server.forms.headers import TRANSLATED
from server.forms.survey import YES
from server.forms.tree import Element, children_of
from server.forms.types import HOLDERS, SELECTS
from server.forms.workbook import Row

Question = dict[str, Any]

# What pyxform calls the types of ours.
TYPES: Mapping[str, str] = {"select one": "select_one", "select all that apply": "select_multiple", "photo": "image"}


# The parts of a question that are expressions, and the columns that they are written in.
RULES: Mapping[str, str] = {
    "required": "required",
    "relevant": "relevant",
    "constraint": "constraint",
    "default": "default",
    "calculation": "calculation",
    "count": "repeat_count",
}


class Questions:
    """Compiles one survey. `rows` are the survey's by name, `lists` the rows of choices by list."""

    def __init__(
        self,
        tree: Element,
        rows: Mapping[str, Row],
        trees: Trees,
        lists: Mapping[str, Sequence[Row]],
        languages: Sequence[str],
    ) -> None:
        self.tree, self.rows, self.trees, self.lists, self.languages = tree, rows, trees, lists, languages

    def all(self) -> list[Question]:
        return [self.question(element) for element in children_of(self.tree)]

    def question(self, element: Element) -> Question:
        name, kind = element["name"], type_of(element)
        row = self.rows[name]
        found = {"name": name, "type": kind, **self.texts(row, kind), **self.rules(row)}
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

    def rules(self, row: Row) -> Question:
        name = row.get("name")
        found = {rule: self.trees[name, column] for rule, column in RULES.items() if (name, column) in self.trees}
        if row.get("read_only").lower() in YES:
            found["read_only"] = True
        return found


def type_of(element: Element) -> str:
    return TYPES.get(element["type"], element["type"])
