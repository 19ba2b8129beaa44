"""incident.report, incident.join and incident.step."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from server.grids.scope import Scope
from server.incidents.drafts import IncidentDraft
from server.incidents.joining import JoinDraft, Spot, join_incidents
from server.incidents.selectors import current_version
from server.incidents.services import advance_incident, report_incidents
from server.organisations.selectors import organisations_of
from server.problems import Problem
from server.sync.asked import Asked, Verdicts, as_a_set
from server.sync.reading import (
    number_at,
    number_or_none,
    object_at,
    text_at,
    texts_at,
    uuid_or_none,
    whole_at,
)


def report(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """incident.report"""
    return as_a_set(asked, incident_draft, lambda drafts: report_incidents(scope, drafts))


def join(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """incident.join"""
    return as_a_set(asked, join_draft, lambda drafts: join_incidents(scope, drafts))


def step(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """incident.step: each names the version that the worker saw, so they are taken one by one."""
    organisation_ids = organisations_of(scope.person, on=scope.on)
    return [take_step(scope, organisation_ids, one) for one in asked]


def incident_draft(asked: Asked) -> IncidentDraft:
    body = asked.body
    solved = None if body.get("solved") is None else object_at(body, "solved")
    return IncidentDraft(
        id=asked.entity_id,
        reporter_id=asked.device.person_id,
        device_id=asked.device.id,
        category_code=text_at(body, "category", longest=40),
        description=text_at(body, "description", longest=2000),
        lon=number_at(body, "lon"),
        lat=number_at(body, "lat"),
        accuracy_m=number_or_none(body, "accuracy_m"),
        location_source=text_at(body, "location_source", longest=8),
        household_id=uuid_or_none(body, "household_id"),
        photo_hashes=texts_at(body, "photos", longest=64),
        solved_note=None if solved is None else text_at(solved, "note", longest=2000),
        photos_after=0 if solved is None else whole_at({"photos_after": 0, **solved}, "photos_after"),
        captured_at=asked.captured_at,
        reported_at=asked.when.at,
    )


def join_draft(asked: Asked) -> JoinDraft:
    body = asked.body
    return JoinDraft(
        id=asked.op_id,
        incident_id=asked.entity_id,
        person_id=asked.device.person_id,
        device_id=asked.device.id,
        note=text_at(body, "note", longest=2000, default=""),
        photo_hashes=texts_at(body, "photos", longest=64),
        spot=spot_of(body),
        captured_at=asked.captured_at,
        joined_at=asked.when.at,
        insist=asked.insist,
    )


def spot_of(body: Mapping[str, Any]) -> Spot | None:
    if body.get("place") is None:
        return None
    place = object_at(body, "place")
    return Spot(
        lon=number_at(place, "lon"),
        lat=number_at(place, "lat"),
        accuracy_m=number_or_none(place, "accuracy_m"),
        source=text_at(place, "location_source", longest=8),
    )


def version_for_step(asked: Asked) -> int:
    """The version that the worker saw; the present one if the office has decided for the step."""
    if asked.insist:
        return current_version(asked.entity_id)
    return whole_at({"base_version": asked.base_version}, "base_version")


def take_step(scope: Scope, organisation_ids: frozenset[UUID], asked: Asked) -> Problem | None:
    try:
        advance_incident(
            scope,
            organisation_ids,
            incident_id=asked.entity_id,
            to_state=text_at(asked.body, "to_state", longest=12),
            base_version=version_for_step(asked),
            note=text_at(asked.body, "note", longest=2000, default=""),
            organisation_id=uuid_or_none(asked.body, "organisation_id"),
            handler_id=uuid_or_none(asked.body, "handler_id"),
            merged_into_id=uuid_or_none(asked.body, "merged_into_id"),
            photo_hashes=texts_at(asked.body, "photos", longest=64),
        )
    except Problem as problem:
        return problem
    return None
