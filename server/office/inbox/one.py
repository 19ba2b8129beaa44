"""One record that waits, with all that its page shows: what came, what stands now, what each act would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import QueryDict

from server.grids.scope import Scope
from server.incidents.models import Incident
from server.office.inbox.amending import Choice, Field, choices_of, fields_of
from server.office.inbox.outcome import is_settled
from server.office.inbox.rows import Row, body_of, rows_of
from server.office.inbox.sides import AMENDMENTS, Now, Side, now_of, sides_of
from server.office.inbox.words import KINDS, field_words, label_of, value_words
from server.organisations.selectors import organisations_for
from server.photos.selectors import PhotoCount, photo_counts
from server.privacy.masking import masked_name
from server.sync.inbox import waiting_behind
from server.sync.models import Decision, Operation
from server.sync.office_view import masked
from server.sync.reading import as_uuid
from server.sync.verbs import VERBS
from server.visits.models import Visit

SHOWN: dict[str, tuple[str, ...]] = {
    "visit.record": ("outcome", "needs", "note", "next_on", "form"),
    "visit.correct": ("outcome", "needs", "note", "next_on", "form"),
    "incident.report": ("category", "description", "location_source"),
    "incident.join": ("note",),
    "incident.step": ("to_state", "organisation_id", "note"),
    "call_out.answer": ("answer", "note"),
    "emergency.check": ("headcount", "note"),
    "resident.add": ("name", "birth_year", "care", "phone"),
    "resident.remove": ("reason",),
}


@dataclass(frozen=True)
class One:
    """`masked` says whether names, phones, years of birth and care categories are hidden; `raw` is what no word fits,
    only in full."""

    operation: Operation
    row: Row
    masked: bool
    lines: list[tuple[str, str]]
    sides: list[Side]
    choices: list[Choice]
    fields: list[Field]
    resident: str
    removed: str
    corrected: Visit | None
    photos: PhotoCount
    raw: str
    behind: list[Row]
    waits_for: Row | None
    decision: Decision | None
    can_accept: bool
    can_amend: bool
    has_personal: bool

    @property
    def is_settled(self) -> bool:
        return is_settled(self.operation)

    @property
    def is_conflict_of_fields(self) -> bool:
        return bool(self.choices) and self.operation.state == "conflict"


def one_of(scope: Scope, operation: Operation, *, full: bool, said: QueryDict | None = None) -> One:
    body, now = body_of(operation), now_of(scope, operation)
    [row] = rows_of(scope, [operation])
    sides = sides_of(operation, now, full=full)
    choices = choices_of(scope, operation, sides, said)
    fields = fields_of(scope, operation, full=full, incident=row.incident, said=said)
    behind = rows_of(scope, list(waiting_behind(operation).select_related("person", "device")))
    return One(
        operation=operation,
        row=row,
        masked=not full,
        lines=lines_of(scope, operation, row.incident, full=full),
        sides=sides,
        choices=choices,
        fields=fields,
        resident=now.name if full else masked_name(now.name),
        removed=removed_words(now),
        corrected=corrected(scope, body),
        photos=photo_counts([hashes_of(body)])[0],
        raw=raw_of(operation) if full and operation.kind not in KINDS else "",
        behind=behind,
        waits_for=waits_for(scope, operation, row),
        decision=getattr(operation, "decision", None),
        can_accept=operation.kind in VERBS,
        can_amend=bool(choices or fields),
        has_personal=operation.kind not in KINDS or operation.kind == "resident.add" or bool(sides) or bool(now.name),
    )


def lines_of(scope: Scope, operation: Operation, incident: Incident | None, *, full: bool) -> list[tuple[str, str]]:
    """Label and words of each field that came; amendments are shown side by side instead."""
    body = body_of(operation)
    shown = {name: body[name] for name in SHOWN.get(operation.kind, ()) if name in body}
    if operation.kind in AMENDMENTS:
        return []
    words = {name: value_words(name, value if full else masked(value, name)) for name, value in shown.items()}
    if "category" in words and incident is None:
        words["category"] = rows_of(scope, [operation])[0].detail
    if "organisation_id" in words:
        organisation_id = as_uuid(body.get("organisation_id"))
        found = organisations_for(scope).filter(id=organisation_id).first() if organisation_id else None
        words["organisation_id"] = found.name if found else "–"
    if "location_source" in words:
        words["location_source"] = label_of("location_source", body["location_source"]) + accuracy_words(body)
    return [(field_words(name), said) for name, said in words.items()]


def accuracy_words(body: Mapping[str, Any]) -> str:
    accuracy = body.get("accuracy_m")
    known = isinstance(accuracy, int | float) and not isinstance(accuracy, bool)
    return f" · ±{accuracy:.0f} m" if known else ""


def removed_words(now: Now) -> str:
    """Of a resident who is off the register: why."""
    return label_of("reason", now.removal.reason) if now.removal else ""


def corrected(scope: Scope, body: Mapping[str, Any]) -> Visit | None:
    """The visit that a correction corrects, if it is on record in the area."""
    visit_id = as_uuid(body.get("corrects"))
    rows = Visit.objects.filter(small_grid_id__in=scope.office_small_grid_ids).select_related("visitor")
    return rows.filter(id=visit_id).first() if visit_id else None


def hashes_of(body: Mapping[str, Any]) -> list[str]:
    named = body.get("photos")
    return [sha256 for sha256 in named if isinstance(sha256, str)] if isinstance(named, list) else []


def raw_of(operation: Operation) -> str:
    """The body as it came, for a verb that nobody knows."""
    return orjson.dumps(operation.message.get("body"), option=orjson.OPT_INDENT_2).decode()


def waits_for(scope: Scope, operation: Operation, row: Row) -> Row | None:
    first = Operation.objects.filter(id=row.waits_for, person=operation.person_id) if row.waits_for else None
    found = first.select_related("person", "device").first() if first is not None else None
    return rows_of(scope, [found])[0] if found else None
