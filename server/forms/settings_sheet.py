"""The one row of the sheet settings: which form it is, its title, and after which outcomes of a visit it is asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.forms.faults import (
    CellTooLong,
    CodeUnusable,
    FormFault,
    LanguageUnknown,
    OutcomeUnknown,
    ValueMissing,
)
from server.forms.headers import OFFICES_OWN, code_of
from server.forms.workbook import Row, Sheet

CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
TITLE_LENGTH = 60
# The outcomes of a visit, by the contract.
OUTCOMES = ("met", "not_home", "declined", "phone", "moved", "vacant")


@dataclass(frozen=True)
class FormSettings:
    code: str
    title: Mapping[str, str]
    outcomes: tuple[str, ...] | None


def plain_language(settings: Sheet) -> str:
    """The language of texts whose header names none: `default_language`, or the office's. Raises LanguageUnknown."""
    named = settings.rows[0].get("default_language") if settings.rows else ""
    code = code_of(named) if named else OFFICES_OWN
    if code is None:
        raise LanguageUnknown(column="default_language").at("settings", settings.rows[0].number, "default_language")
    return code


def form_settings(settings: Sheet, languages: Sequence[str], faults: list[FormFault]) -> FormSettings:
    row = settings.rows[0] if settings.rows else Row(2, {})
    code = row.get("form_id")
    if not code:
        faults.append(ValueMissing(column="form_id").at("settings", row.number, "form_id"))
    elif not CODE.fullmatch(code):
        faults.append(CodeUnusable(value=code[:60]).at("settings", row.number, "form_id"))
    return FormSettings(code, title_of(row, languages, faults), outcomes_of(row, faults))


def title_of(row: Row, languages: Sequence[str], faults: list[FormFault]) -> dict[str, str]:
    """XLSForm knows one title; where a language has none of its own, it stands for all."""
    texts = {language: row.get(f"form_title::{language}") for language in languages}
    one = next((text for text in texts.values() if text), "")
    if not one:
        faults.append(ValueMissing(column="form_title").at("settings", row.number, "form_title"))
    if any(len(text) > TITLE_LENGTH for text in texts.values()):
        faults.append(CellTooLong(limit=TITLE_LENGTH).at("settings", row.number, "form_title"))
    return {language: text or one for language, text in texts.items()}


def outcomes_of(row: Row, faults: list[FormFault]) -> tuple[str, ...] | None:
    """None: after every outcome."""
    asked = row.get("outcomes").replace(",", " ").split()
    for word in asked:
        if word not in OUTCOMES:
            fault = OutcomeUnknown(value=word[:40], known=", ".join(OUTCOMES))
            faults.append(fault.at("settings", row.number, "outcomes"))
    return tuple(outcome for outcome in OUTCOMES if outcome in asked) or None
