"""Report an incident: where (pin or position), what kind, a few words and photos, saved."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.press import Choice, Press
from mobile.widgets.words import words

DOMAINS = ("party_building", "governance", "livelihood", "environment", "service")
STEPS = ("place", "kind", "about")


class FixRow(Press):
    """Offers one position fix; when taken, the same press discards it."""

    text = StringProperty("")
    taken = BooleanProperty(False)
    looking = BooleanProperty(False)


class ReportPage(BoxLayout):
    """Fires `on_asked(step)`, `on_saved`, `on_leave` and `on_position(lon, lat, accuracy)`.

    `pin()` gives the map's (lon, lat) under the pin. A draft stays when the page is left.
    """

    step = StringProperty("place")
    question = StringProperty("")
    domain = StringProperty("")
    category = StringProperty("")
    source = StringProperty("pin")
    place_text = StringProperty("")
    problem = StringProperty("")
    fixing = BooleanProperty(False)
    busy = BooleanProperty(False)
    ready = BooleanProperty(False)
    peek_height = NumericProperty(0)

    __events__ = ("on_asked", "on_saved", "on_leave", "on_position")

    def __init__(self, *, store, worker, gps, photographer, pin, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.worker = worker
        self.gps = gps
        self.photographer = photographer
        self.pin = pin
        self.lonlat = None
        self.accuracy = None
        self.categories = []
        # `ids` hold weak references: a step that is not shown must be held here.
        self.boxes = {name: self.ids[f"step_{name}"].__self__ for name in STEPS}
        words.fbind("say", self.draw)
        self.fresh()

    def on_asked(self, step: str) -> None:
        """Another question is shown; the map changes between pin and sheet."""

    def on_saved(self) -> None:
        """The incident is kept on the phone."""

    def on_leave(self) -> None:
        """Left without saving."""

    def on_position(self, lon: float, lat: float, accuracy: float) -> None:
        """A fix was taken: the map moves its pin there."""

    def fresh(self) -> None:
        self.step, self.domain, self.category, self.source = "place", "", "", "pin"
        self.lonlat, self.accuracy = None, None
        self.problem, self.busy, self.fixing = "", False, False
        self.ids.about.text = ""
        self.ids.photos.clear()
        self.draw()

    def open(self) -> None:
        self.worker.run(self.store.categories, self.take_categories, topic="categories")
        self.draw()
        self.dispatch("on_asked", self.step)

    def take_categories(self, categories) -> None:
        self.categories = categories
        self.draw()

    # -- where -----------------------------------------------------------------------------------------------------

    def use_position(self) -> None:
        if self.fixing:
            return
        self.fixing, self.problem = True, ""
        self.gps.take(self.take_fix, self.no_fix)
        self.draw()

    def take_fix(self, fix) -> None:
        if not self.fixing:
            return
        self.fixing, self.source, self.accuracy = False, "fix", fix.accuracy_m
        self.lonlat = (fix.lon, fix.lat)
        self.dispatch("on_position", fix.lon, fix.lat, fix.accuracy_m)
        self.draw()

    def no_fix(self, code: str) -> None:
        self.fixing = False
        words.tell(self, "problem", lambda: words.say_or(f"fix.{code}", "fix.none"))
        self.draw()

    def pin_moved(self) -> None:
        """A finger moved the map under the pin: the place is the worker's own now, no longer the phone's."""
        if self.step == "place" and self.source == "fix":
            self.source, self.accuracy, self.lonlat = "pin", None, None
            self.draw()

    def here(self) -> None:
        if self.source == "pin":
            self.lonlat = self.pin()
        if self.lonlat is None:
            words.tell(self, "problem", lambda: words.say("report.no_place"))
            return
        self.gps.cancel()
        self.fixing = False
        self.go("kind")

    # -- steps -----------------------------------------------------------------------------------------------------

    def go(self, step: str) -> None:
        self.step, self.problem = step, ""
        self.draw()
        self.dispatch("on_asked", step)

    def back(self) -> None:
        if self.step == "kind" and self.domain:
            self.domain = ""
            self.draw()
        elif self.step == "place":
            self.leave()
        else:
            self.go(STEPS[STEPS.index(self.step) - 1])

    def leave(self) -> None:
        self.gps.cancel()
        self.fixing = False
        self.dispatch("on_leave")

    def choose_domain(self, domain: str) -> None:
        self.domain = domain
        self.draw()

    def choose_category(self, code: str) -> None:
        self.category = code
        self.go("about")

    # -- drawing ---------------------------------------------------------------------------------------------------

    def draw(self, *_: object) -> None:
        asked = "kind_in" if self.step == "kind" and self.domain else self.step
        self.question = words.say(f"report.ask_{asked}")
        if self.fixing:
            self.place_text = words.say("fix.looking")
        elif self.source == "fix":
            self.place_text = words.say("report.at_fix", metres=round(self.accuracy or 0))
        else:
            self.place_text = words.say("report.at_pin")
        for name, box in self.boxes.items():
            self.show_step(box, name == self.step)
        self.draw_kinds()
        self.ready = bool(self.category)
        self.ids.scroll.scroll_y = 1

    def show_step(self, box, shown: bool) -> None:
        holder = self.ids.steps
        if shown and box.parent is None:
            holder.add_widget(box)
        elif not shown and box.parent is not None:
            holder.remove_widget(box)

    def draw_kinds(self) -> None:
        box = self.ids.step_kind
        box.clear_widgets()
        if not self.domain:
            for domain in DOMAINS:
                choice = Choice(
                    name_=f"domain:{domain}",
                    icon=domain,
                    text=words.say(f"domain.{domain}"),
                    note=self.examples(domain),
                )
                choice.disabled = not any(category.domain == domain for category in self.categories)
                choice.bind(on_release=lambda _, domain=domain: self.choose_domain(domain))
                box.add_widget(choice)
            return
        for category in self.categories:
            if category.domain == self.domain:
                choice = Choice(
                    name_=f"category:{category.code}",
                    icon=category.domain,
                    text=self.name_of(category),
                    chosen=category.code == self.category,
                )
                choice.bind(on_release=lambda _, code=category.code: self.choose_category(code))
                box.add_widget(choice)

    def examples(self, domain: str) -> str:
        names = [self.name_of(category) for category in self.categories if category.domain == domain]
        return words.say("list.comma").join(names[:3])

    def name_of(self, category) -> str:
        return category.name_en if words.language == "en" and category.name_en else category.name

    # -- photos and saving -----------------------------------------------------------------------------------------

    def take_photo(self) -> None:
        self.problem = ""
        self.photographer.take("incident", self.ids.photos.add, self.photo_failed)

    def photo_failed(self, code: str) -> None:
        words.tell(self, "problem", lambda: words.say_or(f"photo.{code}", "photo.failed"))

    def save(self) -> None:
        about = self.ids.about.text.strip()
        if self.busy:
            return
        if not about and not self.ids.photos.hashes:
            words.tell(self, "problem", lambda: words.say("report.say_something"))
            return
        self.busy, self.problem = True, ""
        record = {
            "category": self.category,
            "description": about,
            "lon": self.lonlat[0],
            "lat": self.lonlat[1],
            "accuracy_m": self.accuracy if self.source == "fix" else None,
            "source": self.source,
            "photos": tuple(self.ids.photos.hashes),
        }
        self.worker.run(lambda: self.store.report_incident(**record), self.saved, self.refused)

    def saved(self, _: str) -> None:
        self.fresh()
        self.dispatch("on_saved")

    def refused(self, problem: Exception) -> None:
        self.busy = False
        words.tell_problem(self, problem)
