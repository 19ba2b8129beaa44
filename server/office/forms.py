"""The rows of the page of forms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.forms.models import Form, FormVersion
from server.forms.showing import title_of
from server.visits.models import VisitOutcome

LANGUAGES: Mapping[str, str] = {"zh": "中文", "en": "English"}


@dataclass(frozen=True)
class FormRow:
    """A form by its newest version. `earlier` are the others, the newest first."""

    form: Form
    newest: FormVersion
    earlier: Sequence[FormVersion]

    @property
    def title(self) -> str:
        return title_of(self.newest.definition)

    @property
    def outcomes(self) -> list[str]:
        """As people call them; empty is after every outcome."""
        asked = self.newest.definition.get("outcomes") or []
        return [str(VisitOutcome(outcome).label) for outcome in asked]

    @property
    def languages(self) -> list[str]:
        return [LANGUAGES.get(code, code) for code in self.newest.definition["languages"]]

    @property
    def asked(self) -> int:
        """How many questions somebody may be asked."""
        return asked_in(self.newest.definition["questions"])


def asked_in(questions: Sequence[Mapping[str, Any]]) -> int:
    unasked = ("note", "calculate", "group", "repeat")
    return sum((question["type"] not in unasked) + asked_in(question.get("children", ())) for question in questions)


def in_use_and_retired(forms: Iterable[Form]) -> tuple[list[FormRow], list[FormRow]]:
    rows = [FormRow(form, versions[0], versions[1:]) for form in forms if (versions := list(form.versions.all()))]
    return [row for row in rows if row.form.retired_at is None], [row for row in rows if row.form.retired_at]
