"""Answers as people read them: each under its question's label, choices by theirs, in the language that is active."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Shown:
    """One answer. `depth` is that of its group; `sha256` is a photo's."""

    label: str
    answer: str
    depth: int = 0
    sha256: str = ""

    @property
    def is_heading(self) -> bool:
        return not self.answer and not self.sha256


def title_of(definition: Mapping[str, Any]) -> str:
    return in_language(definition["title"])


def shown_answers(definition: Mapping[str, Any], answers: Mapping[str, Any]) -> list[Shown]:
    return list(lines(definition["questions"], answers, 0))


def lines(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Any], depth: int) -> Iterator[Shown]:
    for question in questions:
        answer = answers.get(question["name"])
        if answer is None or question["type"] == "calculate":
            continue
        label = in_language(question.get("label", {})) or question["name"]
        if question["type"] in ("group", "repeat"):
            yield from held(question, answer, label, depth)
        elif question["type"] == "image":
            yield Shown(label, "", depth, answer)
        else:
            yield Shown(label, text_of(question, answer), depth)


def held(question: Mapping[str, Any], answer: Any, label: str, depth: int) -> Iterator[Shown]:
    """A group, or the turns of a repeat, each under its heading."""
    turns = [(label, answer)]
    if question["type"] == "repeat":
        turns = [(f"{label} {number}", turn) for number, turn in enumerate(answer, start=1)]
    for heading, inner in turns:
        rows = list(lines(question["children"], inner, depth + 1))
        if rows:
            yield Shown(heading, "", depth)
            yield from rows


def text_of(question: Mapping[str, Any], answer: Any) -> str:
    if question["type"] in ("select_one", "select_multiple"):
        labels: dict[str, str] = {choice["value"]: in_language(choice["label"]) for choice in question["choices"]}
        chosen = answer if isinstance(answer, list) else [answer]
        between = "、" if (get_language() or "").startswith("zh") else ", "
        return between.join(labels.get(value, str(value)) for value in chosen)
    if question["type"] == "geopoint":
        metres = round(answer["accuracy_m"])
        within = ngettext("within %(n)s metre", "within %(n)s metres", metres) % {"n": metres}
        return _("%(lon)s, %(lat)s, %(within)s") % {
            "lon": f"{answer['lon']:.5f}",
            "lat": f"{answer['lat']:.5f}",
            "within": within,
        }
    return str(answer)


def in_language(texts: Mapping[str, str]) -> str:
    """In the reader's language, or in the form's own."""
    code = (get_language() or "").partition("-")[0]
    return texts.get(code) or next(iter(texts.values()), "")
