"""Report an incident, beginning with pin, position or photo: where, what kind, whether it is known, and a few words.

If somebody has reported it already, "this one too" adds to that report in place of a second one.
"""

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.report_alike import Alike
from mobile.screens.report_draft import KeptReport, ReportDraft
from mobile.screens.report_kind import Kinds
from mobile.store.nearby import Near
from mobile.widgets.press import Press
from mobile.widgets.words import words

STEPS = ("place", "kind", "alike", "about")


class FixRow(Press):
    """Offers one position fix; when taken, the same press discards it."""

    text = StringProperty("")
    taken = BooleanProperty(False)
    looking = BooleanProperty(False)


class ReportPage(BoxLayout):
    """Fires `on_asked(step)`, `on_saved(joined)`, `on_leave` and `on_position(lon, lat, accuracy)`.

    `pin()` gives the map's (lon, lat) under the pin, `grid_at(lon, lat)` the own grid there as (id, name), or None.
    A draft stays when the page is left, and when the phone is killed.
    """

    step = StringProperty("place")
    question = StringProperty("")
    place_text = StringProperty("")
    photo_text = StringProperty("")
    grid_text = StringProperty("")
    grid_is_ours = BooleanProperty(True)
    joined_text = StringProperty("")
    problem = StringProperty("")
    joining = BooleanProperty(False)
    solved = BooleanProperty(False)
    fixing = BooleanProperty(False)
    busy = BooleanProperty(False)
    peek_height = NumericProperty(0)

    __events__ = ("on_asked", "on_saved", "on_leave", "on_position")

    def __init__(self, *, store, worker, gps, photographer, pin, grid_at, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.worker = worker
        self.gps = gps
        self.photographer = photographer
        self.pin = pin
        self.grid_at = grid_at
        self.kept = KeptReport(store, worker)
        # `ids` hold weak references: a step that is not shown must be held here.
        self.boxes = {name: self.ids[f"step_{name}"].__self__ for name in STEPS}
        self.about_part = self.ids.settled.__self__
        self.settled_parts = (self.ids.solved_note.__self__, self.ids.after.__self__)
        self.kinds = Kinds(self.boxes["kind"], self.choose_domain, self.choose_category)
        self.alike = Alike(self.ids.nearby, self.ids.rule, self.this_one_too, self.kinds.name_of)
        # What is typed is kept a moment later: a phone may be killed in the middle of a sentence.
        self.keep_soon = Clock.create_trigger(lambda _: self.keep(), 1)
        for entry in (self.ids.about, self.ids.solved_note):
            entry.fbind("text", lambda *_: self.keep_soon())
        for strip in (self.ids.photos, self.ids.after):
            strip.fbind("hashes", lambda *_: self.keep_soon())
        words.fbind("say", self.draw)

    def on_asked(self, step: str) -> None:
        """Another question is shown; the map changes between pin and sheet."""

    def on_saved(self, joined: bool) -> None:
        """The incident, or what joins one, is kept on the phone."""

    def on_leave(self) -> None:
        """Left without saving; the draft stays."""

    def on_position(self, lon: float, lat: float, accuracy: float) -> None:
        """A fix was taken: the map moves its pin there."""

    # -- the draft -------------------------------------------------------------------------------------------------

    @property
    def draft(self) -> ReportDraft:
        return self.kept.draft

    @property
    def categories(self):
        return self.kinds.categories

    @property
    def source(self) -> str:
        return self.draft.source

    @property
    def category(self) -> str:
        return self.draft.category

    def begin(self, *, lonlat=None, category: str = "", about: str = "", household_id: str | None = None) -> None:
        """Fills in what another form knows already. An open draft is never written over."""
        if self.draft.is_empty:
            draft = ReportDraft(category=category, about=about, household_id=household_id)
            if lonlat:
                draft.lonlat, draft.source = tuple(lonlat), "address"
                draft.step = "about" if category else "kind"
            self.kept.draft = draft

    def open(self) -> None:
        def read():
            return self.store.categories(), self.store.reports.last_categories()

        self.worker.run(read, lambda found: self.take_categories(*found), topic="categories")
        self.problem, self.busy, self.fixing = "", False, False
        self.fill()
        self.go(self.draft.step)
        if self.draft.lonlat and self.step == "place":
            self.dispatch("on_position", *self.draft.lonlat, self.draft.accuracy or 0)

    def take_categories(self, categories, last) -> None:
        self.kinds.take(categories, last)
        self.draw()

    def fill(self) -> None:
        """The widgets from the draft."""
        draft = self.draft
        self.ids.about.text, self.ids.solved_note.text = draft.about, draft.solved_note
        for strip, photos in ((self.ids.photos, list(draft.photos)), (self.ids.after, list(draft.after))):
            strip.clear()
            for sha256, jpeg in photos:
                strip.add(sha256, jpeg)
        draft.photos, draft.after = self.chosen(draft.photos, self.ids.photos), self.chosen(draft.after, self.ids.after)
        self.keep_soon.cancel()

    @staticmethod
    def chosen(photos, strip):
        return [photo for photo in photos if photo[0] in set(strip.hashes)]

    def keep(self) -> None:
        draft = self.draft
        draft.step, draft.about = self.step, self.ids.about.text.strip()
        draft.solved_note = self.ids.solved_note.text.strip()
        draft.photos, draft.after = self.chosen(draft.photos, self.ids.photos), self.chosen(draft.after, self.ids.after)
        self.kept.keep()

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
        draft, self.fixing = self.draft, False
        draft.source, draft.accuracy, draft.lonlat = "fix", fix.accuracy_m, (fix.lon, fix.lat)
        self.keep()
        self.dispatch("on_position", fix.lon, fix.lat, fix.accuracy_m)
        self.draw()

    def no_fix(self, code: str) -> None:
        self.fixing = False
        words.tell(self, "problem", lambda: words.say_or(f"fix.{code}", "fix.none"))
        self.draw()

    def pin_moved(self) -> None:
        """A finger moved the map under the pin: the place is the worker's own now, no longer the phone's."""
        if self.step == "place" and self.draft.source != "pin":
            self.draft.source, self.draft.accuracy, self.draft.lonlat = "pin", None, None
            self.draw()

    def here(self) -> None:
        draft = self.draft
        if draft.source == "pin":
            draft.lonlat = self.pin()
        if draft.lonlat is None:
            words.tell(self, "problem", lambda: words.say("report.no_place"))
            return
        self.gps.cancel()
        self.fixing = False
        # Another place has other incidents around it.
        draft.joins, draft.alone = "", False
        if draft.category:
            self.ask_alike()
        else:
            self.go("kind")

    # -- steps -----------------------------------------------------------------------------------------------------

    def go(self, step: str) -> None:
        self.step, self.problem = step, ""
        self.keep()
        self.draw()
        self.dispatch("on_asked", step)

    def back(self) -> None:
        if self.step == "kind" and self.draft.domain:
            self.draft.domain = ""
            self.draw()
        elif self.step == "place":
            self.leave()
        elif self.step == "about" and (self.draft.joins or self.alike.near):
            self.draft.joins, self.draft.alone = "", False
            self.ask_alike(back=True)
        else:
            self.go("kind" if self.step in ("about", "alike") else "place")

    def leave(self) -> None:
        self.gps.cancel()
        self.fixing = False
        self.keep_soon.cancel()
        self.keep()
        self.dispatch("on_leave")

    def discard(self) -> None:
        """The worker throws away what was begun."""
        self.kept.forget()
        self.alike.near = []
        self.fill()
        self.step = "place"
        self.leave()

    def choose_domain(self, domain: str) -> None:
        self.draft.domain = domain
        self.draw()
        self.ids.scroll.scroll_y = 1

    def choose_category(self, code: str) -> None:
        self.draft.category = code
        if self.draft.lonlat is None:
            self.go("place")
        else:
            self.ask_alike()

    # -- whether it is known already -------------------------------------------------------------------------------

    def ask_alike(self, back: bool = False) -> None:
        """Looks for open incidents of the category around the place, own unsent ones included."""
        draft = self.draft
        place = {"lon": draft.lonlat[0], "lat": draft.lonlat[1], "accuracy_m": draft.accuracy}

        def found(near: list[Near]) -> None:
            self.alike.near = near
            self.go("alike" if near else "kind" if back else "about")

        self.worker.run(
            lambda: self.store.reports.nearby(category=draft.category, **place), found, self.refused, topic="nearby"
        )

    def this_one_too(self, incident_id: str) -> None:
        self.draft.joins, self.draft.alone, self.draft.solved = incident_id, False, False
        self.go("about")

    def another(self) -> None:
        self.draft.joins, self.draft.alone = "", True
        self.go("about")

    # -- drawing ---------------------------------------------------------------------------------------------------

    def draw(self, *_: object) -> None:
        draft = self.draft
        self.joining, self.solved = bool(draft.joins), draft.solved
        asked = "kind_in" if self.step == "kind" and draft.domain else self.step
        asked = "join" if asked == "about" and draft.joins else asked
        self.question = words.say(f"report.ask_{asked}")
        if self.fixing:
            self.place_text = words.say("fix.looking")
        elif draft.source == "fix":
            self.place_text = words.say("report.at_fix", metres=round(draft.accuracy or 0))
        else:
            self.place_text = words.say("report.at_address" if draft.source == "address" else "report.at_pin")
        self.photo_text = words.say("report.has_photos", n=len(draft.photos)) if draft.photos else ""
        self.draw_grid()
        self.kinds.draw(draft.domain, draft.category)
        self.alike.draw(draft.accuracy)
        self.joined_text = self.alike.title(draft.joins)
        self.draw_settled()
        for name, box in self.boxes.items():
            self.show_part(self.ids.steps, box, name == self.step)
        self.ids.scroll.scroll_y = 1

    def draw_grid(self) -> None:
        """The grid by name, found on the phone; outside of the own ones it is said plainly."""
        if self.draft.lonlat is None or self.step == "place":
            self.grid_text, self.grid_is_ours = "", True
            return
        grid = self.grid_at(*self.draft.lonlat)
        self.grid_is_ours = grid is not None
        self.grid_text = words.say("report.in_grid", name=grid[1]) if grid else words.say("report.outside")

    def draw_settled(self) -> None:
        """What belongs to "settled on the spot" is only there once it is asked for."""
        draft = self.draft
        # Before the last line, which throws the draft away.
        self.show_part(self.boxes["about"], self.about_part, not draft.joins, 1)
        for part in self.settled_parts:
            self.show_part(self.about_part, part, draft.solved)

    @staticmethod
    def show_part(holder, part, shown: bool, index: int = 0) -> None:
        if shown and part.parent is None:
            holder.add_widget(part, index)
        elif not shown and part.parent is not None:
            holder.remove_widget(part)

    # -- photos and saving -----------------------------------------------------------------------------------------

    def take_photo(self, after: bool = False) -> None:
        self.problem = ""

        def taken(sha256: str, jpeg: bytes) -> None:
            (self.draft.after if after else self.draft.photos).append((sha256, jpeg))
            (self.ids.after if after else self.ids.photos).add(sha256, jpeg)
            self.keep()
            self.draw()

        self.photographer.take("incident", taken, self.photo_failed)

    def photo_failed(self, code: str) -> None:
        words.tell(self, "problem", lambda: words.say_or(f"photo.{code}", "photo.failed"))

    def toggle_solved(self) -> None:
        self.draft.solved = not self.draft.solved
        self.keep()
        self.draw_settled()
        self.solved = self.draft.solved

    def missing(self) -> str:
        """What is still to be said, as the key of its sentence."""
        draft = self.draft
        if draft.joins:
            return ""
        if draft.solved and not draft.solved_note:
            return "report.say_what_was_done"
        return "" if draft.about or draft.photos or draft.after else "report.say_something"

    def save(self) -> None:
        if self.busy:
            return
        self.keep_soon.cancel()
        self.keep()
        if missing := self.missing():
            words.tell(self, "problem", lambda: words.say(missing))
            return
        self.busy, self.problem = True, ""
        draft, joined = self.draft, bool(self.draft.joins)
        self.worker.run(lambda: self.record(draft), lambda _: self.saved(joined), self.refused)

    def record(self, draft: ReportDraft) -> str:
        """On the worker's thread."""
        photos = tuple(sha256 for sha256, _ in draft.photos)
        after = tuple(sha256 for sha256, _ in draft.after if sha256 not in photos) if draft.solved else ()
        accuracy = draft.accuracy if draft.source == "fix" else None
        lon, lat = draft.lonlat
        if draft.joins:
            place = (lon, lat, accuracy, draft.source)
            return self.store.reports.join(incident_id=draft.joins, note=draft.about, photos=photos, place=place)
        return self.store.report_incident(
            category=draft.category,
            description=draft.about,
            lon=lon,
            lat=lat,
            accuracy_m=accuracy,
            source=draft.source,
            household_id=draft.household_id,
            photos=photos + after,
            solved=(draft.solved_note, len(after)) if draft.solved else None,
        )

    def saved(self, joined: bool) -> None:
        self.busy, self.alike.near = False, []
        self.kept.forget()
        self.fill()
        self.step = "place"
        self.dispatch("on_saved", joined)

    def refused(self, problem: Exception) -> None:
        self.busy = False
        words.tell_problem(self, problem)
