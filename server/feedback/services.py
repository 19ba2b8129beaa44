"""Every write of complaints and suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from server.feedback.models import About, Feedback
from server.feedback.problems import FeedbackAnswered, FeedbackEmpty, FeedbackIdTaken
from server.feedback.selectors import feedback_at
from server.grids.scope import Scope
from server.problems import BadInput, Problem, check_text

TEXT_LENGTH = 2000
CONTACT_LENGTH = 64


@dataclass(frozen=True)
class FeedbackDraft:
    """What a phone sent. The id is made on the phone."""

    id: UUID
    about: str
    text: str
    contact: str
    written_at: datetime


def send_feedback(scope: Scope, drafts: Sequence[FeedbackDraft]) -> list[Feedback | Problem]:
    """Anybody who is signed in may, with or without a post. Sent twice it is there once."""
    return [send_one(scope, draft) for draft in drafts]


def send_one(scope: Scope, draft: FeedbackDraft) -> Feedback | Problem:
    try:
        check(draft)
    except Problem as problem:
        return problem
    feedback, _made = Feedback.objects.get_or_create(
        id=draft.id,
        defaults={
            "street_id": scope.street_id,
            "person": scope.person,
            "about": draft.about,
            "text": draft.text.strip(),
            "contact": draft.contact.strip(),
            "written_at": draft.written_at,
        },
    )
    return feedback if feedback.person_id == scope.person.id else FeedbackIdTaken()


def check(draft: FeedbackDraft) -> None:
    if draft.about not in About.values:
        raise BadInput({"about": [draft.about[:20]]})
    if not draft.text.strip():
        raise FeedbackEmpty
    check_text(draft.text, limit=TEXT_LENGTH)
    check_text(draft.contact, limit=CONTACT_LENGTH)


@transaction.atomic
def answer_feedback(scope: Scope, feedback_id: UUID, *, answer: str) -> Feedback:
    """The answer reaches the writer's phone at its next sync. Raises NotFound, FeedbackEmpty, FeedbackAnswered."""
    feedback = feedback_at(scope, feedback_id)
    if not answer.strip():
        raise FeedbackEmpty
    check_text(answer.strip(), limit=TEXT_LENGTH)
    done = Feedback.objects.filter(id=feedback.id, answered_at=None).update(
        answer=answer.strip(), answered_by=scope.person, answered_at=timezone.now()
    )
    if not done:
        raise FeedbackAnswered
    feedback.refresh_from_db()
    return feedback
