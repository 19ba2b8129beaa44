"""Each row of the sheet survey by itself: its type, name, texts, and what it may not have."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from server.forms.faults import (
    AnswerInText,
    AppearanceUnsupported,
    CellTooLong,
    ColumnNotHere,
    FormFault,
    ListUnknown,
    NameUnusable,
    OrOther,
    TextMissing,
    TypeUnsupported,
    ValueMissing,
    YesOrNo,
)
from server.forms.headers import TRANSLATED
from server.forms.limits import TEXT_LENGTH
from server.forms.types import SELECTS, TYPES, Kind, kind_of
from server.forms.workbook import Row, Sheet

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}", re.ASCII)
# pyxform adds a group of this name to every form.
RESERVED = frozenset({"meta", "instanceID", "instanceName"})
REFERENCE = re.compile(r"\$\{([^}]*)\}")
YES, NO = frozenset({"yes", "true", "true()"}), frozenset({"no", "false", "false()"})


@dataclass(frozen=True)
class Line:
    """A row of the survey that could be read."""

    row: Row
    kind: Kind

    @property
    def name(self) -> str:
        return self.row.get("name")


def lines_of(survey: Sheet, faults: list[FormFault]) -> list[Line]:
    lines = []
    for row in survey.rows:
        try:
            lines.append(Line(row, kind_of(row.get("type")) if row.get("type") else missing_type()))
        except (TypeUnsupported, OrOther, ValueMissing) as fault:
            faults.append(fault.at(survey.name, row.number, "type"))
    return lines


def missing_type() -> Kind:
    raise ValueMissing(column="type")


def line_faults(lines: Sequence[Line], languages: Sequence[str], lists: Set[str]) -> Iterator[FormFault]:
    for line in lines:
        if line.kind.step == "end":
            continue
        yield from name_faults(line)
        yield from cell_faults(line)
        yield from text_faults(line.row, "survey", languages, needed="label" if must_show(line) else "")
        if line.kind.type in SELECTS and line.kind.list_name not in lists:
            yield ListUnknown(list=line.kind.list_name).at("survey", line.row.number, "type")


def must_show(line: Line) -> bool:
    return TYPES[line.kind.type].is_shown


def name_faults(line: Line) -> Iterator[FormFault]:
    if not line.name:
        yield ValueMissing(column="name").at("survey", line.row.number, "name")
    elif not NAME.fullmatch(line.name) or line.name in RESERVED:
        yield NameUnusable(name=line.name[:80]).at("survey", line.row.number, "name")


def cell_faults(line: Line) -> Iterator[FormFault]:
    """Columns that mean nothing for the type, and words that are none of those that a column takes."""
    kind, row, number = TYPES[line.kind.type], line.row, line.row.number
    for key in row.cells:
        base = key.partition("::")[0]
        if base not in kind.columns and base not in ("type", "name", "appearance"):
            yield ColumnNotHere(type=line.kind.type, column=key).at("survey", number, key)
    if row.get("read_only").lower() not in YES | NO | {""}:
        yield YesOrNo().at("survey", number, "read_only")
    is_read_only = row.get("read_only").lower() in YES
    if line.kind.type != "calculate" and row.get("calculation") and not is_read_only:
        yield ColumnNotHere(type=f"{line.kind.type} (read_only: no)", column="calculation").at(
            "survey", number, "calculation"
        )
    if line.kind.type == "calculate" and not row.get("calculation"):
        yield ValueMissing(column="calculation").at("survey", number, "calculation")
    appearance = row.get("appearance")
    if appearance and appearance not in kind.appearances:
        supported = ", ".join(sorted(kind.appearances)) or "–"
        yield AppearanceUnsupported(appearance=appearance[:60], type=line.kind.type, supported=supported).at(
            "survey", number, "appearance"
        )


def text_faults(row: Row, sheet: str, languages: Sequence[str], *, needed: str) -> Iterator[FormFault]:
    """A text that is there at all is there in every language: nobody meets a question half in another."""
    for base in TRANSLATED:
        texts = {language: row.get(f"{base}::{language}") for language in languages}
        if not any(texts.values()):
            if base == needed:
                yield ValueMissing(column=base).at(sheet, row.number, base)
            continue
        for language, text in texts.items():
            column = f"{base}::{language}"
            if not text:
                yield TextMissing(column=base, language=language).at(sheet, row.number, column)
            elif len(text) > TEXT_LENGTH:
                yield CellTooLong(limit=TEXT_LENGTH).at(sheet, row.number, column)
            elif found := REFERENCE.search(text):
                yield AnswerInText(name=found[1][:60]).at(sheet, row.number, column)
