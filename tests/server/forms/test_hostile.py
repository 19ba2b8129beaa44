"""Files that mean harm, or that only look like a form: refused by name, within bounds of time and memory."""

import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from server.forms.compiling import compile_form
from server.forms.problems import FormRefused
from tests.server.forms.workbooks import SETTINGS, small, text, xlsx

SMALL = small(text())
SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes) -> str:
    started = time.process_time()
    with pytest.raises(FormRefused) as caught:
        compile_form(data)
    assert time.process_time() - started < 3
    first: str = caught.value.data["faults"][0]["code"]
    return first


def with_member(name: str, content: bytes, base: bytes = SMALL) -> bytes:
    """The small form with one more file in its archive, or another in its place."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(base)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return file.getvalue()


def sheet_with(inner: str, dimension: str = "A1") -> bytes:
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{inner}</sheetData></worksheet>'
    )
    return with_member(SHEET, xml.encode())


OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACRO_TYPE = b'<Types><Override ContentType="x.macroEnabled.main+xml"/></Types>'
PICTURE_ELSEWHERE = b'<Relationship Id="1" Type="x/image" TargetMode="External" Target="http://x/"/>'
PAGE_ELSEWHERE = PICTURE_ELSEWHERE.replace(b"x/image", b"x/hyperlink")
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
WIDE_ENTITIES = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x []><x/>'.encode("utf-16")
FILES = {
    "empty": (b"", "not_a_workbook"),
    "csv": (b"type,name,label\ntext,a,A\n", "not_a_workbook"),
    "cut off": (SMALL[:-200], "not_a_workbook"),
    "damaged": (SMALL[:400] + b"\x00" * 100 + SMALL[500:], "not_a_workbook"),
    "xls": (OLD_EXCEL + b"\x00" * 600, "not_a_workbook"),
    "password": (OLD_EXCEL + "EncryptedPackage".encode("utf-16-le"), "has_password"),
    "large": (b"PK" + b"\x00" * 1_000_001, "file_too_large"),
    "macros": (with_member("xl/vbaProject.bin", b"macro"), "has_macros"),
    "macros by type": (with_member("[Content_Types].xml", MACRO_TYPE), "has_macros"),
    "another workbook": (with_member("xl/externalLinks/externalLink1.xml", b"<a/>"), "has_links"),
    "a picture elsewhere": (with_member("xl/_rels/x.rels", PICTURE_ELSEWHERE), "has_links"),
    "an object": (with_member("xl/embeddings/oleObject1.bin", b"x"), "has_embedded"),
    "entities": (with_member(SHEET, ENTITIES), "not_a_workbook"),
    "wide entities": (with_member(SHEET, WIDE_ENTITIES), "not_a_workbook"),
    "no XML": (with_member(SHEET, b"<worksheet"), "not_a_workbook"),
    "bomb": (with_member("bomb.xml", b"\x00" * 60_000_000), "unpacks_too_large"),
}


@pytest.mark.parametrize(("data", "code"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_plain_workbook_is_refused_by_name(data, code):
    assert refused(data) == code


def test_a_hyperlink_in_a_cell_is_only_text():
    data = with_member("xl/worksheets/_rels/other.xml.rels", PAGE_ELSEWHERE)
    assert compile_form(data)["code"] == "small"


def test_ten_thousand_rows_are_refused_by_their_sheet():
    rows = [["text", f"q{n}", "甲"] for n in range(10_000)]
    data = xlsx({"survey": [["type", "name", "label"], *rows], "settings": SETTINGS})
    assert refused(data) == "too_many_rows"


def test_a_hundred_columns_are_refused():
    data = xlsx({"survey": [[f"c{n}" for n in range(100)]], "settings": SETTINGS})
    assert refused(data) == "too_many_columns"


@pytest.mark.parametrize(
    "inner",
    ['<row r="1048576"><c r="A1048576"><v>1</v></c></row>', '<row r="1"><c r="XFD1"><v>1</v></c></row>'],
    ids=["last row", "last column"],
)
def test_a_sheet_that_calls_itself_huge_is_not_believed(inner):
    tracemalloc.start()
    assert refused(sheet_with(inner, "A1:XFD1048576")) in ("too_many_columns", "no_questions")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000_000


def test_a_thousand_files_in_one_are_refused():
    file = BytesIO(SMALL)
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(1000):
            archive.writestr(f"xl/{number}.xml", b"")
    assert refused(file.getvalue()) == "unpacks_too_large"


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"])
def test_formulas_are_not_read(cell):
    assert refused(small(text(hint=cell))) == "formula_cell"


def test_a_flood_of_faults_is_cut():
    with pytest.raises(FormRefused) as caught:
        compile_form(small(*({"type": "audio", "name": f"q{n}"} for n in range(900))))
    assert (len(caught.value.data["faults"]), caught.value.data["count"]) == (50, 901)
