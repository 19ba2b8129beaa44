"""The survey through `pyxform`, the field's own reader of XLSForm: what it cannot turn into an XForm is no form.

It is given what our own checks have left, under its own names; so its words, in English and by row at best, are rare.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import structlog
from pyxform.builder import create_survey_element_from_dict
from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import DefinitionData

from server.forms.faults import NotForPyxform
from server.forms.settings_sheet import FormSettings
from server.forms.survey import Line
from server.forms.workbook import Row, Sheet

Element = Mapping[str, Any]
log = structlog.get_logger(__name__)

REASON_LENGTH = 300
# Added by pyxform to every form.
ITS_OWN = "meta"


def tree_of(lines: Sequence[Line], choices: Sheet | None, settings: FormSettings, languages: Sequence[str]) -> Element:
    """The survey as nested elements. Raises NotForPyxform."""
    definition = DefinitionData(
        survey=numbered([Row(line.row.number, {**line.row.cells, "type": line.kind.text}) for line in lines]),
        survey_header=[{key: None for line in lines for key in line.row.cells}],
        choices=numbered(choices.rows) if choices else None,
        choices_header=[dict.fromkeys(choices.header)] if choices else None,
        settings=[settings_row(settings, languages[0])],
        settings_header=[dict.fromkeys(settings_row(settings, languages[0]))],
        sheet_names=["survey", "choices", "settings"],
    )
    try:
        tree: Element = workbook_to_json(definition, form_name="data", warnings=[])
        create_survey_element_from_dict(dict(tree)).to_xml(validate=False)
    except PyXFormError as error:
        raise NotForPyxform(reason=" ".join(str(error).split())[:REASON_LENGTH]) from error
    except Exception as error:
        # Not every fault of a form has an error class of its own there; whatever it is, this form is not taken.
        log.warning("pyxform_stumbled", error=type(error).__name__)
        raise NotForPyxform(reason=type(error).__name__) from error
    return tree


def numbered(rows: Sequence[Row]) -> list[dict[str, str]]:
    """The rows at their places, as pyxform counts them: from 2, with empty ones between."""
    places: list[dict[str, str]] = [{} for _ in range(rows[-1].number - 1)] if rows else []
    for row in rows:
        places[row.number - 2] = dict(row.cells)
    return places


def settings_row(settings: FormSettings, language: str) -> dict[str, str]:
    return {
        "form_id": settings.code,
        "form_title": settings.title[language],
        "default_language": language,
    }


def children_of(element: Element) -> Iterator[Element]:
    return (child for child in element.get("children", ()) if child["name"] != ITS_OWN)
