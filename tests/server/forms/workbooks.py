"""Workbooks as an office would save them."""

import json
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from tests.contract.messages import CONTRACT

VECTORS: dict[str, Any] = json.loads((CONTRACT / "examples" / "forms.json").read_text())
Sheets = dict[str, list[list[Any]]]

SETTINGS = [["form_id", "form_title"], ["small", "小表"]]


def xlsx(sheets: Sheets) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def small(*rows: dict[str, Any], choices: list[list[Any]] | None = None, settings: Any = SETTINGS) -> bytes:
    """A form in one language of these rows, the first in row 2."""
    columns = list({column: None for row in rows for column in row})
    survey = [columns, *([row.get(column) for column in columns] for row in rows)]
    return xlsx({"survey": survey, "settings": settings, **({"choices": choices} if choices else {})})


def text(name: str = "remark", **cells: Any) -> dict[str, Any]:
    return {"type": "text", "name": name, "label": "有什么要说的？", **cells}
