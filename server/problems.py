"""The base of every refusal: a code for programs, a sentence for people, and the data that the sentence names.

Each noun keeps its own refusals in its `problems.py`; `server.api` turns any of them into one JSON shape:
`{"code": …, "message": …, "data": {…}}`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Problem(Exception):
    """A refusal that says what is wrong and what to do.

    `code` is stable and part of the contract; `sentence` is translated and filled from `data`;
    `status` is the HTTP status at the API's door and `retry_after` its `Retry-After`.
    """

    code: ClassVar[str] = "problem"
    sentence: ClassVar[str | Promise] = _("This cannot be done.")
    status: ClassVar[int] = 400
    # Seconds after which to try again, where that helps.
    retry_after: ClassVar[int | None] = None

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code, data)
        self.data = data

    @property
    def message(self) -> str:
        """The sentence in the language that is active now."""
        return str(self.sentence) % self.data if self.data else str(self.sentence)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotFound(Problem):
    """Also the answer for what exists but lies outside the asker's scope: the two must look alike."""

    code = "not_found"
    sentence = _("There is no such record in your area.")
    status = 404


class NotAllowed(Problem):
    code = "not_allowed"
    sentence = _("Your post does not allow this.")
    status = 403


class BadInput(Problem):
    """`fields` maps a field's name, dotted where it is nested, to the sentences that say what is wrong with it."""

    code = "bad_input"
    sentence = _("Some values cannot be used: %(fields)s")
    status = 400

    def __init__(self, fields: Mapping[str, Sequence[str | Promise]]) -> None:
        super().__init__(fields={name: [str(line) for line in lines] for name, lines in fields.items()})

    @property
    def message(self) -> str:
        faults = [f"{name}: {' '.join(lines)}".removeprefix(": ") for name, lines in self.data["fields"].items()]
        return str(self.sentence) % {"fields": "; ".join(faults)}


class Conflict(Problem):
    code = "conflict"
    sentence = _("The record has changed in the meantime.")
    status = 409


class TextUnusable(Problem):
    code = "text_unusable"
    sentence = _("The text is too long (at most %(limit)s characters) or holds characters that cannot be stored.")


def check_text(text: str, *, limit: int) -> None:
    """PostgreSQL cannot store a NUL character: refused here, or one record would take its whole batch down."""
    if len(text) > limit or "\x00" in text:
        raise TextUnusable(limit=limit)
