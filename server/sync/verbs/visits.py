"""visit.record and visit.correct."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.forms.answers import FilledForm
from server.grids.scope import Scope
from server.sync.asked import Asked, Verdicts, as_a_set
from server.sync.problems import BadOperation
from server.sync.reading import (
    day_or_none,
    number_at,
    object_at,
    text_at,
    texts_at,
    uuid_at,
    uuid_or_none,
    whole_at,
)
from server.visits.drafts import Fix, Presence, VisitDraft
from server.visits.services import record_visits

# PostgreSQL's integer: a larger number in a query would fail the whole batch.
LARGEST_VERSION = 2**31 - 1


def record(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """visit.record and visit.correct"""
    return as_a_set(asked, visit_draft, lambda drafts: record_visits(scope, drafts))


def visit_draft(asked: Asked) -> VisitDraft:
    body = asked.body
    corrects = uuid_or_none(body, "corrects")
    if (corrects is not None) != (asked.kind == "visit.correct"):
        raise BadOperation(field="corrects")
    return VisitDraft(
        id=asked.entity_id,
        household_id=uuid_at(body, "household_id"),
        visitor_id=asked.device.person_id,
        device_id=asked.device.id,
        outcome=text_at(body, "outcome", longest=12),
        needs=texts_at(body, "needs", longest=16),
        note=text_at(body, "note", longest=2000, default=""),
        next_on=day_or_none(body, "next_on"),
        captured_at=asked.captured_at,
        visited_at=asked.when.at,
        clock_doubtful=asked.when.doubtful,
        fix=fix_of(body),
        presence=presence_of(body),
        photo_hashes=texts_at(body, "photos", longest=64),
        form_version=text_at(body, "form_version", longest=40, default="visit-1"),
        form=form_of(body),
        corrects=corrects,
    )


def fix_of(body: Mapping[str, Any]) -> Fix | None:
    if body.get("fix") is None:
        return None
    fix = object_at(body, "fix")
    return Fix(lon=number_at(fix, "lon"), lat=number_at(fix, "lat"), accuracy_m=number_at(fix, "accuracy_m"))


def presence_of(body: Mapping[str, Any]) -> Presence | None:
    if body.get("presence") is None:
        return None
    presence = object_at(body, "presence")
    return Presence(text_at(presence, "grade", longest=1), texts_at(presence, "reasons", longest=16))


def form_of(body: Mapping[str, Any]) -> FilledForm | None:
    if body.get("form") is None:
        return None
    form = object_at(body, "form")
    version = whole_at(form, "version")
    if version > LARGEST_VERSION:
        raise BadOperation(field="form")
    return FilledForm(text_at(form, "code", longest=40), version, object_at(form, "answers"))
