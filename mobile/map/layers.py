"""The map's layers on kivy.graphics: one shader context per layer, one Mesh per 400 m tile in it.

Meshes are made when their tile first comes into view, a few milliseconds' worth per frame; a frame of panning then sets
a few uniforms and nothing else, however many buildings there are.
"""

from array import array
from collections.abc import Iterable
from time import perf_counter
from typing import Any

from kivy.graphics import Mesh, RenderContext

from mobile.map import palette as colours
from mobile.map.camera import Camera
from mobile.map.palette import Palette
from mobile.map.scene import FILLS, Scene, Tile
from mobile.map.shaders import PAIRS

FILL_FORMAT = [(b"vPosition", 2, "float"), (b"vStyle", 1, "float")]
RIBBON_FORMAT = [(b"vPosition", 2, "float"), (b"vNormal", 2, "float"), (b"vAlong", 1, "float"), (b"vStyle", 1, "float")]
UPLOAD_SECONDS = 0.004  # of a frame, for new meshes
KEPT_TILES = 160
KEPT_VIEWS = 8  # lists of the tiles in view
MARKED_FROM = 0.3  # scale in px per dp-metre from which a building is large enough for a pattern
SIGNS_FROM = 0.8  # scale in px per dp-metre from which buildings carry signs
MAX_TILES_IN_VIEW = 400

# What is drawn, from the ground up: the layer's name here, the layer of the pack, and the shader.
ORDER = (
    ("areas", "areas", "fill"),
    ("area_edges", "area_edges", "ribbon"),
    ("ground", "ground", "fill"),
    ("casings", "roads", "ribbon"),
    ("roads", "roads", "ribbon"),
    ("buildings", "buildings", "fill"),
    ("building_edges", "building_edges", "ribbon"),
    ("boundaries", "boundaries", "ribbon"),
)
# Scale in px per dp-metre from which a layer shows at all.
SHOWN_FROM = {"buildings": 0.10, "building_edges": 0.45, "area_edges": 0.25}


def make_context(shader: str) -> RenderContext:
    """A context with one of the map's shaders. Both sources go into the constructor: set later, Kivy ignores one."""
    vertex, fragment = PAIRS[shader]
    return RenderContext(use_parent_projection=True, use_parent_modelview=True, vs=vertex, fs=fragment)


