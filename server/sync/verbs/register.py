"""household.amend, and resident.add, .amend and .remove."""

from collections.abc import Sequence

from server.grids.scope import Scope
from server.households.amending import Amendment, amend_households, amend_residents
from server.households.registering import ResidentDraft, add_residents
from server.households.removing import Removal, remove_residents
from server.sync.asked import Asked, Verdicts, as_a_set
from server.sync.reading import (
    object_at,
    text_at,
    texts_at,
    uuid_at,
    whole_at,
)


def amend_doors(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """household.amend"""
    return as_a_set(asked, amendment, lambda wanted: amend_households(scope, wanted))


def add_people(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """resident.add"""
    return as_a_set(asked, resident_draft, lambda drafts: add_residents(scope, drafts))


def amend_people(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """resident.amend"""
    return as_a_set(asked, resident_amendment, lambda wanted: amend_residents(scope, wanted))


def remove_people(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """resident.remove"""
    return as_a_set(asked, removal, lambda wanted: remove_residents(scope, wanted))


def amendment(asked: Asked) -> Amendment:
    return Amendment(
        record_id=asked.entity_id,
        # A record that was made on the phone has no version there yet.
        base_version=asked.base_version or 0,
        changes=object_at(asked.body, "changes"),
        seen=object_at(asked.body, "seen"),
        operation_id=asked.op_id,
        insist=asked.insist,
    )


def resident_amendment(asked: Asked) -> Amendment:
    uuid_at(asked.body, "household_id")
    return amendment(asked)


def resident_draft(asked: Asked) -> ResidentDraft:
    body = asked.body
    return ResidentDraft(
        id=asked.entity_id,
        household_id=uuid_at(body, "household_id"),
        name=text_at(body, "name", longest=64),
        birth_year=None if body.get("birth_year") is None else whole_at(body, "birth_year"),
        care=list(texts_at(body, "care", longest=20)),
        phone=text_at(body, "phone", longest=20, default=""),
        operation_id=asked.op_id,
    )


def removal(asked: Asked) -> Removal:
    uuid_at(asked.body, "household_id")
    return Removal(
        resident_id=asked.entity_id,
        base_version=asked.base_version or 0,
        reason=text_at(asked.body, "reason", longest=12),
        operation_id=asked.op_id,
        insist=asked.insist,
    )
