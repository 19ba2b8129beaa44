"""From the office's definition to a form: tolerant of what it does not need, and a clear refusal of what it can't ask.

A newer server may add parts to a question; a new type of question or a new function can't be guessed at.
"""

import heapq
from collections.abc import Iterator, Mapping
from typing import Any

from mobile.forms.definition import TYPES, Choice, Form, Path, Question
from mobile.forms.expressions import Expression, read_expression
from mobile.forms.problems import FormUnusable
from mobile.forms.texts import Texts

MOST_QUESTIONS = 1000
DEEPEST = 20
MESSAGES = ("label", "hint", "required_message", "constraint_message")
EXPRESSIONS = ("relevant", "constraint", "default", "calculation", "count")


def read_form(definition: Any) -> Form:
    """Raises `FormUnusable`, and nothing else, whatever it is given."""
    raw = mapping(definition)
    if raw.get("purpose") != "visit":
        raise FormUnusable("purpose_unknown", str(raw.get("purpose")))
    version = raw.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise FormUnusable("unreadable", "version")
    questions = tuple(read_questions(raw.get("questions"), (), None))
    by_path: dict[Path, Question] = {}
    for top in questions:
        for question in top.walk():
            if question.path in by_path or len(by_path) >= MOST_QUESTIONS:
                raise FormUnusable("name_twice" if question.path in by_path else "too_many", written(question.path))
            by_path[question.path] = question
    check_refs(by_path)
    outcomes = raw.get("outcomes")
    return Form(
        code=text(raw, "code"),
        version=version,
        outcomes=tuple(map(str, outcomes)) if isinstance(outcomes, list) else None,
        languages=tuple(str(it) for it in raw.get("languages") or ()),
        title=Texts.read(raw.get("title")),
        questions=questions,
        by_path=by_path,
        order=ordered(by_path),
        watchers=watchers_of(by_path),
    )


def read_questions(raw: Any, parent: Path, repeat: Path | None) -> Iterator[Question]:
    if not isinstance(raw, list) or len(parent) > DEEPEST:
        raise FormUnusable("unreadable", written(parent))
    for node in map(mapping, raw):
        yield read_question(node, (*parent, text(node, "name")), repeat)


def read_question(node: Mapping[str, Any], path: Path, repeat: Path | None) -> Question:
    kind = node.get("type")
    if kind not in TYPES or (kind == "repeat" and repeat is not None):
        raise FormUnusable("type_unknown", str(kind))
    inside = path if kind == "repeat" else repeat
    branch = kind in ("group", "repeat")
    parts: dict[str, Any] = {name: Texts.read(node.get(name)) for name in MESSAGES}
    parts |= {name: expression(node, name, path) for name in EXPRESSIONS}
    return Question(
        path=path,
        type=kind,
        repeat=repeat,
        required=requirement(node, path),
        choices=tuple(read_choices(node, path)) if kind in ("select_one", "select_multiple") else (),
        appearance=str(node.get("appearance") or ""),
        read_only=node.get("read_only") is True,
        as_last_time=node.get("as_last_time") is True,
        children=tuple(read_questions(node.get("children"), path, inside)) if branch else (),
        **parts,
    )


def expression(node: Mapping[str, Any], name: str, path: Path) -> Expression | None:
    raw = node.get(name)
    if raw is None:
        return None
    try:
        return read_expression(raw)
    except FormUnusable as problem:
        raise FormUnusable(problem.reason, f"{written(path)} {name} {problem.where}".strip()) from None


def requirement(node: Mapping[str, Any], path: Path) -> bool | Expression:
    raw = node.get("required")
    return raw if isinstance(raw, bool) else expression(node, "required", path) or False


def read_choices(node: Mapping[str, Any], path: Path) -> Iterator[Choice]:
    raw = node.get("choices")
    if not isinstance(raw, list) or not raw:
        raise FormUnusable("unreadable", f"{written(path)} choices")
    for choice in map(mapping, raw):
        yield Choice(text(choice, "value"), Texts.read(choice.get("label")))


def check_refs(by_path: Mapping[Path, Question]) -> None:
    for question in by_path.values():
        if question.default is not None and question.default.refs:
            raise FormUnusable("reference_in_default", written(question.path))
        judged = [it.refs for it in (question.constraint,) if it is not None]
        if isinstance(question.required, Expression):
            judged.append(question.required.refs)
        for path in question.depends_on.union(*judged):
            if path not in by_path:
                raise FormUnusable("reference_unknown", f"{written(question.path)} → {written(path)}")


def watchers_of(by_path: Mapping[Path, Question]) -> dict[Path, tuple[Path, ...]]:
    found: dict[Path, list[Path]] = {path: [] for path in by_path}
    for question in by_path.values():
        for path in question.depends_on:
            found[path].append(question.path)
    return {path: tuple(watchers) for path, watchers in found.items()}


def ordered(by_path: Mapping[Path, Question]) -> dict[Path, int]:
    """Each after what it depends on; else as the office wrote them. What depends on itself has no order."""
    watchers, waits = watchers_of(by_path), {path: len(it.depends_on) for path, it in by_path.items()}
    written_at = {path: number for number, path in enumerate(by_path)}
    paths = list(by_path)
    free = [written_at[path] for path, count in waits.items() if not count]
    heapq.heapify(free)
    order: dict[Path, int] = {}
    while free:
        path = paths[heapq.heappop(free)]
        order[path] = len(order)
        for watcher in watchers[path]:
            waits[watcher] -= 1
            if not waits[watcher]:
                heapq.heappush(free, written_at[watcher])
    if len(order) < len(by_path):
        raise FormUnusable("depends_on_itself", written(next(path for path in by_path if path not in order)))
    return order


def mapping(raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise FormUnusable("unreadable", type(raw).__name__)
    return raw


def text(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value:
        raise FormUnusable("unreadable", key)
    return value


def written(path: Path) -> str:
    return "/" + "/".join(path)
