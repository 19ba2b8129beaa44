"""The types of questions: how XLSForm calls them, and which columns mean something for each."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.forms.faults import OrOther, TypeUnsupported

ASKED = frozenset(
    {
        "label",
        "hint",
        "relevant",
        "required",
        "required_message",
        "constraint",
        "constraint_message",
        "default",
        "calculation",
        "read_only",
    }
)


@dataclass(frozen=True)
class QuestionType:
    columns: frozenset[str]
    appearances: frozenset[str] = frozenset()
    # Whether somebody sees it, and so it needs a label.
    is_shown: bool = True


TYPES: Mapping[str, QuestionType] = {
    "text": QuestionType(ASKED, frozenset({"multiline"})),
    "integer": QuestionType(ASKED),
    "decimal": QuestionType(ASKED),
    "date": QuestionType(ASKED),
    "time": QuestionType(ASKED),
    "select_one": QuestionType(ASKED, frozenset({"minimal"})),
    "select_multiple": QuestionType(ASKED, frozenset({"minimal"})),
    "image": QuestionType(frozenset({"label", "hint", "relevant", "required", "required_message"})),
    "geopoint": QuestionType(frozenset({"label", "hint", "relevant", "required", "required_message"})),
    "note": QuestionType(frozenset({"label", "hint", "relevant"})),
    "calculate": QuestionType(frozenset({"calculation", "relevant", "label"}), is_shown=False),
    "group": QuestionType(frozenset({"label", "hint", "relevant"}), frozenset({"field-list"}), is_shown=False),
    "repeat": QuestionType(
        frozenset({"label", "hint", "relevant", "repeat_count"}), frozenset({"field-list"}), is_shown=False
    ),
}
SELECTS = ("select_one", "select_multiple")
HOLDERS = ("group", "repeat")
ALIASES: Mapping[str, str] = {
    "string": "text",
    "int": "integer",
    "photo": "image",
    "select1": "select_one",
    "begin group": "begin_group",
    "end group": "end_group",
    "begin repeat": "begin_repeat",
    "end repeat": "end_repeat",
}
SUPPORTED = ", ".join(
    f"{name} LIST" if name in SELECTS else f"begin_{name} … end_{name}" if name in HOLDERS else name for name in TYPES
)


@dataclass(frozen=True)
class Kind:
    """What a row of the survey is: a question, or the begin or end of a group or repeat."""

    type: str
    list_name: str = ""
    step: str = ""

    @property
    def text(self) -> str:
        """As pyxform is given it."""
        return f"{self.step}_{self.type}" if self.step else f"{self.type} {self.list_name}".strip()


def kind_of(cell: str) -> Kind:
    """Raises TypeUnsupported, OrOther."""
    words = " ".join(cell.split())
    words = ALIASES.get(
        words, words.replace("select one ", "select_one ").replace("select multiple ", "select_multiple ")
    )
    name, _, rest = words.partition(" ")
    if name in SELECTS and rest:
        list_name, _, other = rest.partition(" ")
        if other:
            raise OrOther
        return Kind(name, list_name)
    step, _, holder = name.partition("_")
    if step in ("begin", "end") and holder in HOLDERS and not rest:
        return Kind(holder, step=step)
    if rest or name not in TYPES or name in (*SELECTS, *HOLDERS):
        raise TypeUnsupported(type=words[:60], supported=SUPPORTED)
    return Kind(name)
