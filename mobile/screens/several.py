"""A tap on the map may have meant any of these: a list to choose from, with what stands on each door."""

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.store.problems import NotInStore
from mobile.widgets.press import Press
from mobile.widgets.words import words


class SeveralRow(Press):
    """A building with its state, or an incident."""

    door_state = StringProperty("")
    icon = StringProperty("")
    text = StringProperty("")
    note = StringProperty("")


class SeveralPage(BoxLayout):
    """Fires `on_building(id)`, `on_incident(id)` and `on_close`."""

    peek_height = NumericProperty(0)
    problem = StringProperty("")

    __events__ = ("on_building", "on_incident", "on_close")

    def __init__(self, *, store, worker, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store, self.worker = store, worker
        self.views: list = []
        self.names: dict = {}
        words.fbind("say", self.draw)

    def on_building(self, building_id: str) -> None:
        """A building was chosen."""

    def on_incident(self, incident_id: str) -> None:
        """An incident was chosen."""

    def on_close(self) -> None:
        """The page is no longer wanted."""

    def open(self, found) -> None:
        """`found` as the map tells it, the nearest first."""

        def read():
            return [(it, self.view(it)) for it in found], {c.code: c for c in self.store.categories()}

        self.worker.run(read, self.show, lambda problem: words.tell_problem(self, problem), topic="several")

    def view(self, found):
        """None for what is not in one's own grids: it is drawn, but nothing is known of it."""
        try:
            return self.store.building(found.id) if found.kind == "building" else self.store.incident(found.id)
        except NotInStore:
            return None

    def show(self, read) -> None:
        self.views, self.names = read
        self.problem = ""
        self.draw()
        self.ids.scroll.scroll_y = 1

    def draw(self, *_: object) -> None:
        rows = self.ids.rows
        rows.clear_widgets()
        for number, (found, view) in enumerate(self.views):
            row = SeveralRow(name_=f"several:{number}", **self.looks(found.kind, view))
            row.bind(on_release=lambda _, found=found: self.dispatch(f"on_{found.kind}", found.id))
            rows.add_widget(row)

    def looks(self, kind: str, view) -> dict[str, str]:
        if view is None:
            return {"icon": "info", "text": words.say("building.unknown")}
        if kind == "building":
            doors = words.say("building.doors", n=view.doors, floors=view.floors)
            return {
                "door_state": view.state,
                "text": view.name,
                "note": f"{words.say(f'state.{view.state}')} · {doors}",
            }
        category = self.names.get(view.category)
        english = category.name_en if category and words.language == "en" else ""
        name = english or (category.name if category else words.say("list.other"))
        state = words.say_or(f"incident.state_{view.state}", "list.other")
        return {"icon": view.domain or "pin", "text": name, "note": f"{state} · {words.moment(view.reported_at)}"}
