"""Small definitions for tests: `form(question("age", "integer"), …)`."""

from datetime import UTC, datetime
from typing import Any

from mobile.forms import FilledForm, read_form

NOW = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)


def question(name: str, kind: str = "text", **parts: Any) -> dict[str, Any]:
    node = {"name": name, "type": kind, "label": {"zh": f"{name}？", "en": f"{name}?"}, **parts}
    if kind in ("select_one", "select_multiple") and "choices" not in parts:
        node["choices"] = [{"value": it, "label": {"zh": it, "en": it}} for it in ("a", "b", "c")]
    return node


def definition(*questions: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {
        "code": "check",
        "version": 1,
        "purpose": "visit",
        "outcomes": None,
        "languages": ["zh", "en"],
        "title": {"zh": "表", "en": "Form"},
        "questions": list(questions),
        **parts,
    }


def fill(*questions: dict[str, Any], draft: dict[str, Any] | None = None) -> FilledForm:
    return FilledForm(read_form(definition(*questions)), NOW, draft)
