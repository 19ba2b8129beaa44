"""The columns of a sheet under one name each: aliases resolved, languages as codes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.forms.faults import ColumnTwice, ColumnUnsupported, FormFault, LanguageUnknown
from server.forms.workbook import Row, Sheet

ALIASES: Mapping[str, str] = {
    "caption": "label",
    "relevance": "relevant",
    "readonly": "read_only",
    "calculate": "calculation",
    "requiredmsg": "required_message",
    "constraining_message": "constraint_message",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "command": "type",
    "value": "name",
    "set_form_id": "form_id",
    "id_string": "form_id",
    "set_form_title": "form_title",
}
TRANSLATED = ("label", "hint", "required_message", "constraint_message")
SUPPORTED: Mapping[str, tuple[str, ...]] = {
    "survey": (
        "type",
        "name",
        *TRANSLATED,
        "required",
        "relevant",
        "constraint",
        "default",
        "calculation",
        "read_only",
        "appearance",
        "repeat_count",
    ),
    "choices": ("list_name", "name", "label"),
    # The server counts versions itself, and takes no notice of the office's own.
    "settings": ("form_id", "form_title", "default_language", "outcomes", "version"),
}
TRANSLATED_IN: Mapping[str, tuple[str, ...]] = {
    "survey": TRANSLATED,
    "choices": ("label",),
    "settings": ("form_title",),
}
CODE = re.compile(r"(?:^|\()([a-z]{2,3})(?:-[A-Za-z]+)?\)?$")
LANGUAGE_NAMES: Mapping[str, str] = {
    "中文": "zh",
    "汉语": "zh",
    "简体中文": "zh",
    "chinese": "zh",
    "english": "en",
    "英文": "en",
}
OFFICES_OWN = "zh"


@dataclass(frozen=True)
class Column:
    """`header` as it is written; `base` what it is; `language` of a text."""

    header: str
    base: str
    language: str | None

    @property
    def key(self) -> str:
        return f"{self.base}::{self.language}" if self.language else self.base


def code_of(language: str) -> str | None:
    """`zh` of 中文 (zh), of zh, and of 中文."""
    text = language.strip()
    found = CODE.search(text)
    return found[1] if found else LANGUAGE_NAMES.get(text.lower())


def column_of(sheet: str, header: str, plain: str) -> Column:
    """`plain` is the language of texts whose header names none. Raises LanguageUnknown."""
    name, _, language = header.partition("::")
    base = name.strip().lower().replace(" ", "_")
    base = ALIASES.get(base, base)
    if base not in TRANSLATED_IN[sheet]:
        return Column(header, header if language else base, None)
    code = code_of(language) if language else plain
    if code is None:
        raise LanguageUnknown(column=header).at(sheet, 1, header)
    return Column(header, base, code)


def with_columns(sheet: Sheet, plain: str, faults: list[FormFault]) -> Sheet:
    """The same rows by the names that this server uses. Columns that it does not know are faults where they hold
    something; a column of remarks has to be empty too, for nobody could tell whether it was meant."""
    columns: dict[str, Column] = {}
    for header in sheet.header:
        try:
            columns[header] = column_of(sheet.name, header, plain)
        except LanguageUnknown as fault:
            faults.append(fault)
    faults += twice(sheet, columns)
    faults += unsupported(sheet, columns)
    rows = tuple(
        Row(row.number, {columns[header].key: text for header, text in row.cells.items() if header in columns})
        for row in sheet.rows
    )
    return Sheet(sheet.name, tuple(column.key for column in columns.values()), rows)


def twice(sheet: Sheet, columns: Mapping[str, Column]) -> Iterator[FormFault]:
    seen: set[str] = set()
    for header, column in columns.items():
        if column.key in seen:
            yield ColumnTwice(column=column.key).at(sheet.name, 1, header)
        seen.add(column.key)


def unsupported(sheet: Sheet, columns: Mapping[str, Column]) -> Iterator[FormFault]:
    for header, column in columns.items():
        filled = next((row.number for row in sheet.rows if header in row.cells), None)
        if filled and column.base not in SUPPORTED[sheet.name]:
            supported = ", ".join(SUPPORTED[sheet.name])
            yield ColumnUnsupported(column=header, supported=supported).at(sheet.name, filled, header)


def languages_of(sheets: Mapping[str, Sheet]) -> tuple[str, ...]:
    """The languages in which anything is written."""
    found: dict[str, None] = {}
    for sheet in sheets.values():
        for key in sheet.header:
            language = key.partition("::")[2]
            if language and any(key in row.cells for row in sheet.rows):
                found[language] = None
    return tuple(found)
