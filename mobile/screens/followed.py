"""What the worker reported or has seen too, and how far each has come: news first."""

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from mobile.screens.report_kind import name_of
from mobile.screens.tab_screen import TabScreen
from mobile.widgets.press import Row
from mobile.widgets.words import words

MOST = 60


class FollowedScreen(TabScreen):
    """A press leads to the incident on the map."""

    tab = "me"
    side = True

    empty = BooleanProperty(False)
    problem = StringProperty("")
    syncing = ObjectProperty()

    def __init__(self, *, store, worker, syncing, ways, **kwargs) -> None:
        super().__init__(name="followed", syncing=syncing, **kwargs)
        self.store = store
        self.worker = worker
        self.ways = ways
        self.found, self.categories = [], {}
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)

    def on_pre_enter(self, *_: object) -> None:
        self.read()

    def read(self, *_: object) -> None:
        def job():
            return self.store.reports.followed(), {it.code: it for it in self.store.categories()}

        self.worker.run(job, lambda read: self.show(*read), self.failed, topic="followed")

    def show(self, found, categories) -> None:
        self.found, self.categories, self.problem = found, categories, ""
        self.draw()

    def failed(self, problem: Exception) -> None:
        words.tell_problem(self, problem)

    def draw(self, *_: object) -> None:
        box = self.ids.rows
        box.clear_widgets()
        self.empty = not self.found
        for followed in self.found[:MOST]:
            box.add_widget(self.row(followed))

    def row(self, followed) -> Row:
        incident = followed.incident
        category = self.categories.get(incident.category)
        state = words.say("incident.not_sent" if incident.waiting else f"incident.state_{incident.state}")
        parts = [words.say("followed.news")] if followed.is_news else []
        parts += [state, words.moment(followed.changed_at), incident.number]
        row = Row(
            name_=f"followed:{incident.id}",
            icon=incident.domain,
            text=incident.description or (name_of(category) if category else ""),
            note=" · ".join(part for part in parts if part),
        )
        row.bind(on_release=lambda _: self.ways.incident(incident.id))
        return row
