"""The map as a widget: give it the parts of a pack, the states of buildings, incidents and a position; it tells what
was tapped. All positions at its edge are EPSG:4326 (lon, lat)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from math import degrees
from pathlib import Path

from kivy.clock import Clock
from kivy.metrics import Metrics
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from mobile.map.camera import Camera
from mobile.map.colouring import Colouring
from mobile.map.gestures import Action, Fling, Gestures, Pan, Tap, Turn, Turned, Zoom
from mobile.map.loading import SceneLoader
from mobile.map.meant import Found, meant
from mobile.map.motion import Motion
from mobile.map.palette import DAY, NIGHT, Palette
from mobile.map.picture import LABEL_SECONDS, Picture
from mobile.map.pins import Incident, Position
from mobile.map.projection import Projection
from mobile.map.scene import Scene, Tile
from mobile.map.touching import Touching

FONT = Path(__file__).resolve().parent.parent / "assets" / "fonts" / "NotoSansSC-Regular.otf"
TOUCH_SLOP_DP = 22.0


class GridMap(Touching, Widget):
    """The offline map of a worker's grids.

    Events: `on_building(id)`, `on_incident(id)`, `on_several(found)` where a tap may have meant any of some (`Found`,
    nearest first), `on_place(lon, lat)` for a tap on nothing, `on_moved()` when the view has changed, `on_loaded()` and
    `on_broken(error)` after `load_parts`.
    """

    night = BooleanProperty(False)
    pin_mode = BooleanProperty(False)
    selected_building = ObjectProperty(None, allownone=True)
    font_path = StringProperty(str(FONT))
    attribution = StringProperty("© OpenStreetMap contributors")
    # Pixels at the bottom that a sheet covers: what the map shows as its middle lies above them.
    bottom_inset = NumericProperty(0)
    ready = BooleanProperty(False)
    # Degrees that the map is turned against the clock: a compass shows it.
    bearing = NumericProperty(0.0)

    __events__ = ("on_building", "on_incident", "on_several", "on_place", "on_moved", "on_loaded", "on_broken")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.camera = Camera(scale=Metrics.density, density=Metrics.density)
        self.scene = Scene()
        self._projection: Projection | None = None
        self._incidents: list[Incident] = []
        self._position: Position | None = None
        self._route: tuple[list[tuple[float, float]], tuple[float, float] | None] = ([], None)
        self._area: list[list[tuple[float, float]]] = []
        self._fit_wanted = True
        self._gestures = Gestures(slop=10 * Metrics.density)
        self.motion = Motion(lambda: self.camera, self._move)
        self._loader = SceneLoader(self._show_scene, lambda error: self.dispatch("on_broken", error))
        self.colouring = Colouring()
        self._picture = Picture(self.canvas, self.colouring, self._palette, self.font_path)
        self.layers = self._picture.layers
        self._soon = Clock.create_trigger(self._follow, -1)
        self._next_frame = Clock.create_trigger(self._follow, 0)
        self._later = Clock.create_trigger(self._follow, LABEL_SECONDS)
        self.bind(pos=self._resize, size=self._resize, bottom_inset=self._resize)
        self._resize()

    # ---- what to show -------------------------------------------------------------------------------------------

    def load_parts(self, paths: Sequence[Path | str]) -> None:
        """Reads the parts of a pack in a worker thread and shows them when they are read."""
        self._loader.load(paths)

    def set_building_states(self, states: Mapping[str, str], care: Collection[str] = frozenset()) -> None:
        """Colours buildings: id → contacted, due, overdue, not_home, never, excluded. Others stay plain.

        `care` holds the ids of buildings where a person in care lives.
        """
        self._redraw(self.colouring.set_states(states, care))

    def set_building_state(self, building_id: str, state: str | None) -> None:
        """Recolours one building at once."""
        self._redraw(self.colouring.set_one(building_id, state))

    def set_incidents(self, incidents: Iterable[Incident]) -> None:
        """Shows incidents as pins: (id, lon, lat, state)."""
        self._incidents = list(incidents)
        self._show_incidents()

    def set_position(self, lon: float, lat: float, accuracy_m: float, heading: float | None = None) -> None:
        """Shows where the worker is, with a circle as large as the doubt, and which way the device says that it goes:
        degrees from north with the clock."""
        self._position = (lon, lat, accuracy_m, heading)
        self._show_position()

    def clear_position(self) -> None:
        self._position = None
        self._show_position()

    def show_route(self, stops: Sequence[tuple[float, float]], start: tuple[float, float] | None = None) -> None:
        """Shows a walk: its stops (lon, lat) with their numbers, 1 first, joined by a line. Empty: none.

        `start` is where the walk begins, if that is no stop.
        """
        self._route = list(stops), start
        self._show_route()

    def show_area(self, rings: Iterable[Sequence[tuple[float, float]]]) -> None:
        """Shows an area, as of an emergency: all rings (lon, lat) of it, outer ones and holes. Empty: none."""
        self._area = [list(ring) for ring in rings]
        self._show_area()

    # ---- where to look ------------------------------------------------------------------------------------------

    def fly_to(self, lon: float, lat: float, scale: float | None = None) -> None:
        """Moves there within 180 ms. `scale` in dp per metre; 2.5 shows single buildings well."""
        if self._projection is not None:
            x, y = self._projection.to_metres(lon, lat)
            density = self.camera.density
            self.motion.fly(self.camera.looking_at(x, y, None if scale is None else scale * density))

    def fly_to_box(self, points: Iterable[tuple[float, float]]) -> None:
        """Moves so that all these places (lon, lat) are in view: a walk, an area."""
        if self._projection is None:
            return
        metres = [self._projection.to_metres(*point) for point in points]
        if metres:
            xs, ys = [x for x, _ in metres], [y for _, y in metres]
            box = min(xs), min(ys), max(xs), max(ys)
            self.motion.fly(self.camera.fitted(box, margin=48 * self.camera.density))

    def fit(self) -> None:
        """Shows all of the worker's own grids."""
        self._fit_wanted = True
        box = self.scene.own_box or self.scene.box
        if box and self.width > 1 and self.height > 1:
            self._fit_wanted = False
            self.motion.stop()
            self._move(self.camera.fitted(box, margin=28 * self.camera.density))

    def zoom_by(self, factor: float) -> None:
        """For zoom buttons: about the middle of the view."""
        self.motion.zoom(factor, *self.camera.middle)

    def face_north(self) -> None:
        """For the compass."""
        self.motion.face_north()

    @property
    def centre_lonlat(self) -> tuple[float, float] | None:
        """Where the middle of the view lies, above what a sheet covers. None before a pack is loaded."""
        return self._projection.to_lonlat(self.camera.x, self.camera.y) if self._projection else None

    @property
    def pin_lonlat(self) -> tuple[float, float] | None:
        """Where the pin's tip stands in pin mode."""
        return self.centre_lonlat if self.pin_mode else None

    def grid_at(self, lon: float, lat: float) -> tuple[str, str] | None:
        """(id, name) of the worker's own small grid in which a place lies; None outside of all of them."""
        ground = self.scene.grounds.at(*self._projection.to_metres(lon, lat)) if self._projection else None
        return (ground.id, ground.name) if ground else None

    def to_screen(self, lon: float, lat: float) -> tuple[float, float] | None:
        """The pixel of a place, in the coordinates of the map's parent."""
        return self.camera.to_screen(*self._projection.to_metres(lon, lat)) if self._projection else None

    # ---- what lies under a finger -------------------------------------------------------------------------------

    def pick(self, x: float, y: float) -> str | None:
        """The id of the building at a pixel: the one under it, else the nearest within reach of a finger."""
        return next(iter(self.pick_all(x, y)), None)

    def pick_all(self, x: float, y: float) -> list[str]:
        """All buildings within reach of a finger, the nearest first."""
        return [found.id for found in self._under(x, y) if found.kind == "building"]

    def pick_incident(self, x: float, y: float) -> str | None:
        """The id of the incident whose pin is at a pixel, the one drawn last first."""
        return next((found.id for found in self._under(x, y) if found.kind == "incident"), None)

    def buildings_near(self, lon: float, lat: float, within: float) -> list[str]:
        """The buildings at most so many metres away, the nearest first."""
        if self._projection is None:
            return []
        return [hit.id for hit in self.scene.index.near(*self._projection.to_metres(lon, lat), within)]

    def _under(self, x: float, y: float) -> list[Found]:
        """Everything within reach of a finger at a pixel: incidents before buildings, each the nearest first."""
        camera = self.camera
        reach = TOUCH_SLOP_DP * camera.density
        incidents = [Found("incident", it, px) for it, px in self._picture.pins.near(camera, x, y, reach)]
        hits = self.scene.index.near(*camera.to_world(x, y), reach / camera.scale)
        sizes = self.scene.buildings
        return incidents + [
            Found("building", hit.id, hit.distance * camera.scale, sizes[hit.id].extent * camera.scale) for hit in hits
        ]

    # ---- drawing ------------------------------------------------------------------------------------------------

    @property
    def _palette(self) -> Palette:
        return NIGHT if self.night else DAY

    def _resize(self, *_: object) -> None:
        self._picture.place(self.pos, self.size)
        height = max(self.height - self.bottom_inset, 1)
        self.camera = replace(
            self.camera, width=self.width, height=height, left=self.x, bottom=self.y + self.bottom_inset
        )
        if self._fit_wanted:
            self.fit()
        self._soon()

    def _follow(self, _dt: float = 0) -> None:
        """Brings everything to where the camera looks now. Runs at most once a frame."""
        self._picture.furniture.attribution = self.attribution
        more, later = self._picture.look(self._whole_view(), self.camera, self.bottom_inset)
        if later:
            self._later()
        if more:
            self._next_frame()

    def _whole_view(self) -> Camera:
        """The camera for drawing: the part under a sheet is drawn too, so that it is there when the sheet goes."""
        if not self.bottom_inset:
            return self.camera
        world = self.camera.to_world(self.camera.middle[0], self.y + self.height / 2)
        return replace(self.camera, x=world[0], y=world[1], height=self.height, bottom=self.y)

    def _redraw(self, tiles: Iterable[Tile]) -> None:
        self.layers.refresh(tiles)
        self._picture.labels.forget()
        self._soon()

    def _show_scene(self, scene: Scene) -> None:
        first = self._projection is None
        self.scene = scene
        self._projection = Projection(*scene.centre) if scene.centre else None
        self.colouring.show(scene)
        self._picture.show(scene)
        for show in (self._show_incidents, self._show_position, self._show_route, self._show_area):
            show()
        if first or self._fit_wanted:
            self.fit()
        self._soon()
        self.ready = True
        self.dispatch("on_loaded")

    def _show_incidents(self) -> None:
        if self._projection is not None:
            self._picture.pins.show_incidents(self._incidents, self._projection)
            self._picture.labels.forget()
            self._soon()

    def _show_position(self) -> None:
        if self._projection is not None:
            self._picture.pins.show_position(self._position, self._projection)

    def _show_route(self) -> None:
        if self._projection is not None:
            metres = self._projection.to_metres
            stops, start = self._route
            self._picture.overlay.show_route([metres(*stop) for stop in stops], metres(*start) if start else None)
            self._picture.labels.forget()
            self._soon()

    def _show_area(self) -> None:
        if self._projection is not None:
            metres = self._projection.to_metres
            self._picture.overlay.show_area([[metres(*point) for point in ring] for ring in self._area])
            self._soon()

    def on_pin_mode(self, *_: object) -> None:
        self._picture.pins.show_drop(self.pin_mode)
        self._soon()

    def on_selected_building(self, _: object, building_id: str | None) -> None:
        self._redraw(self.colouring.select(building_id))

    def on_night(self, *_: object) -> None:
        self._picture.recolour(self._palette)
        self._soon()

    # ---- moving -------------------------------------------------------------------------------------------------

    def _move(self, camera: Camera) -> None:
        box = self.scene.box
        self.camera = camera.kept_within(box) if box else camera
        self.bearing = degrees(self.camera.angle)
        self._soon()
        self.dispatch("on_moved")

    def act(self, action: Action) -> None:
        """Does what fingers mean."""
        match action:
            case Pan(dx, dy):
                self._move(self.camera.panned(dx, dy))
            case Zoom(factor, x, y, animated=True):
                self.motion.zoom(factor, x, y)
            case Zoom(factor, x, y):
                self._move(self.camera.zoomed(factor, *self._about(x, y)))
            case Turn(angle, x, y):
                self._move(self.camera.turned(angle, *self._about(x, y)))
            case Turned():
                self.motion.settle()
            case Fling(vx, vy):
                self.motion.glide(vx, vy)
            case Tap(x, y):
                self._tap(x, y)

    def _about(self, x: float, y: float) -> tuple[float, float]:
        """A dropped pin keeps its place while the map is zoomed or turned under it."""
        return self.camera.middle if self.pin_mode else (x, y)

    def _tap(self, x: float, y: float) -> None:
        if self._projection is None:
            return
        place = self._projection.to_lonlat(*self.camera.to_world(x, y))
        if self.pin_mode:
            self.fly_to(*place)
            return
        found = meant(self._under(x, y), self.camera.density)
        if len(found) > 1:
            self.dispatch("on_several", found)
        elif found:
            self.dispatch(f"on_{found[0].kind}", found[0].id)
        else:
            self.dispatch("on_place", *place)

    def on_building(self, building_id: str) -> None:
        """A building was tapped."""

    def on_incident(self, incident_id: str) -> None:
        """The pin of an incident was tapped."""

    def on_several(self, found: list[Found]) -> None:
        """A tap may have meant any of these."""

    def on_place(self, lon: float, lat: float) -> None:
        """The map was tapped where nothing stands."""

    def on_moved(self) -> None:
        """The view has moved, zoomed or turned."""

    def on_loaded(self) -> None:
        """The parts given to `load_parts` are shown."""

    def on_broken(self, error: Exception) -> None:
        """A part could not be read; the map shows what it showed before."""
