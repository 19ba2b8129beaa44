"""A workbook becomes the definition of the contract, or is refused with each fault by sheet, row and column."""

from datetime import date

import pytest

from server.forms.compiling import compile_form
from server.forms.problems import FormRefused
from tests.contract.messages import hold
from tests.server.forms.workbooks import SETTINGS, VECTORS, small, text, xlsx

LISTS = [["list_name", "name", "label"], ["state", "good", "好"], ["state", "poor", "不好"]]


def faults_of(data: bytes) -> list[tuple[str, str, int, str]]:
    with pytest.raises(FormRefused) as caught:
        compile_form(data)
    assert all(fault["message"] for fault in caught.value.data["faults"])
    return [(fault["code"], fault["sheet"], fault["row"], fault["column"]) for fault in caught.value.data["faults"]]


@pytest.mark.parametrize("form", VECTORS["forms"], ids=lambda form: form["definition"]["code"])
def test_a_workbook_becomes_its_definition(form):
    found = compile_form(xlsx(form["sheets"]))
    assert {**found, "version": 1} == form["definition"]
    hold("form.schema.json", "definition", {**found, "version": 1})


def test_one_language_without_a_name_is_the_offices_own():
    found = compile_form(small(text(hint="不写姓名", appearance="multiline")))
    assert (found["languages"], found["title"]) == (["zh"], {"zh": "小表"})
    assert found["questions"] == [
        {
            "name": "remark",
            "type": "text",
            "label": {"zh": "有什么要说的？"},
            "hint": {"zh": "不写姓名"},
            "appearance": "multiline",
        }
    ]


def test_the_default_language_comes_first_and_one_title_stands_for_all():
    sheets = {
        "survey": [["type", "name", "label::中文 (zh)", "label::English (en)"], ["text", "a", "甲", "A"]],
        "settings": [
            ["form_id", "form_title", "default_language", "version"],
            ["small", "Small", "English (en)", "2026112201"],
        ],
    }
    found = compile_form(xlsx(sheets))
    assert (found["languages"], found["title"]) == (["en", "zh"], {"en": "Small", "zh": "Small"})


def test_aliases_and_excels_own_values_are_understood():
    data = small(
        {"type": "begin group", "name": "about", "relevance": "1 = 1"},
        {"type": "select one state", "name": "state", "label": "怎么样", "default": "good"},
        {"type": "photo", "name": "picture", "label": "照片"},
        {"type": "date", "name": "day", "label": "哪天", "default": date(2026, 11, 22)},
        {"type": "integer", "name": "many", "label": "几个", "default": 5.0, "required": True},
        {"type": "decimal", "name": "share", "label": "多少", "default": 0.5, "required": "no"},
        {"type": "select_multiple state", "name": "states", "label": "哪些", "default": "good poor"},
        {"type": "text", "name": "words", "label": "说", "default": "“你好”", "constraint": "string-length(.) < 5"},
        {"type": "end group"},
        choices=LISTS,
    )
    group = compile_form(data)["questions"][0]
    assert (group["name"], group["relevant"]) == ("about", ["=", 1, 1])
    asked = {child["name"]: child for child in group["children"]}
    defaults = {name: child.get("default") for name, child in asked.items()}
    assert defaults == {
        "state": "good",
        "picture": None,
        "day": "2026-11-22",
        "many": 5,
        "share": 0.5,
        "states": "good poor",
        "words": "“你好”",
    }
    assert (asked["many"]["required"], "required" in asked["share"], asked["picture"]["type"]) == (True, False, "image")


def test_all_faults_are_told_at_once_in_their_order():
    data = small(
        text("a", relevant="${nobody} = 1"),
        text("b", label=None),
        {"type": "barcode", "name": "c", "label": "码"},
        text("a", relevant="${c} = 'a row that cannot be read has its name all the same'"),
        settings=[["form_id", "form_title", "outcomes"], ["Small Form", "小表", "met gone"]],
    )
    assert faults_of(data) == [
        ("code_unusable", "settings", 2, "form_id"),
        ("outcome_unknown", "settings", 2, "outcomes"),
        ("unknown_reference", "survey", 2, "relevant"),
        ("value_missing", "survey", 3, "label"),
        ("type_unsupported", "survey", 4, "type"),
        ("name_taken", "survey", 5, "name"),
    ]


