"""The sheets of a workbook as rows of texts, each with its number in the spreadsheet; formulas are faults."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from pyxform.xls2json_backends import xlsx_value_to_str

from server.forms.archive import check_archive
from server.forms.faults import (
    CellTooLong,
    ColumnTwice,
    ErrorCell,
    FormFault,
    FormulaCell,
    NotAWorkbook,
    SheetMissing,
    SheetUnsupported,
    TooManyColumns,
    TooManyRows,
)
from server.forms.limits import CELL_LENGTH, COLUMNS, ROWS

READ = ("survey", "choices", "settings")
# Sheets that mean something to XLSForm and nothing here. Any other sheet is the office's own.
UNSUPPORTED = frozenset({"external_choices", "entities", "osm", "cascades"})


@dataclass(frozen=True)
class Row:
    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheet:
    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


Workbook = Mapping[str, Sheet]


def read_workbook(data: bytes) -> tuple[Workbook, list[FormFault]]:
    """The sheets, and what is wrong with single cells. Raises the FormFault of a file that cannot be read at all."""
    check_archive(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        names = {name.strip().lower(): name for name in book.sheetnames}
        # Read now: the lazy reader stumbles over damaged rows as late as the last one.
        found = {name: list(rows_of(book[names[name]])) for name in READ if name in names}
    except FormFault:
        raise
    except Exception as error:
        # openpyxl raises whatever it stumbles over: of a damaged file that is any error there is.
        raise NotAWorkbook from error
    if odd := UNSUPPORTED & names.keys():
        raise SheetUnsupported(sheet=min(odd))
    for needed in ("survey", "settings"):
        if needed not in found:
            raise SheetMissing(sheet=needed)
    faults: list[FormFault] = []
    return {name: sheet_of(name, cells, faults) for name, cells in found.items()}, faults


def rows_of(sheet: Any) -> Iterator[list[tuple[Any, str]]]:
    """Value and kind of each cell. A sheet may call itself a million rows long: only so many are looked at."""
    for number, row in enumerate(sheet.iter_rows(max_row=ROWS + 2, max_col=COLUMNS + 1), start=1):
        cells = [(cell.value, cell.data_type) for cell in row]
        filled = any(value is not None for value, _ in cells)
        if number > ROWS + 1 and filled:
            raise TooManyRows(limit=ROWS).at(sheet.title)
        if len(cells) > COLUMNS and cells[COLUMNS][0] is not None:
            raise TooManyColumns(limit=COLUMNS).at(sheet.title, number)
        yield cells


def sheet_of(name: str, found: Sequence[list[tuple[Any, str]]], faults: list[FormFault]) -> Sheet:
    header = [text_of(value) for value, _ in found[0]] if found else []
    faults += [
        ColumnTwice(column=column).at(name, 1, column)
        for index, column in enumerate(header)
        if column and column in header[:index]
    ]
    rows = []
    for number, line in enumerate(found[1:], start=2):
        cells: dict[str, str] = {}
        for index, (value, kind) in enumerate(line):
            column = header[index] if index < len(header) else ""
            text = text_of(value)
            if fault := fault_of(text, kind):
                faults.append(fault.at(name, number, column or get_column_letter(index + 1)))
            elif text and column:
                cells[column] = text
        if cells:
            rows.append(Row(number, cells))
    return Sheet(name, tuple(column for column in header if column), tuple(rows))


def text_of(value: Any) -> str:
    """A cell as XLSForm's own reader takes it: 5.0 is 5, a no-break space is a space; but a day is only a day."""
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date().isoformat()
    if isinstance(value, str):
        value = value.strip()
    return "" if value in (None, "") else str(xlsx_value_to_str(value)).strip()


def fault_of(text: str, kind: str) -> FormFault | None:
    if kind == "f":
        return FormulaCell()
    if kind == "e":
        return ErrorCell()
    return CellTooLong(limit=CELL_LENGTH) if len(text) > CELL_LENGTH or "\x00" in text else None
