"""call_out.answer."""

from collections.abc import Sequence

from server.grids.scope import Scope
from server.organisations.calling_out import AnswerDraft, answer_call_outs
from server.sync.asked import Asked, Verdicts, as_a_set
from server.sync.reading import (
    text_at,
)


def answer(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """call_out.answer"""
    return as_a_set(asked, answer_draft, lambda drafts: answer_call_outs(scope, drafts))


def answer_draft(asked: Asked) -> AnswerDraft:
    return AnswerDraft(
        id=asked.op_id,
        call_out_id=asked.entity_id,
        person_id=asked.device.person_id,
        insist=asked.insist,
        device_id=asked.device.id,
        answer=text_at(asked.body, "answer", longest=8),
        note=text_at(asked.body, "note", longest=500, default=""),
        answered_at=asked.when.at,
    )
