"""How each building looks: the state of its doors, whether somebody in care lives there, whether it is chosen."""

from collections.abc import Collection, Iterable, Mapping

from mobile.map.markers import HEART, SIGN_OF_STATE, SIGN_SIZE, Marker
from mobile.map.palette import CARE_OUTLINE, SELECTED_OUTLINE, STATES
from mobile.map.scene import Scene, SceneBuilding, Tile

APART_DP = 8.5  # of two signs on one building


class Colouring:
    """Writes states into the scene's vertices; only what has changed is touched. `version` counts the changes."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.states: dict[str, str] = {}
        self.care: frozenset[str] = frozenset()
        self.selected: str | None = None
        self.version = 0

    def set_states(self, states: Mapping[str, str], care: Collection[str]) -> set[Tile]:
        """The tiles that are to be drawn anew."""
        changed = {key for key in self.states.keys() | states.keys() if self.states.get(key) != states.get(key)}
        changed |= self.care ^ frozenset(care)
        self.states, self.care = dict(states), frozenset(care)
        return self._paint(changed)

    def set_one(self, building_id: str, state: str | None) -> set[Tile]:
        """One building has changed, as after a visit: nothing else is looked at."""
        if self.states.get(building_id) == state:
            return set()
        if state is None:
            del self.states[building_id]
        else:
            self.states[building_id] = state
        return self._paint([building_id])

    def select(self, building_id: str | None) -> set[Tile]:
        before, self.selected = self.selected, building_id
        return self._paint({key for key in (before, building_id) if key})

    def show(self, scene: Scene) -> None:
        """Paints all of another scene."""
        self.scene = scene
        for building in scene.buildings.values():
            scene.paint(building, *self._styles(building.id))
        self.version += 1

    def _paint(self, building_ids: Iterable[str]) -> set[Tile]:
        touched: set[Tile] = set()
        for building_id in building_ids:
            building = self.scene.buildings.get(building_id)
            if building and self.scene.paint(building, *self._styles(building_id)):
                touched.add(building.tile)
        self.version += 1
        return touched

    def _styles(self, building_id: str) -> tuple[int, int]:
        state = self.states.get(building_id, "none")
        fill = STATES.index(state) if state in STATES else 0
        if building_id == self.selected:
            return fill, SELECTED_OUTLINE
        return fill, CARE_OUTLINE if building_id in self.care else fill

    # -- signs

    def has_sign(self, building_id: str) -> bool:
        return self.states.get(building_id) in SIGN_OF_STATE or building_id in self.care

    def signs(self, building: SceneBuilding) -> Iterable[Marker]:
        sign = SIGN_OF_STATE.get(self.states.get(building.id, ""))
        care = building.id in self.care
        apart = APART_DP if sign is not None and care else 0.0
        if sign is not None:
            yield Marker(building.x, building.y, sign, SIGN_SIZE, building.extent, -apart)
        if care:
            yield Marker(building.x, building.y, HEART, SIGN_SIZE, building.extent, apart)