def test_a_language_that_is_none_is_named_with_its_header():
    assert faults_of(small(text(**{"label::Français": "a"}))) == [("language_unknown", "survey", 1, "label::Français")]


def test_rows_keep_their_numbers_past_empty_ones():
    data = small(text("a"), {}, {}, text("b", constraint=". >> 3"))
    assert faults_of(data) == [("expression_unreadable", "survey", 5, "constraint")]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (text(type="audio"), "type_unsupported", "type"),
        (text(type="start"), "type_unsupported", "type"),
        (text(type="deviceid"), "type_unsupported", "type"),
        (text(type="rank state"), "type_unsupported", "type"),
        (text(type="geotrace"), "type_unsupported", "type"),
        (text(type="start-geopoint"), "type_unsupported", "type"),
        (text(type="select_one_from_file towns.csv"), "type_unsupported", "type"),
        (text(type="select_one"), "type_unsupported", "type"),
        (text(type="select_one state or_other"), "or_other", "type"),
        (text(type="select_one towns"), "list_unknown", "type"),
        (text(type=None), "value_missing", "type"),
        (text(name=None), "value_missing", "name"),
        (text(name="2nd"), "name_unusable", "name"),
        (text(name="姓名"), "name_unusable", "name"),
        (text(name="meta"), "name_unusable", "name"),
        (text(choice_filter="true()"), "column_unsupported", "choice_filter"),
        (text(**{"bind::jr:preload": "uid"}), "column_unsupported", "bind::jr:preload"),
        (text(**{"media::image": "a.png"}), "column_unsupported", "media::image"),
        (text(trigger="${a}"), "column_unsupported", "trigger"),
        (text(**{"hint::en": "a"}), "text_missing", "label::en"),
        (text(label="你好，${remark}"), "answer_in_text", "label::zh"),
        (text(label="好" * 1001), "cell_too_long", "label::zh"),
        (text(appearance="signature"), "appearance_unsupported", "appearance"),
        (text(read_only="perhaps"), "yes_or_no", "read_only"),
        (text(calculation="1 + 1"), "column_not_here", "calculation"),
        (text(repeat_count="3"), "column_not_here", "repeat_count"),
        (text(type="note", required="yes"), "column_not_here", "required"),
        (text(type="image", default="a.jpg"), "column_not_here", "default"),
        ({"type": "calculate", "name": "c"}, "value_missing", "calculation"),
        (text(type="integer", default="many"), "default_unusable", "default"),
        (text(type="date", default="20261122"), "default_unusable", "default"),
        (text(type="select_one state", default="fair"), "default_unusable", "default"),
        (text(default="concat(${remark}, '')"), "default_refers", "default"),
        (text(required="pulldata('a', 'b', 'c', 'd')"), "unknown_function", "required"),
        (text(relevant="${remark} = 1"), "goes_in_circles", ""),
        (text(relevant="=1+1"), "formula_cell", "relevant"),
        (text(relevant="a" * 4001), "cell_too_long", "relevant"),
    ],
)  # fmt: skip
def test_what_is_not_supported_is_refused_by_name(row, code, column):
    assert (code, "survey", 2, column) in faults_of(small(row, choices=LISTS))


GROUP, END_GROUP = {"type": "begin_group", "name": "g"}, {"type": "end_group"}
REPEAT, END_REPEAT = {"type": "begin_repeat", "name": "r"}, {"type": "end_repeat"}
DEEP = [{"type": "begin_group", "name": f"g{n}"} for n in range(6)]
COUNTED = {"type": "calculate", "name": "n", "calculation": "count(${remark})"}


