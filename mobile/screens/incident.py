"""An incident's page in the sheet: what was seen, and how far it has come."""

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.words import words

WAY = ("reported", "accepted", "assigned", "in_progress", "resolved", "verified", "closed")


class EventLine(BoxLayout):
    """One thing that happened to the incident: what, when, by whom, and what was said."""

    text = StringProperty("")
    note = StringProperty("")
    said = StringProperty("")
    icon = StringProperty("check")


class IncidentPage(BoxLayout):
    """Fires `on_close`."""

    kind = StringProperty("")
    icon = StringProperty("")
    number = StringProperty("")
    about = StringProperty("")
    state_text = StringProperty("")
    state_note = StringProperty("")
    when = StringProperty("")
    photos = StringProperty("")
    waiting = StringProperty("")
    joined = StringProperty("")
    problem = StringProperty("")
    peek_height = NumericProperty(0)
    share = NumericProperty(0)

    __events__ = ("on_close",)

    def __init__(self, *, store, worker, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.worker = worker
        self.incident = None
        self.names = {}
        words.fbind("say", self.draw)

    def on_close(self) -> None:
        """The page is no longer wanted."""

    def open(self, incident_id: str) -> None:
        def read():
            self.store.reports.read(incident_id)
            return self.store.incident(incident_id), {c.code: c for c in self.store.categories()}

        self.worker.run(read, self.show, self.failed, topic="incident")

    def show(self, pair) -> None:
        self.incident, self.names = pair
        self.problem = ""
        self.draw()

    def failed(self, problem: Exception) -> None:
        words.tell_problem(self, problem)

    def draw(self, *_: object) -> None:
        incident = self.incident
        if incident is None:
            return
        category = self.names.get(incident.category)
        english = category.name_en if category and words.language == "en" else ""
        self.kind = english or (category.name if category else words.say_or(f"domain.{incident.domain}", "list.other"))
        self.icon = incident.domain
        self.number = incident.number or words.say("incident.no_number")
        self.about = incident.description or words.say("incident.no_words")
        self.state_text = words.say_or(f"incident.state_{incident.state}", "list.other")
        self.share = (WAY.index(incident.state) + 1) / len(WAY) if incident.state in WAY else 0
        self.state_note = words.say("incident.due", when=words.moment(incident.due_at)) if incident.due_at else ""
        who = incident.reporter or (words.say("incident.mine") if incident.mine else "")
        self.when = " · ".join(part for part in (words.moment(incident.reported_at), who) if part)
        self.photos = (
            words.say("visit.photos_of", done=incident.photos_stored, total=incident.photo_count)
            if incident.photo_count
            else ""
        )
        if incident.attention:
            self.waiting = words.say_or(f"reason.{incident.attention}", "reason.other")
        else:
            self.waiting = words.say("incident.waiting") if incident.waiting else ""
        self.joined = self.joined_text(incident)
        self.draw_history(incident)

    def joined_text(self, incident) -> str:
        parts = [words.say("incident.joined", n=incident.joined)] if incident.joined else []
        if incident.joined_by_me and not incident.mine:
            parts.append(words.say("incident.joined_by_me"))
        if incident.solved_on_spot and incident.state == "resolved":
            parts.append(words.say("incident.on_the_spot"))
        return words.say("list.comma").join(parts)

    def draw_history(self, incident) -> None:
        """The newest first."""
        box = self.ids.history
        box.clear_widgets()
        for event in reversed(incident.history):
            waits = words.say("incident.not_sent") if event.waiting else ""
            box.add_widget(
                EventLine(
                    icon="waiting" if event.waiting else "check" if event.state else "plus",
                    text=words.say_or(f"incident.state_{event.state}", "incident.event_joined"),
                    note=" · ".join(part for part in (words.moment(event.at), event.by, waits) if part),
                    said=event.note,
                )
            )
