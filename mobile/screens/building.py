"""A building's page in the sheet: how its doors stand, and the board of floors and units."""

from kivy.properties import ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.signs import StateTag
from mobile.widgets.theme import theme
from mobile.widgets.words import words

ORDER = ("overdue", "never", "not_home", "due", "contacted", "excluded")


class BuildingPage(BoxLayout):
    """Fires `on_household(id)` and `on_close`."""

    building_name = StringProperty("")
    address = StringProperty("")
    problem = StringProperty("")
    peek_height = NumericProperty(0)
    counts = ListProperty()
    page = StringProperty("building")

    __events__ = ("on_household", "on_close")

    def __init__(self, *, store, worker, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.worker = worker
        self.building = None
        self.board = None
        words.fbind("say", self.draw)
        theme.fbind("text_scale", self.draw)
        self.fbind("width", self.draw)

    def on_household(self, household_id: str) -> None:
        """A door was pressed."""

    def on_close(self) -> None:
        """The page is no longer wanted."""

    def open(self, building_id: str) -> None:
        def read():
            return self.store.building(building_id), self.store.board(building_id)

        self.worker.run(read, self.show, self.failed, topic="building")

    def show(self, pair) -> None:
        same = self.building is not None and self.building.id == pair[0].id
        self.building, self.board = pair
        self.problem = ""
        self.draw()
        if not same:
            self.ids.scroll.scroll_y = 1

    def failed(self, problem: Exception) -> None:
        """Buildings outside one's grids are drawn, but nothing is known of them."""
        self.building = self.board = None
        self.address = ""
        words.tell(self, "building_name", lambda: words.say("building.unknown"))
        self.ids.tags.clear_widgets()
        self.ids.board.clear_widgets()
        words.tell_problem(self, problem)

    def draw(self, *_: object) -> None:
        building = self.building
        if building is None or self.width < 200:
            return
        self.building_name = building.name
        doors = words.say("building.doors", n=building.doors, floors=building.floors)
        self.address = f"{building.address} · {doors}" if building.address else doors
        tags = self.ids.tags
        tags.clear_widgets()
        for state in ORDER:
            if building.counts.get(state):
                tags.add_widget(StateTag(state=state, text=words.say(f"state.{state}_n", n=building.counts[state])))
        grid = self.ids.board
        grid.name_floor = lambda floor: words.say("board.floor", n=floor)
        grid.name_unit = lambda unit: words.say("board.unit", n=unit)
        grid.fill(self.board, self.width - 32)

    def pressed(self, door) -> None:
        if door.household_id:
            self.dispatch("on_household", door.household_id)
