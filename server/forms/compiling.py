"""From the bytes of an .xlsx to a definition as in `server/contract/form.schema.json`, or to all of its faults."""

from typing import Any

import orjson

from server.forms.cells import Trees, names_of, trees_of
from server.forms.choices import choice_faults
from server.forms.circles import circles
from server.forms.faults import FormFault, TooMuchInAll
from server.forms.headers import languages_of, with_columns
from server.forms.limits import DEFINITION_BYTES, FAULTS_SHOWN, LANGUAGES
from server.forms.problems import FormRefused
from server.forms.questions import Questions
from server.forms.settings_sheet import FormSettings, form_settings, plain_language
from server.forms.structure import structure_faults
from server.forms.survey import Line, line_faults, lines_of
from server.forms.tree import tree_of
from server.forms.workbook import Row, Sheet, Workbook, read_workbook

Definition = dict[str, Any]


def compile_form(data: bytes) -> Definition:
    """The definition, without its version, which is for the caller to count. Raises FormRefused."""
    try:
        sheets, faults = read_workbook(data)
        plain = plain_language(with_columns(sheets["settings"], "zh", []))
    except FormFault as fault:
        raise refused([fault]) from fault
    named = {name: with_columns(sheet, plain, faults) for name, sheet in sheets.items()}
    languages = ordered(languages_of(named), plain)
    settings = form_settings(named["settings"], languages, faults)
    lines = lines_of(named["survey"], faults)
    lists = lists_of(named.get("choices"))
    faults += sheet_faults(named, lines, languages)
    names = names_of(lines, (row.get("name") for row in named["survey"].rows))
    values = {name: {row.get("name") for row in rows} for name, rows in lists.items()}
    trees = trees_of(lines, names, values, faults)
    # What follows stands on sound rows.
    if faults:
        raise refused(faults)
    return definition(named, settings, languages, lines, trees)


def definition(
    sheets: Workbook, settings: FormSettings, languages: tuple[str, ...], lines: list[Line], trees: Trees
) -> Definition:
    choices = sheets.get("choices")
    try:
        tree = tree_of(lines, choices, settings, languages)
    except FormFault as fault:
        raise refused([fault]) from fault
    rows = {line.name: line.row for line in lines if line.kind.step != "end"}
    questions = Questions(tree, rows, trees, lists_of(choices), languages).all()
    found = {
        "code": settings.code,
        "purpose": "visit",
        "outcomes": list(settings.outcomes) if settings.outcomes else None,
        "languages": list(languages),
        "title": dict(settings.title),
        "questions": questions,
    }
    faults: list[FormFault] = list(circles(questions, {name: row.number for name, row in rows.items()}))
    if len(orjson.dumps(found)) > DEFINITION_BYTES:
        faults.append(TooMuchInAll(limit=DEFINITION_BYTES // 1000))
    if faults:
        raise refused(faults)
    return found


def lists_of(choices: Sheet | None) -> dict[str, list[Row]]:
    lists: dict[str, list[Row]] = {}
    for row in choices.rows if choices else ():
        lists.setdefault(row.get("list_name"), []).append(row)
    return lists


def sheet_faults(sheets: Workbook, lines: list[Line], languages: tuple[str, ...]) -> list[FormFault]:
    choices = sheets.get("choices")
    lists = {row.get("list_name") for row in choices.rows} if choices else set()
    return [
        *line_faults(lines, languages, lists),
        *structure_faults(lines),
        *(choice_faults(choices, languages) if choices else ()),
    ]


def ordered(languages: tuple[str, ...], plain: str) -> tuple[str, ...]:
    """The form's own language first; a form without any text has at least that."""
    first = [language for language in languages if language == plain]
    return tuple(first + [language for language in languages if language != plain])[:LANGUAGES] or (plain,)


def refused(faults: list[FormFault]) -> FormRefused:
    """In the order of the sheets and rows, each once, and only as many as somebody will mend in one go."""
    places = {name: index for index, name in enumerate(("", "settings", "survey", "choices"))}
    ordered_faults = sorted(faults, key=lambda fault: (places.get(fault.sheet, len(places)), fault.row))
    shown = [fault.as_data() for fault in ordered_faults]
    return FormRefused(faults=shown[:FAULTS_SHOWN], count=len(shown))
