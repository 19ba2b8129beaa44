"""emergency.check."""

from collections.abc import Sequence

from server.emergencies.drafts import CheckDraft
from server.emergencies.services import check_doors
from server.grids.scope import Scope
from server.sync.asked import Asked, Verdicts, as_a_set
from server.sync.reading import (
    text_at,
    uuid_at,
    whole_at,
)


def check(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """emergency.check"""
    return as_a_set(asked, check_draft, lambda drafts: check_doors(scope, drafts))


def check_draft(asked: Asked) -> CheckDraft:
    body = asked.body
    return CheckDraft(
        id=asked.entity_id,
        emergency_id=uuid_at(body, "emergency_id"),
        household_id=uuid_at(body, "household_id"),
        person_id=asked.device.person_id,
        device_id=asked.device.id,
        state=text_at(body, "state", longest=16),
        headcount=None if body.get("headcount") is None else whole_at(body, "headcount"),
        note=text_at(body, "note", longest=500, default=""),
        captured_at=asked.captured_at,
        checked_at=asked.when.at,
    )