@pytest.mark.parametrize(
    ("rows", "code", "row"),
    [
        ([GROUP, text()], "begin_without_end", 2),
        ([text(), END_GROUP], "end_without_begin", 3),
        ([GROUP, text(), END_REPEAT], "end_without_begin", 4),
        ([REPEAT, {**REPEAT, "name": "q"}, text(), END_REPEAT, END_REPEAT], "repeat_in_repeat", 3),
        ([*DEEP, text(), *[END_GROUP] * 6], "groups_too_deep", 7),
        ([text("a", relevant="${b} = 1"), text("b", relevant="${a} = 1")], "goes_in_circles", 2),
        ([{**GROUP, "relevant": "${remark} = 1"}, text(), END_GROUP], "goes_in_circles", 2),
        ([{**REPEAT, "repeat_count": "${n}"}, text(), END_REPEAT, COUNTED], "goes_in_circles", 2),
        ([text("Same"), text("same")], "name_taken", 3),
        ([REPEAT, text(), END_REPEAT, text("b", relevant="${remark} = 1")], "many_answers", 5),
    ],
)
def test_what_does_not_hold_together_is_refused(rows, code, row):
    assert (code, row) in [(fault[0], fault[2]) for fault in faults_of(small(*rows))]


@pytest.mark.parametrize(
    ("choices", "code", "row"),
    [
        ([["list_name", "name", "label"], ["state", "very good", "好"]], "choice_unusable", 2),
        ([["list_name", "name", "label"], ["state", "good", "好"], ["state", "good", "很好"]], "choice_taken", 3),
        ([["list_name", "name", "label"], ["state", "good", None]], "value_missing", 2),
        ([["list_name", "name", "label"], [None, "good", "好"], ["state", "good", "好"]], "value_missing", 2),
        ([["list_name", "name", "label", "town"], ["state", "good", "好", "east"]], "column_unsupported", 2),
        ([["list_name", "name", "label"], *(["state", f"c{n}", "好"] for n in range(201))], "list_too_long", 0),
    ],
)
def test_lists_are_checked_too(choices, code, row):
    data = small(text(type="select_one state"), choices=choices)
    assert (code, "choices", row) in [fault[:3] for fault in faults_of(data)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["form_id", "form_title"]], "value_missing"),
        ([["form_id", "form_title"], ["small", None]], "value_missing"),
        ([["form_id", "form_title"], ["small", "长" * 61]], "cell_too_long"),
        ([["form_id", "form_title", "instance_name"], ["small", "小", "concat('a')"]], "column_unsupported"),
        ([["form_id", "form_title", "submission_url"], ["small", "小", "http://example.org"]], "column_unsupported"),
        ([["form_id", "form_title", "default_language"], ["small", "小", "Klingon!"]], "language_unknown"),
        ([["form_id", "Form_ID", "form_title"], ["small", "small", "小"]], "column_twice"),
    ],
)
def test_settings_are_checked_too(rows, code):
    assert code in [fault[0] for fault in faults_of(small(text(), settings=rows))]


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"settings": SETTINGS}, "sheet_missing"),
        ({"survey": [["type"], ["text"]]}, "sheet_missing"),
        ({"survey": [["type", "name"]], "settings": SETTINGS}, "no_questions"),
        ({"survey": [["type"]], "settings": SETTINGS, "entities": [["a"]]}, "sheet_unsupported"),
    ],
)
def test_a_workbook_needs_its_sheets(sheets, code):
    assert code in [fault[0] for fault in faults_of(xlsx(sheets))]


def test_other_sheets_are_the_offices_own():
    sheets = {
        "说明": [["先看这里", "=1+1"]],
        "survey": [["type", "name", "label"], ["text", "a", "甲"]],
        "Settings": SETTINGS,
    }
    assert compile_form(xlsx(sheets))["code"] == "small"


def test_three_hundred_questions_are_too_many():
    assert ("too_many_questions", "survey", 0, "") in faults_of(small(*(text(f"q{n}") for n in range(301))))


def test_what_phones_could_not_hold_is_refused():
    assert faults_of(small(*(text(f"q{n}", label="好" * 900) for n in range(100)))) == [("too_much_in_all", "", 0, "")]
