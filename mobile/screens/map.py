"""The map with the search bar above it and the sheet over it. Pages change in the sheet; the map stays where it is."""

from collections.abc import Callable

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from mobile.map.pins import DONE
from mobile.screens.contact import office_contact
from mobile.screens.tab_screen import TabScreen
from mobile.screens.visit_flow import VisitFlow
from mobile.screens.walk_line import WalkLine
from mobile.widgets.press import Press
from mobile.widgets.theme import theme
from mobile.widgets.words import words

CLOSE_UP = 2.5
RESIDENT_SAVED = {"added": "resident.added", "amended": "resident.amended", "removed": "resident.removed"}
# Metres from a building within which the pin of an incident counts as its own.
AT_THE_WALL = 12.0
MOST_COVERED = 0.65
CLOSED_STATES = ("closed", "cancelled", "merged", "rejected")


ENDED = ("token_expired", "device_revoked")
ENDED_STATES = {"expired": "token_expired", "revoked": "device_revoked"}


class DamagedMap(Exception):
    code = "damaged_map"


class HintLine(Press):
    """One line over the map that says what is not as usual; pressing it leads to what can be done."""

    text = StringProperty("")


class MapScreen(TabScreen):
    """`pages` holds the sheet's pages by name: building, household, visit, register, resident, report, incident,
    legend."""

    tab = "map"
    calm = True

    toast = StringProperty("")
    toast_kind = StringProperty("good")
    hint = StringProperty("")
    sheet_top = NumericProperty(0)
    reporting = BooleanProperty(False)
    grid_map = ObjectProperty()
    finder = ObjectProperty()
    syncing = ObjectProperty()
    map_filter = ObjectProperty()
    problem = StringProperty("")

    def __init__(self, *, grid_map, finder, pages, store, worker, syncing, gps, ways, map_filter, **kwargs) -> None:
        parts = {"grid_map": grid_map, "finder": finder, "syncing": syncing, "map_filter": map_filter}
        super().__init__(name="map", **parts, **kwargs)
        self.pages = pages
        self.store = store
        self.worker = worker
        self.gps = gps
        self.ways = ways
        self.hashes = []
        self.open_places: list[tuple[float, float]] = []
        self.login_state, self.loading = "active", 0
        self.ids.ground.add_widget(grid_map)
        self.ids.find_place.add_widget(finder)
        self.wire()
        self.load_map()

    # -- wiring ----------------------------------------------------------------------------------------------------

    def wire(self) -> None:
        pages, finder = self.pages, self.finder
        self.grid_map.bind(
            on_building=lambda _, building_id: self.open_building(building_id),
            on_incident=lambda _, incident_id: self.open_incident(incident_id),
            on_several=lambda _, found: self.open_several(found),
            on_place=lambda *_: self.close_sheet() if not self.has_pin else None,
            on_touch_up=self.touched_map,
            on_broken=lambda *_: self.map_failed(DamagedMap()),
        )
        finder.bind(on_hit=lambda _, hit: self.open_hit(hit))
        pages["building"].bind(
            on_household=lambda _, household_id: self.open_household(household_id),
            on_close=lambda _: self.close_sheet(),
        )
        pages["household"].bind(
            on_amend=lambda _, household: self.open_register(household),
            on_resident=lambda _, household, resident: self.open_resident(household, resident),
            on_back=lambda page: self.back_to_building(page.household),
            on_close=lambda _: self.close_sheet(),
        )
        self.visiting = VisitFlow(self)
        self.walk_line = WalkLine(self)
        pages["register"].bind(
            on_saved=lambda _, household_id: self.register_saved(household_id, "register.saved"),
            on_leave=lambda _, household_id: self.open_household(household_id),
        )
        pages["resident"].bind(
            on_saved=lambda _, household_id, kind: self.register_saved(household_id, RESIDENT_SAVED[kind]),
            on_leave=lambda _, household_id: self.open_household(household_id),
            on_household=lambda _, household_id: self.ways.household(household_id),
        )
        pages["report"].bind(
            on_asked=lambda _, step: self.report_step(step),
            on_saved=lambda _, joined: self.report_saved("report.joined" if joined else "report.saved"),
            on_leave=lambda _: self.stop_report(),
            on_position=lambda _, lon, lat, accuracy: self.show_position(lon, lat, accuracy),
        )
        pages["several"].bind(
            on_building=lambda _, building_id: self.open_building(building_id),
            on_incident=lambda _, incident_id: self.open_incident(incident_id),
        )
        self.map_filter.fbind("chosen", lambda *_: self.read_states())
        for name in ("incident", "legend", "several"):
            pages[name].bind(on_close=lambda _: self.close_sheet())
        for name, page in pages.items():
            page.fbind("peek_height", self.page_grew, name)
        self.ids.sheet.bind(on_away=lambda _: self.dragged_away(), height=self.follow_sheet)
        self.ids.ground.bind(size=lambda *_: Clock.schedule_once(self.ids.sheet.settle, 0))
        self.syncing.bind(changed=lambda *_: self.read_states(), on_finished=lambda *_: self.load_map())
        for name in ("online", "problem", "running", "contact"):
            self.syncing.fbind(name, self.draw_hint)
        words.fbind("say", self.follow_language)
        theme.fbind("night", self.follow_night)
        self.follow_night()
        self.draw_hint()

    @property
    def is_busy(self) -> bool:
        """Something is being written down here."""
        forms = (self.pages["visit"], self.pages["form_pin"], self.pages["register"], self.pages["resident"])
        return self.reporting or (self.ids.sheet.place != "hidden" and self.ids.sheet.page in forms)

    @property
    def has_pin(self) -> bool:
        """The map is moved under a pin: a touch on it opens nothing."""
        return self.reporting or self.ids.sheet.page is self.pages["form_pin"]

    def touched_map(self, grid_map, touch) -> None:
        """The map's own flights move it too; only a finger on it makes the pin the worker's own."""
        if touch.grab_current is grid_map and self.reporting:
            self.pages["report"].pin_moved()

    def follow_language(self, *_: object) -> None:
        self.grid_map.attribution = words.say("map.source")
        self.draw_hint()

    def follow_night(self, *_: object) -> None:
        self.grid_map.night = theme.night

    def follow_sheet(self, _: object, height: float) -> None:
        self.sheet_top = height
        # Under a full sheet nothing of the map is seen: it waits as it was.
        if height < self.height * MOST_COVERED:
            self.grid_map.bottom_inset = height

    def page_grew(self, name: str, *_: object) -> None:
        sheet = self.ids.sheet
        if sheet.page is self.pages[name] and sheet.place == "peek":
            sheet.settle()

    def draw_hint(self, *_: object) -> None:
        """One truthful line under the search bar: offline, or signed out by time."""
        ended = self.syncing.problem if self.syncing.problem in ENDED else ENDED_STATES.get(self.login_state, "")
        if ended:
            self.hint = words.say(f"hint.{ended}")
        elif contact_line := office_contact(self.syncing.contact):
            self.hint = contact_line
        elif not self.syncing.online or self.syncing.problem == "offline":
            self.hint = words.say("hint.offline")
        elif self.loading:
            self.hint = words.say("hint.incomplete", n=self.loading)
        else:
            self.hint = ""

    def press_hint(self) -> None:
        if self.syncing.problem == "token_expired" or self.login_state == "expired":
            self.ways.sign_in_again()
        else:
            self.ways.outbox()

    # -- the map's content -----------------------------------------------------------------------------------------

    def load_map(self) -> None:
        def show(parts) -> None:
            hashes = [part.sha256 for part in parts]
            if parts and hashes != self.hashes:
                self.hashes = hashes
                self.grid_map.attribution = words.say("map.source")
                self.grid_map.load_parts([part.path for part in parts])
            words.tell(self, "problem", lambda: "" if parts else words.say("map.no_pack"))
            self.read_states()

        self.worker.run(self.store.pack_parts, show, self.map_failed, topic="parts")

    def map_failed(self, problem: Exception) -> None:
        self.hashes = []
        words.tell_problem(self, problem)

    def read_states(self) -> None:
        only = tuple(self.map_filter.chosen)
        with_pin = self.buildings_with_pin() if "incident" in only else ()

        def read():
            store = self.store
            loading = sum(not grid.complete for grid in store.grids())
            return store.on_map.shown(only, with_pin), store.incidents(), store.login_state(), loading

        def show(read) -> None:
            shown, incidents, self.login_state, self.loading = read
            self.draw_hint()
            self.map_filter.count(len(shown.states), shown.doors)
            self.grid_map.set_building_states(shown.states, care=shown.care)
            self.open_places = [(it.lon, it.lat) for it in incidents if it.state not in DONE]
            self.grid_map.set_incidents(
                [(it.id, it.lon, it.lat, it.state) for it in incidents if it.state not in CLOSED_STATES]
            )

        self.worker.run(read, show, topic="states")
        self.read_page()

    def buildings_with_pin(self) -> set[str]:
        """The buildings on which, or right before which, the pin of an open incident stands."""
        near = self.grid_map.buildings_near
        return {next(iter(near(lon, lat, AT_THE_WALL)), "") for lon, lat in self.open_places}

    def read_page(self) -> None:
        """What the open page shows may have changed with a sync."""
        page = self.ids.sheet.page
        if page is self.pages["building"] and page.building:
            page.open(page.building.id)
        elif page is self.pages["household"] and page.household:
            page.open(page.household.id)

    # -- the sheet -------------------------------------------------------------------------------------------------

    def show_page(self, name: str, place: str) -> None:
        self.ids.sheet.show(self.pages[name], place)

    def close_sheet(self) -> None:
        self.grid_map.selected_building = None
        self.ids.sheet.go("hidden")

    def dragged_away(self) -> None:
        page = self.ids.sheet.page
        if page is self.pages["visit"] or page is self.pages["form_pin"]:
            page.leave()
        elif page in (self.pages["register"], self.pages["resident"]):
            # A finger that slips must not lose what was typed.
            self.ids.sheet.go("full")
        elif self.reporting:
            self.stop_report()
        elif page is self.pages["saved"]:
            page.done()
        else:
            self.close_sheet()

    def open_building(self, building_id: str) -> None:
        if self.has_pin:
            return
        self.finder.shut()
        self.grid_map.selected_building = building_id
        self.pages["building"].open(building_id)
        self.show_page("building", "half")

    def open_household(self, household_id: str, place: str = "half") -> None:
        self.pages["household"].open(household_id)
        self.show_page("household", place)

    def open_hit(self, hit) -> None:
        """Shows the door's place on the map and the household in the sheet."""
        self.stop_report_quietly()
        self.grid_map.selected_building = hit.building_id
        self.fly_above_sheet(hit.lon, hit.lat)
        self.open_household(hit.household_id)

    def fly_above_sheet(self, lon: float, lat: float) -> None:
        self.grid_map.fly_to(lon, lat, CLOSE_UP)

    def back_to_building(self, household) -> None:
        if household is None:
            self.close_sheet()
        else:
            self.open_building(household.building_id)

    def open_register(self, household) -> None:
        self.pages["register"].open(household)
        self.show_page("register", "full")

    def open_resident(self, household, resident=None) -> None:
        self.pages["resident"].open(household, resident)
        self.show_page("resident", "full")

    def register_saved(self, household_id: str, key: str) -> None:
        self.say_saved(key)
        self.syncing.recorded()
        self.open_household(household_id)

    def open_incident(self, incident_id: str) -> None:
        if not self.has_pin:
            self.pages["incident"].open(incident_id)
            self.show_page("incident", "half")

    def open_several(self, found) -> None:
        if not self.has_pin:
            self.finder.shut()
            self.grid_map.selected_building = None
            self.pages["several"].open(found)
            self.show_page("several", "half")

    def open_legend(self) -> None:
        self.show_page("legend", "full")

    # -- reporting -------------------------------------------------------------------------------------------------

    def start_report(self) -> None:
        if self.reporting:
            return
        self.finder.shut()
        self.grid_map.selected_building = None
        self.reporting = True
        self.pages["report"].open()

    def report_step(self, step: str) -> None:
        self.grid_map.pin_mode = step == "place"
        self.show_page("report", "peek" if step == "place" else "full")

    def report_saved(self, said: str) -> None:
        self.stop_report()
        self.say_saved(said)
        self.syncing.recorded()

    def stop_report(self) -> None:
        self.stop_report_quietly()
        self.ids.sheet.go("hidden")
        self.ways.at_map()

    def stop_report_quietly(self) -> None:
        self.reporting = False
        self.grid_map.pin_mode = False

    # -- position --------------------------------------------------------------------------------------------------

    def locate(self) -> None:
        def found(fix) -> None:
            self.show_position(fix.lon, fix.lat, fix.accuracy_m, fix.heading)

        self.gps.take(found, self.no_position)

    def show_position(self, lon: float, lat: float, accuracy: float, heading: float | None = None) -> None:
        self.grid_map.set_position(lon, lat, accuracy, heading)
        self.grid_map.fly_to(lon, lat, CLOSE_UP)

    def no_position(self, code: str) -> None:
        self.say_toast(lambda: words.say_or(f"fix.{code}", "fix.none"), "warn")

    def zoom(self, factor: float) -> None:
        self.grid_map.zoom_by(factor)

    # -- short messages --------------------------------------------------------------------------------------------

    def say_saved(self, key: str) -> None:
        self.say_toast(lambda: words.say(key), "good")

    def say_toast(self, sentence: Callable[[], str], kind: str) -> None:
        self.toast_kind = kind
        words.tell(self, "toast", sentence)
        Clock.unschedule(self.clear_toast)
        Clock.schedule_once(self.clear_toast, 5)

    def clear_toast(self, *_: object) -> None:
        self.toast = ""