class Layers:
    """All tile layers of a scene. `group` holds the contexts in drawing order."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self.contexts: dict[str, RenderContext] = {name: make_context(shader) for name, _, shader in ORDER}
        self.scene = Scene()
        self._meshes: dict[Tile, dict[str, list[Mesh]]] = {}
        self._shown: dict[str, set[Tile]] = {name: set() for name, _, _ in ORDER}
        self._widths_at: float | None = None
        self._tiles_of: dict[tuple[int, int, int, int], list[Tile]] = {}
        self._culled: tuple[list[Tile], list[str]] | None = None
        for name, _, shader in ORDER:
            context = self.contexts[name]
            if shader == "ribbon":
                context["opacity"] = 1.0
                context["dashes"] = [[0.0, 1.0]] * colours.SLOTS
            else:
                context["pattern"] = colours.PLAIN
                context["phase"] = [0.0, 0.0]

    def show(self, scene: Scene) -> None:
        """Draws another scene from now on."""
        for name, _, _ in ORDER:
            self.contexts[name].clear()
            self._shown[name].clear()
        self._meshes.clear()
        self._tiles_of.clear()
        self._culled = None
        self.scene = scene

    def recolour(self, palette: Palette) -> None:
        self.palette = palette
        self._widths_at = None

    def look(self, camera: Camera) -> bool:
        """Follows the camera. Returns whether every tile in view is there; call again next frame if not."""
        aim(self.contexts.values(), camera)
        period = 8.0 * camera.density
        self.contexts["buildings"]["phase"] = [(camera.x * camera.scale) % period, (camera.y * camera.scale) % period]
        self._set_widths(camera)
        return self._cull(camera)

    def _set_widths(self, camera: Camera) -> None:
        """Palettes carry the widths in pixels; they change when the scale has changed by a hundredth."""
        if self._widths_at and abs(camera.scale / self._widths_at - 1) < 0.01:
            return
        self._widths_at = camera.scale
        look, scale, density, contexts = self.palette, camera.scale, camera.density, self.contexts
        contexts["areas"]["palette"] = colours.area_colours(look)
        contexts["ground"]["palette"] = colours.ground_colours(look)
        contexts["area_edges"]["palette"] = colours.edge_colours(look, density)
        contexts["casings"]["palette"] = colours.road_colours(look, scale, density, casing=True)
        contexts["roads"]["palette"] = colours.road_colours(look, scale, density, casing=False)
        contexts["roads"]["dashes"] = colours.rail_dashes(density)
        contexts["buildings"]["palette"] = colours.state_colours(look)
        contexts["buildings"]["pattern"] = colours.state_patterns(marked=MARKED_FROM <= scale / density < SIGNS_FROM)
        contexts["building_edges"]["palette"] = colours.outline_colours(look, scale, density)
        contexts["boundaries"]["palette"] = colours.boundary_colours(look, scale, density)
        contexts["boundaries"]["dashes"] = colours.boundary_dashes(density)

    def tiles_in_view(self, camera: Camera, margin: float = 0.0) -> list[Tile]:
        """The scene's tiles in view, the middle ones first."""
        key = x0, y0, x1, y1 = camera.seen_tiles(self.scene.tile_metres, margin)
        if key in self._tiles_of:
            return self._tiles_of[key]
        if len(self._tiles_of) > KEPT_VIEWS:
            self._tiles_of.clear()
        if (x1 - x0 + 1) * (y1 - y0 + 1) > len(self.scene.tiles):
            seen = [tile for tile in self.scene.tiles if x0 <= tile[0] <= x1 and y0 <= tile[1] <= y1]
        else:
            seen = [(x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1) if (x, y) in self.scene.tiles]
        if len(seen) > 4:
            size = self.scene.tile_metres
            seen.sort(key=lambda tile: abs(tile[0] * size - camera.x) + abs(tile[1] * size - camera.y))
        self._tiles_of[key] = seen[:MAX_TILES_IN_VIEW]
        return self._tiles_of[key]

    def _cull(self, camera: Camera) -> bool:
        # A building may reach out of its tile by a few dozen metres.
        seen = self.tiles_in_view(camera, margin=40.0 * camera.scale)
        hidden = [name for name, least in SHOWN_FROM.items() if camera.scale / camera.density < least]
        if self._culled == (seen, hidden):
            return True
        complete = self._make_meshes(seen)
        self._culled = (seen, hidden) if complete else None
        for name, _, _ in ORDER:
            wanted = set() if name in hidden else {tile for tile in seen if name in self._meshes.get(tile, ())}
            self._swap(name, wanted)
        return complete

    def _make_meshes(self, seen: Iterable[Tile]) -> bool:
        until = perf_counter() + UPLOAD_SECONDS
        for tile in seen:
            if tile not in self._meshes:
                if perf_counter() > until:
                    return False
                self._meshes[tile] = self._tile_meshes(tile)
        if len(self._meshes) > KEPT_TILES:
            keep = set(seen).union(*self._shown.values())
            self._meshes = {tile: meshes for tile, meshes in self._meshes.items() if tile in keep}
        return True

    def _tile_meshes(self, tile: Tile) -> dict[str, list[Mesh]]:
        layers = self.scene.tiles[tile]
        return {
            name: [_mesh(layer, vertices, indices) for vertices, indices in layers[layer] if len(indices)]
            for name, layer, _ in ORDER
            if layers.get(layer)
        }

    def _swap(self, name: str, wanted: set[Tile]) -> None:
        shown, context = self._shown[name], self.contexts[name]
        if wanted == shown:
            return
        for tile in shown - wanted:
            for mesh in self._meshes.get(tile, {}).get(name, ()):
                context.remove(mesh)
        for tile in wanted - shown:
            for mesh in self._meshes[tile][name]:
                context.add(mesh)
        self._shown[name] = wanted

    def refresh(self, tiles: Iterable[Tile]) -> None:
        """Uploads the buildings of tiles again after their vertices were repainted."""
        for tile in tiles:
            made = self._meshes.get(tile)
            if made is None:
                continue
            for layer in ("buildings", "building_edges"):
                filled = [vertices for vertices, indices in self.scene.tiles[tile].get(layer, ()) if len(indices)]
                for mesh, vertices in zip(made.get(layer, ()), filled, strict=True):
                    mesh.vertices = vertices


def _mesh(layer: str, vertices: "array[float]", indices: "array[int]") -> Mesh:
    return Mesh(
        fmt=FILL_FORMAT if layer in FILLS else RIBBON_FORMAT, vertices=vertices, indices=indices, mode="triangles"
    )


def aim(contexts: Iterable[Any], camera: Camera) -> None:
    """Gives shaders the camera: in one go for many, this is most of what a frame of panning costs."""
    looking = [camera.x, camera.y, camera.scale, camera.density]
    middle, turn = list(camera.middle), list(camera.turn)
    for context in contexts:
        context["camera"] = looking
        context["middle"] = middle
        context["turn"] = turn
