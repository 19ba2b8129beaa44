"""Complaints and suggestions: written without a network, sent like any record, answered by the street office."""

import json
from dataclasses import dataclass
from datetime import datetime

from mobile.store.database import Database
from mobile.store.ids import new_id
from mobile.store.problems import BadRecord
from mobile.store.recording import Intention, Recorder, check_text, offered
from mobile.store.sections import Sections
from mobile.store.times import moment_of
from mobile.wire import FEEDBACK_SEND

SUBJECTS = ("app", "office", "data")
CONTACT_LENGTH = 64


@dataclass(frozen=True)
class FeedbackView:
    """`waiting` is not sent yet. `answer` is the street office's, or ""."""

    id: str
    about: str
    text: str
    written_at: datetime
    waiting: bool = False
    answer: str = ""


class Feedback:
    def __init__(self, database: Database, recorder: Recorder, sections: Sections) -> None:
        self.database = database
        self.recorder = recorder
        self.sections = sections

    def send(self, about: str, text: str, contact: str = "") -> str:
        """Keeps it, and gives its id. Raises `BadRecord`, `DiskFull`, `StorageFailed`."""
        offered("about", about, SUBJECTS)
        check_text("text", text)
        check_text("contact", contact)
        if not text.strip() or len(contact) > CONTACT_LENGTH:
            raise BadRecord(field="contact" if text.strip() else "text", value="")
        feedback_id = new_id()
        body = {"about": about, "text": text.strip(), "contact": contact.strip()}
        with self.recorder.saving():
            self.recorder.keep(Intention(FEEDBACK_SEND, feedback_id, body, title=text.strip()[:40]))
        return feedback_id

    def items(self) -> list[FeedbackView]:
        """One's own, the newest first: what this phone has just written, and what the office has, with its answer."""
        told = {item["id"]: item for item in self.sections.items("feedback")}
        rows = self.database.read().execute(
            "select entity_id, body, captured_at, state from outbox where kind = ? and rested_at is null",
            (FEEDBACK_SEND,),
        )
        own = [
            FeedbackView(
                id=row["entity_id"],
                about=json.loads(row["body"])["about"],
                text=json.loads(row["body"])["text"],
                written_at=moment_of(row["captured_at"]),
                waiting=row["state"] != "sent",
            )
            for row in rows
            if row["entity_id"] not in told
        ]
        answered = [
            FeedbackView(item["id"], item["about"], item["text"], moment_of(item["written_at"]), answer=item["answer"])
            for item in told.values()
        ]
        return sorted([*own, *answered], key=lambda one: one.written_at, reverse=True)
