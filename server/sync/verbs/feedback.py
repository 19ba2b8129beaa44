"""feedback.send."""

from collections.abc import Sequence

from server.feedback.services import FeedbackDraft, send_feedback
from server.grids.scope import Scope
from server.sync.asked import Asked, Verdicts, as_a_set
from server.sync.reading import (
    text_at,
)


def send(scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """feedback.send"""
    return as_a_set(asked, feedback_draft, lambda drafts: send_feedback(scope, drafts))


def feedback_draft(asked: Asked) -> FeedbackDraft:
    body = asked.body
    return FeedbackDraft(
        id=asked.entity_id,
        about=text_at(body, "about", longest=8),
        text=text_at(body, "text", longest=2000),
        contact=text_at(body, "contact", longest=64, default=""),
        written_at=asked.when.at,
    )
