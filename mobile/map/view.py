"""The map as a widget: give it the parts of a pack, the states of buildings, incidents and a position; it tells what
was tapped. All positions at its edge are EPSG:4326 (lon, lat)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from math import exp, hypot
from pathlib import Path
from time import monotonic
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle, StencilPop, StencilPush, StencilUnUse, StencilUse
from kivy.metrics import Metrics
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from mobile.map import markers as shapes
from mobile.map.camera import Camera
from mobile.map.furniture import Furniture
from mobile.map.gestures import Action, Fling, Gestures, Pan, Tap, Zoom
from mobile.map.label_layer import LabelLayer
from mobile.map.layers import ORDER, Layers, uniforms
from mobile.map.loading import SceneLoader
from mobile.map.markers import SIGN_OF_STATE, Marker, MarkerLayer
from mobile.map.overlay import Overlay
from mobile.map.palette import CARE_OUTLINE, DAY, NIGHT, SELECTED_OUTLINE, STATES, rgb
from mobile.map.placement import Box
from mobile.map.projection import Projection
from mobile.map.scene import Scene, SceneBuilding, Tile

FONT = Path(__file__).resolve().parent.parent / "assets" / "fonts" / "NotoSansSC-Regular.otf"
TOUCH_SLOP_DP = 22.0
SIGNS_FROM = 0.8
LABEL_SECONDS = 0.12  # between two placements while the map moves
ANIMATION_SECONDS = 0.18
FRICTION = 5.0
DONE = frozenset({"resolved", "verified", "closed", "rejected", "merged", "cancelled"})


class GridMap(Widget):
    """The offline map of a worker's grids.

    Events: `on_building(id)`, `on_incident(id)`, `on_place(lon, lat)` for a tap on nothing, `on_moved()` when the view
    has changed, `on_loaded()` and `on_broken(error)` after `load_parts`.
    """

    night = BooleanProperty(False)
    pin_mode = BooleanProperty(False)
    selected_building = ObjectProperty(None, allownone=True)
    font_path = StringProperty(str(FONT))
    attribution = StringProperty("© OpenStreetMap contributors")
    # Pixels at the bottom that a sheet covers: what the map shows as its middle lies above them.
    bottom_inset = NumericProperty(0)
    ready = BooleanProperty(False)

    __events__ = ("on_building", "on_incident", "on_place", "on_moved", "on_loaded", "on_broken")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.camera = Camera(scale=Metrics.density, density=Metrics.density)
        self.scene = Scene()
        self._projection: Projection | None = None
        self._states: dict[str, str] = {}
        self._care: frozenset[str] = frozenset()
        self._incidents: list[tuple[str, float, float, str]] = []
        self._position: tuple[float, float, float] | None = None
        self._route: tuple[list[tuple[float, float]], tuple[float, float] | None] = ([], None)
        self._area: list[list[tuple[float, float]]] = []
        self._fit_wanted = True
        self._signs_for: object = None
        self._states_version = 0
        self._labelled_at = 0.0
        self._velocity = (0.0, 0.0)
        self._gestures = Gestures(slop=10 * Metrics.density)
        self._loader = SceneLoader(self._show_scene, lambda error: self.dispatch("on_broken", error))
        self._animation: tuple[float, Camera, Camera] | None = None
        self._build_canvas()
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
        changed = {key for key in self._states.keys() | states.keys() if self._states.get(key) != states.get(key)}
        changed |= self._care ^ frozenset(care)
        self._states, self._care = dict(states), frozenset(care)
        self._repaint(changed)

    def set_incidents(self, incidents: Iterable[tuple[str, float, float, str]]) -> None:
        """Shows incidents as pins: (id, lon, lat, state)."""
        self._incidents = list(incidents)
        self._show_incidents()

    def set_position(self, lon: float, lat: float, accuracy_m: float) -> None:
        """Shows where the worker is, with a circle as large as the doubt."""
        self._position = (lon, lat, accuracy_m)
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
        if self._projection is None:
            return
        x, y = self._projection.to_metres(lon, lat)
        self._stop()
        target = self.camera.looking_at(x, y, None if scale is None else scale * self.camera.density)
        self._animation = (monotonic(), self.camera, target)
        Clock.schedule_interval(self._animate, 0)

    def fit(self) -> None:
        """Shows all of the worker's own grids."""
        self._fit_wanted = True
        box = self.scene.own_box or self.scene.box
        if box and self.width > 1 and self.height > 1:
            self._fit_wanted = False
            self._stop()
            self._move(self.camera.fitted(box, margin=28 * self.camera.density))

    def zoom_by(self, factor: float) -> None:
        """For zoom buttons: about the middle of the view."""
        self._zoom_animated(factor, *self.camera.middle)

    @property
    def centre_lonlat(self) -> tuple[float, float] | None:
        """Where the middle of the view lies, above what a sheet covers. None before a pack is loaded."""
        return self._projection.to_lonlat(self.camera.x, self.camera.y) if self._projection else None

    @property
    def pin_lonlat(self) -> tuple[float, float] | None:
        """Where the pin's tip stands in pin mode."""
        return self.centre_lonlat if self.pin_mode else None

    def to_screen(self, lon: float, lat: float) -> tuple[float, float] | None:
        """The pixel of a place, in the coordinates of the map's parent."""
        return self.camera.to_screen(*self._projection.to_metres(lon, lat)) if self._projection else None

    # ---- what lies under a finger -------------------------------------------------------------------------------

    def pick(self, x: float, y: float) -> str | None:
        """The id of the building at a pixel: the one under it, else the nearest within reach of a finger."""
        return next(iter(self.pick_all(x, y)), None)

    def pick_all(self, x: float, y: float) -> list[str]:
        """All buildings within reach of a finger, the nearest first."""
        within = TOUCH_SLOP_DP * self.camera.density / self.camera.scale
        return [hit.id for hit in self.scene.index.near(*self.camera.to_world(x, y), within)]

    def pick_incident(self, x: float, y: float) -> str | None:
        """The id of the incident whose pin is at a pixel, the one drawn last first."""
        reach, head = TOUCH_SLOP_DP * self.camera.density, 1.3 * shapes.PIN_SIZE * self.camera.density
        for incident_id, lon, lat, _ in reversed(self._incidents):
            at = self.to_screen(lon, lat)
            if at and hypot(at[0] - x, at[1] + head - y) <= reach:
                return incident_id
        return None

    # ---- drawing ------------------------------------------------------------------------------------------------

    def _build_canvas(self) -> None:
        look = self._palette
        font_scale = Metrics.density * Metrics.fontscale
        self.layers = Layers(look)
        self._signs, self._pins = MarkerLayer(look), MarkerLayer(look)
        self._dot, self._drop_pin = MarkerLayer(look), MarkerLayer(look)
        self._labels = LabelLayer(self.font_path, look, font_scale)
        self._overlay = Overlay(self.font_path, look, font_scale)
        self._furniture = Furniture(self.font_path, look, font_scale)
        with self.canvas:
            StencilPush()
            self._clip = Rectangle()
            StencilUse()
            self._land_colour = Color(*rgb(look.land))
            self._land = Rectangle()
            Color(1, 1, 1, 1)
        for name, _, _ in ORDER:
            self.canvas.add(self.layers.contexts[name])
            if name == "ground":
                self._add_all(self._overlay.under)
        self._add_all(self._overlay.over)
        self._add_all(layer.context for layer in (self._signs, self._labels))
        self._add_all(self._overlay.top)
        self._add_all(layer.context for layer in (self._pins, self._dot, self._drop_pin))
        self.canvas.add(self._furniture.group)
        with self.canvas:
            StencilUnUse()
            self._unclip = Rectangle()
            StencilPop()

    def _add_all(self, contexts: Iterable[Any]) -> None:
        for context in contexts:
            self.canvas.add(context)

    @property
    def _palette(self):  # type: ignore[no-untyped-def]
        return NIGHT if self.night else DAY

    def _resize(self, *_: object) -> None:
        for rectangle in (self._clip, self._unclip, self._land):
            rectangle.pos, rectangle.size = self.pos, self.size
        height = max(self.height - self.bottom_inset, 1)
        self.camera = replace(
            self.camera, width=self.width, height=height, left=self.x, bottom=self.y + self.bottom_inset
        )
        if self._fit_wanted:
            self.fit()
        self._soon()

    def _follow(self, _dt: float = 0) -> None:
        """Brings everything to where the camera looks now. Runs at most once a frame."""
        view = self._whole_view()
        complete = self.layers.look(view)
        for layer in (self._signs, self._labels, self._pins, self._dot):
            uniforms(layer.context, view)
        self._overlay.look(view)
        uniforms(self._drop_pin.context, replace(view, x=0.0, y=0.0, **_middle(self.camera)))
        self._furniture.attribution = self.attribution
        self._furniture.update(view, self.bottom_inset)
        tiles = self.layers.tiles_in_view(view, margin=60 * view.density)
        self._show_signs(tiles, view)
        self._place_labels(tiles, view)
        if not complete:
            self._next_frame()

    def _whole_view(self) -> Camera:
        """The camera for drawing: the part under a sheet is drawn too, so that it is there when the sheet goes."""
        if not self.bottom_inset:
            return self.camera
        middle_y = self.y + self.height / 2
        world_y = self.camera.to_world(self.camera.middle[0], middle_y)[1]
        return replace(self.camera, y=world_y, height=self.height, bottom=self.y)

    def _place_labels(self, tiles: Sequence[Tile], view: Camera) -> None:
        if not self._labels.due(view):
            return
        if monotonic() - self._labelled_at < LABEL_SECONDS:
            self._later()
            return
        self._labelled_at = monotonic()
        signs = set(SIGN_OF_STATE)

        def has_sign(building_id: str) -> bool:
            return self._states.get(building_id) in signs or building_id in self._care

        if not self._labels.update(self.scene, tiles, view, self._taken(view), has_sign):
            self._labelled_at = 0.0
            self._next_frame()

    def _taken(self, view: Camera) -> list[Box]:
        """Where no label may stand: on the pins of incidents."""
        size = shapes.PIN_SIZE * view.density
        boxes = []
        for _, lon, lat, _ in self._incidents:
            at = self.to_screen(lon, lat)
            if at and view.left < at[0] < view.left + view.width and view.bottom < at[1] < view.bottom + view.height:
                boxes.append(Box(at[0] - size * 0.6, at[1], at[0] + size * 0.6, at[1] + 2 * size))
        stop = shapes.STOP_SIZE * view.density
        for x, y in self._overlay.stops:
            px, py = view.to_screen(x, y)
            boxes.append(Box(px - stop, py - stop, px + stop, py + stop))
        return boxes

    def _show_signs(self, tiles: Sequence[Tile], view: Camera) -> None:
        near = view.scale / view.density >= SIGNS_FROM
        wanted = (frozenset(tiles), self._states_version) if near else None
        if wanted == self._signs_for:
            return
        self._signs_for = wanted
        buildings = (building for tile in tiles if near for building in self.scene.buildings_of_tile.get(tile, ()))
        self._signs.show(marker for building in buildings for marker in self._signs_of(building))

    def _signs_of(self, building: SceneBuilding) -> Iterable[Marker]:
        sign = SIGN_OF_STATE.get(self._states.get(building.id, ""))
        care = building.id in self._care
        apart = 8.5 if sign is not None and care else 0.0
        if sign is not None:
            yield Marker(building.x, building.y, sign, shapes.SIGN_SIZE, building.extent, -apart)
        if care:
            yield Marker(building.x, building.y, shapes.HEART, shapes.SIGN_SIZE, building.extent, apart)

    def _repaint(self, building_ids: Iterable[str]) -> None:
        touched: set[Tile] = set()
        for building_id in building_ids:
            building = self.scene.buildings.get(building_id)
            if building and self.scene.paint(building, *self._styles_of(building_id)):
                touched.add(building.tile)
        self.layers.refresh(touched)
        self._states_version += 1
        self._labels.forget()
        self._soon()

    def _styles_of(self, building_id: str) -> tuple[int, int]:
        state = self._states.get(building_id, "none")
        fill = STATES.index(state) if state in STATES else 0
        if building_id == self.selected_building:
            return fill, SELECTED_OUTLINE
        return fill, CARE_OUTLINE if building_id in self._care else fill

    def _show_scene(self, scene: Scene) -> None:
        first = self._projection is None
        self.scene = scene
        self._projection = Projection(*scene.centre) if scene.centre else None
        for building in scene.buildings.values():
            scene.paint(building, *self._styles_of(building.id))
        self.layers.show(scene)
        self._labels.forget()
        self._signs_for = None
        self._states_version += 1
        self._show_incidents()
        self._show_position()
        self._show_route()
        self._show_area()
        if first or self._fit_wanted:
            self.fit()
        self._soon()
        self.ready = True
        self.dispatch("on_loaded")

    def _show_incidents(self) -> None:
        if self._projection is None:
            return
        pins = []
        for _, lon, lat, state in sorted(self._incidents, key=lambda row: (row[3] not in DONE, -row[2])):
            shape = shapes.INCIDENT_DONE if state in DONE else shapes.INCIDENT
            pins.append(Marker(*self._projection.to_metres(lon, lat), shape, shapes.PIN_SIZE))
        self._pins.show(pins)
        self._labels.forget()
        self._soon()

    def _show_position(self) -> None:
        if self._projection is None or self._position is None:
            self._dot.show([])
            return
        lon, lat, accuracy = self._position
        x, y = self._projection.to_metres(lon, lat)
        ring = Marker(x, y, shapes.ACCURACY, -max(accuracy, 0.5))
        self._dot.show([ring, Marker(x, y, shapes.POSITION, shapes.POSITION_SIZE)])

    def _show_route(self) -> None:
        if self._projection is not None:
            metres = self._projection.to_metres
            stops, start = self._route
            self._overlay.show_route([metres(*stop) for stop in stops], metres(*start) if start else None)
            self._labels.forget()
            self._soon()

    def _show_area(self) -> None:
        if self._projection is not None:
            self._overlay.show_area([[self._projection.to_metres(*point) for point in ring] for ring in self._area])
            self._soon()

    def on_pin_mode(self, *_: object) -> None:
        self._drop_pin.show([Marker(0, 0, shapes.DROP_PIN, shapes.DROP_SIZE)] if self.pin_mode else [])
        self._soon()

    def on_selected_building(self, _: object, building_id: str | None) -> None:
        before, self._outlined = getattr(self, "_outlined", None), building_id
        self._repaint({key for key in (before, building_id) if key})

    def on_night(self, *_: object) -> None:
        look = self._palette
        self._land_colour.rgb = rgb(look.land)
        for layer in (self.layers, self._signs, self._pins, self._dot, self._drop_pin, self._labels):
            layer.recolour(look)
        for layer in (self._overlay, self._furniture):
            layer.recolour(look)
        self._labelled_at = 0.0
        self._soon()

    # ---- moving -------------------------------------------------------------------------------------------------

    def _move(self, camera: Camera) -> None:
        box = self.scene.box
        self.camera = camera.kept_within(box) if box else camera
        self._soon()
        self.dispatch("on_moved")

    def _stop(self) -> None:
        self._velocity = (0.0, 0.0)
        self._animation = None
        Clock.unschedule(self._glide)
        Clock.unschedule(self._animate)

    def _glide(self, dt: float) -> bool:
        vx, vy = self._velocity
        self._move(self.camera.panned(vx * dt, vy * dt))
        fade = exp(-FRICTION * dt)
        self._velocity = (vx * fade, vy * fade)
        return hypot(*self._velocity) > 20 * self.camera.density

    def _animate(self, _dt: float) -> bool:
        if self._animation is None:
            return False
        started, start, end = self._animation
        t = min((monotonic() - started) / ANIMATION_SECONDS, 1.0)
        eased = 1 - (1 - t) ** 3
        scale = start.scale * (end.scale / start.scale) ** eased
        # The place moves with the zoom, so that the point zoomed about stands still.
        moved = (
            eased
            if abs(end.scale / start.scale - 1) < 1e-6
            else (1 / start.scale - 1 / scale) / (1 / start.scale - 1 / end.scale)
        )
        x, y = start.x + (end.x - start.x) * moved, start.y + (end.y - start.y) * moved
        self._move(replace(self.camera, x=x, y=y, scale=scale))
        if t < 1:
            return True
        self._animation = None
        self._move(replace(self.camera, x=end.x, y=end.y, scale=end.scale))
        return False

    def _zoom_animated(self, factor: float, x: float, y: float) -> None:
        start = self._animation[2] if self._animation else self.camera
        self._stop()
        target = start.zoomed(factor, x, y)
        self._animation = (monotonic(), self.camera, target)
        Clock.schedule_interval(self._animate, 0)

    # ---- touches ------------------------------------------------------------------------------------------------

    def on_touch_down(self, touch) -> bool:  # type: ignore[no-untyped-def]
        if super().on_touch_down(touch):
            return True
        if not self.collide_point(*touch.pos) or touch.y < self.y + self.bottom_inset:
            return False
        if touch.is_mouse_scrolling:
            self._zoom_animated(1.5 if touch.button == "scrolldown" else 1 / 1.5, *touch.pos)
            return True
        self._stop()
        touch.grab(self)
        self._act(self._gestures.down(touch.uid, *touch.pos, monotonic()))
        return True

    def on_touch_move(self, touch) -> bool:  # type: ignore[no-untyped-def]
        if touch.grab_current is not self:
            return bool(super().on_touch_move(touch))
        self._act(self._gestures.move(touch.uid, *touch.pos, monotonic()))
        return True

    def on_touch_up(self, touch) -> bool:  # type: ignore[no-untyped-def]
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        self._act(self._gestures.up(touch.uid, *touch.pos, monotonic()))
        return True

    def _act(self, actions: Iterable[Action]) -> None:
        for action in actions:
            match action:
                case Pan(dx, dy):
                    self._move(self.camera.panned(dx, dy))
                case Zoom(factor, x, y, animated=True):
                    self._zoom_animated(factor, x, y)
                case Zoom(factor, x, y):
                    about = self.camera.middle if self.pin_mode else (x, y)
                    self._move(self.camera.zoomed(factor, *about))
                case Fling(vx, vy):
                    self._velocity = (vx, vy)
                    Clock.schedule_interval(self._glide, 0)
                case Tap(x, y):
                    self._tap(x, y)

    def _tap(self, x: float, y: float) -> None:
        if self._projection is None:
            return
        place = self._projection.to_lonlat(*self.camera.to_world(x, y))
        if self.pin_mode:
            self.fly_to(*place)
            return
        incident = self.pick_incident(x, y)
        building = self.pick(x, y)
        if incident:
            self.dispatch("on_incident", incident)
        elif building:
            self.dispatch("on_building", building)
        else:
            self.dispatch("on_place", *place)

    def on_building(self, building_id: str) -> None:
        """A building was tapped."""

    def on_incident(self, incident_id: str) -> None:
        """The pin of an incident was tapped."""

    def on_place(self, lon: float, lat: float) -> None:
        """The map was tapped where nothing stands."""

    def on_moved(self) -> None:
        """The view has moved or zoomed."""

    def on_loaded(self) -> None:
        """The parts given to `load_parts` are shown."""

    def on_broken(self, error: Exception) -> None:
        """A part could not be read; the map shows what it showed before."""


def _middle(camera: Camera) -> dict[str, float]:
    return {"left": camera.left, "bottom": camera.bottom, "width": camera.width, "height": camera.height}
