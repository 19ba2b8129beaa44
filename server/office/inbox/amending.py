"""The form with which a desk amends what a phone sent: the fields of that verb, and what they say as `changes`.

Personal values are only in the form once they are shown in full: nobody amends what they have not read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from server.grids.scope import Scope
from server.households.models import CareCategory, HouseholdStatus
from server.households.past import RemovalReason
from server.households.removing import REASONS
from server.incidents.models import Incident, IncidentState
from server.incidents.selectors import categories_of
from server.incidents.workflow import next_steps
from server.office.inbox.rows import body_of
from server.office.inbox.sides import AMENDMENTS, Now, Side
from server.office.inbox.words import field_words, quoted
from server.organisations.models import Answer
from server.organisations.selectors import organisations_for
from server.sync.models import Operation
from server.visits.models import VisitNeed, VisitOutcome

PERSONAL = frozenset({"name", "birth_year", "care", "phone"})
FORMS: dict[str, tuple[str, ...]] = {
    "visit.record": ("outcome", "needs", "note", "next_on"),
    "visit.correct": ("outcome", "needs", "note", "next_on"),
    "incident.report": ("category", "description"),
    "incident.join": ("note",),
    "incident.step": ("to_state", "organisation_id", "note"),
    "call_out.answer": ("answer", "note"),
    "emergency.check": ("headcount", "note"),
    "resident.add": ("name", "birth_year", "care", "phone"),
    "resident.remove": ("reason",),
}
WIDGETS: dict[str, str] = {
    "outcome": "select",
    "status": "select",
    "answer": "select",
    "category": "select",
    "to_state": "select",
    "organisation_id": "select",
    "reason": "select",
    "needs": "checks",
    "care": "checks",
    "note": "words",
    "description": "words",
    "next_on": "date",
    "birth_year": "number",
    "headcount": "number",
}
LISTS = frozenset({"needs", "care"})
NOTHING: dict[str, Any] = {
    "needs": [],
    "care": [],
    "next_on": None,
    "birth_year": None,
    "headcount": None,
    "organisation_id": None,
}
# A record has a reason of its own, and so has the decision on it.
PREFIX = "value-"
YOURS, NOW, OTHER = "yours", "now", "other"


@dataclass(frozen=True)
class Field:
    """A field of the form. `came` is what a select cannot offer, since no such choice exists."""

    name: str
    label: str
    widget: str
    value: Any
    options: list[tuple[str, str]] = field(default_factory=list)
    came: str = ""


@dataclass(frozen=True)
class Choice:
    """A field of an amendment: the worker's value, the register's, or a third one."""

    side: Side
    chosen: str
    other: Field


def options_of(scope: Scope, name: str, incident: Incident | None = None) -> list[tuple[str, str]]:
    """Value and label of what a select or a row of boxes offers to this desk."""
    if name == "category":
        return [(row.code, row.shown_name) for row in categories_of(scope.street_id)]
    if name == "organisation_id":
        return [(str(row.id), row.name) for row in organisations_for(scope)]
    if name == "to_state":
        legal = next_steps(incident, scope, frozenset()) if incident else []
        return [(step.to_state.value, str(IncidentState(step.to_state).label)) for step in legal]
    if name == "reason":
        return [(code, str(label)) for code, label in RemovalReason.choices if code in REASONS]
    labels = {
        "outcome": VisitOutcome,
        "needs": VisitNeed,
        "care": CareCategory,
        "status": HouseholdStatus,
        "answer": Answer,
    }
    return [(str(code), str(label)) for code, label in labels[name].choices] if name in labels else []


def field_of(scope: Scope, name: str, value: Any, incident: Incident | None = None) -> Field:
    options = options_of(scope, name, incident)
    known = {code for code, _label in options}
    strange = WIDGETS.get(name) == "select" and value not in (None, "") and value not in known
    return Field(
        name=name,
        label=field_words(name),
        widget=WIDGETS.get(name, "line"),
        value=value if value is not None else "",
        options=options,
        came=quoted(str(value)) if strange else "",
    )


def fields_of(
    scope: Scope, operation: Operation, *, full: bool, incident: Incident | None = None, said: QueryDict | None = None
) -> list[Field]:
    """The form of a verb whose body is replaced field by field; `said` is what was sent and refused."""
    body = body_of(operation)
    shown = said.getlist("shown") if said else []
    return [
        field_of(scope, name, said_value(said, name) if name in shown and said else body.get(name), incident)
        for name in FORMS.get(operation.kind, ())
        if full or name not in PERSONAL or name in shown
    ]


def choices_of(scope: Scope, operation: Operation, sides: list[Side], said: QueryDict | None = None) -> list[Choice]:
    """The form of an amendment: a choice for each field in dispute."""
    if operation.kind not in AMENDMENTS:
        return []
    sent = said or QueryDict()
    return [
        Choice(
            side=side,
            chosen=sent.get(f"choice-{side.field}", YOURS),
            other=field_of(scope, side.field, said_value(sent, side.field)),
        )
        for side in sides
        if side.disputed
    ]


def said_value(said: QueryDict, name: str) -> Any:
    return said.getlist(PREFIX + name) if name in LISTS else said.get(PREFIX + name, "")


def changes_in(said: QueryDict, operation: Operation, now: Now) -> dict[str, Any]:
    """What the form says otherwise than the phone did, as `decisions.amend` takes it."""
    if operation.kind in AMENDMENTS:
        changes = chosen_in(said, operation, now)
        return {"changes": changes} if changes else {}
    body = body_of(operation)
    written = {
        name: value_in(said, name)
        for name in FORMS.get(operation.kind, ())
        if name in said.getlist("shown") and not is_left(said, name)
    }
    return {name: value for name, value in written.items() if not same(value, body.get(name, NOTHING.get(name, "")))}


def is_left(said: QueryDict, name: str) -> bool:
    """A select on its empty line leaves what came."""
    return WIDGETS.get(name) == "select" and not said.get(PREFIX + name)


def chosen_in(said: QueryDict, operation: Operation, now: Now) -> dict[str, Any]:
    yours = body_of(operation).get("changes")
    chosen: dict[str, Any] = {}
    for name in yours if isinstance(yours, Mapping) else ():
        choice = said.get(f"choice-{name}")
        if choice == NOW and name in now.values:
            chosen[name] = now.values[name]
        elif choice == OTHER:
            chosen[name] = value_in(said, name)
    return chosen


def same(value: Any, other: Any) -> bool:
    return (
        sorted(value) == sorted(map(str, other))
        if isinstance(value, list) and isinstance(other, list)
        else (value == other)
    )


READERS: dict[str, Callable[[str], Any]] = {
    "birth_year": lambda text: int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text or None,
    "next_on": lambda text: text or None,
    "organisation_id": lambda text: text or None,
}


def value_in(said: QueryDict, name: str) -> Any:
    """One value as the phone would have sent it. What cannot be read goes on as it is, and is refused in words."""
    if name in LISTS:
        return said.getlist(PREFIX + name)
    # Browsers end the lines of a form in their own way.
    text = said.get(PREFIX + name, "").strip().replace("\r\n", "\n")
    return READERS[name](text) if name in READERS else text
