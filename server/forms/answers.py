"""Whether answers fit a form's version: names, types, choices, sizes. Nothing is computed again: what was relevant,
required or within bounds, the phone has decided with the worker, and a visit is never lost over it."""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from server.forms.defaults import TIME, is_day
from server.forms.limits import ANSWER_LENGTH, ANSWERS_BYTES, LARGEST_INTEGER, TURNS
from server.forms.problems import BadAnswer
from server.forms.types import HOLDERS

Question = Mapping[str, Any]
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
# The largest double is a number too, and PostgreSQL's JSON holds it; but nothing that is measured is larger than this.
LARGEST_DECIMAL = 1e15


@dataclass(frozen=True)
class FilledForm:
    """What a visit brings: which form, which version of it, and the answers by name."""

    code: str
    version: int
    answers: Mapping[str, Any]

    def as_data(self) -> dict[str, Any]:
        return {"code": self.code, "version": self.version, "answers": dict(self.answers)}


def check_answers(definition: Mapping[str, Any], answers: Mapping[str, Any], photos: Collection[str]) -> None:
    """Raises BadAnswer for the first that does not fit. `photos` are the hashes that the visit lists."""
    try:
        size = len(orjson.dumps(answers))
    except TypeError as error:
        # Nested too deep, or half a character: no form holds either.
        raise BadAnswer(path="", fault="wrong_type") from error
    if size > ANSWERS_BYTES:
        raise BadAnswer(path="", fault="too_large")
    for path, sha256 in group(definition["questions"], answers, ""):
        if sha256 not in photos:
            raise BadAnswer(path=path, fault="not_a_photo")


def group(questions: Sequence[Question], answers: Mapping[str, Any], at: str) -> Iterator[tuple[str, str]]:
    """Checks an object of answers; gives the images that it names, with their paths."""
    known = {question["name"]: question for question in questions}
    for name, answer in answers.items():
        path = f"{at}/{name}"
        question = known.get(name)
        if question is None or question["type"] == "note":
            raise BadAnswer(path=path[:200], fault="unknown_question")
        if question["type"] in HOLDERS:
            yield from holder(question, answer, path)
            continue
        if fault := fault_of(question, answer):
            raise BadAnswer(path=path, fault=fault)
        if question["type"] == "image":
            yield path, answer


def holder(question: Question, answer: Any, path: str) -> Iterator[tuple[str, str]]:
    turns = {path: answer}
    if question["type"] == "repeat":
        if not isinstance(answer, list):
            raise BadAnswer(path=path, fault="wrong_type")
        if len(answer) > TURNS:
            raise BadAnswer(path=path, fault="too_many")
        turns = {f"{path}[{number}]": turn for number, turn in enumerate(answer, start=1)}
    for at, inner in turns.items():
        if not isinstance(inner, dict):
            raise BadAnswer(path=at, fault="wrong_type")
        yield from group(question["children"], inner, at)


def fault_of(question: Question, answer: Any) -> str | None:
    """What is wrong with the answer to one question."""
    kind = question["type"]
    if kind in ("text", "calculate") and isinstance(answer, str) and len(answer) > ANSWER_LENGTH:
        return "too_long"
    if kind in ("select_one", "select_multiple"):
        return choice_fault(question, answer)
    return None if FITS[kind](answer) else "wrong_type"


def choice_fault(question: Question, answer: Any) -> str | None:
    chosen = [answer] if question["type"] == "select_one" else answer
    if not isinstance(chosen, list) or not chosen or not all(isinstance(value, str) for value in chosen):
        return "wrong_type"
    if len(set(chosen)) != len(chosen):
        return "wrong_type"
    return None if set(chosen) <= {choice["value"] for choice in question["choices"]} else "not_a_choice"


def is_text(answer: Any) -> bool:
    """PostgreSQL cannot store a NUL character."""
    return isinstance(answer, str) and answer != "" and "\x00" not in answer


def is_integer(answer: Any) -> bool:
    return isinstance(answer, int) and not isinstance(answer, bool) and abs(answer) <= LARGEST_INTEGER


def is_number(answer: Any) -> bool:
    if not isinstance(answer, int | float) or isinstance(answer, bool):
        return False
    return abs(answer) <= LARGEST_DECIMAL and math.isfinite(answer)


def is_position(answer: Any) -> bool:
    if not isinstance(answer, dict) or answer.keys() != {"lon", "lat", "accuracy_m"}:
        return False
    lon, lat, accuracy = answer["lon"], answer["lat"], answer["accuracy_m"]
    if not (is_number(lon) and is_number(lat) and is_number(accuracy)):
        return False
    return bool(abs(lon) <= 180 and abs(lat) <= 90 and accuracy >= 0)


FITS: Mapping[str, Callable[[Any], bool]] = {
    "text": is_text,
    "integer": is_integer,
    "decimal": is_number,
    "date": lambda answer: isinstance(answer, str) and is_day(answer),
    "time": lambda answer: isinstance(answer, str) and TIME.fullmatch(answer) is not None,
    "image": lambda answer: isinstance(answer, str) and SHA256.fullmatch(answer) is not None,
    "geopoint": is_position,
    "calculate": lambda answer: isinstance(answer, bool) or is_number(answer) or is_text(answer),
}
