"""Names on the map: candidates of the tiles in view, placed without overlap, drawn as one mesh from the atlas."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, degrees, radians, sin
from time import perf_counter

from kivy.graphics import Mesh, RenderContext

from mobile.map.atlas import Atlas, Sprite, TextStyle
from mobile.map.camera import Camera
from mobile.map.layers import make_context
from mobile.map.mesh_file import Label
from mobile.map.palette import Palette, rgb
from mobile.map.placement import Box, Candidate, place
from mobile.map.scene import Scene, SceneBuilding, Tile

LABEL_FORMAT = [(b"vPosition", 2, "float"), (b"vOffset", 2, "float"), (b"vTexCoords0", 2, "float")]
DRAW_SECONDS = 0.006  # of a frame, for new texts; one takes about 1 ms
MARGIN = 90.0
FULL_NAMES_FROM = 3.2
TURN = radians(4)  # after which names are placed anew

# Kind: size in sp, scale (px per dp-metre) from which and up to which it shows, and its importance (lower comes first).
KINDS: dict[str, tuple[float, float, float, float]] = {
    "place": (16, 0.0, 2.0, 0),
    "grid_large": (17, 0.05, 0.55, 1),
    "grid_medium": (15, 0.22, 1.5, 2),
    "grid_small": (14, 0.85, 6.0, 5),
    "road": (13, 0.18, 99.0, 4),
    "area": (13, 0.22, 99.0, 6),
    "building": (14, 0.95, 99.0, 3),
}
ROAD_RANK_SCALES = (0.0, 0.0, 0.18, 0.3, 0.45, 0.6, 0.8)


@dataclass(frozen=True)
class Wanted:
    """What a candidate stands for: a text at local metres, shifted by pixels."""

    text: str
    style: TextStyle
    x: float
    y: float
    shift: float
    angle: float


class LabelLayer:
    """The labels of a scene. `update` places them anew; between placements they move with the ground."""

    def __init__(self, font_path: str, palette: Palette, font_scale: float) -> None:
        self.context: RenderContext = make_context("label")
        self.atlas = Atlas(font_path, self.forget)
        self.font_scale = font_scale
        self._styles: dict[str, TextStyle] = {}
        self._mesh: Mesh | None = None
        self._placed_for: Camera | None = None
        self.shown: list[str] = []
        self.recolour(palette)

    def recolour(self, palette: Palette) -> None:
        halo = (*rgb(palette.halo), 1.0)
        self._styles = {
            kind: TextStyle(
                round(size * self.font_scale),
                (*rgb(palette.labels[kind]), 1.0),
                halo,
                max(1, round(self.font_scale * 1.5)),
            )
            for kind, (size, _, _, _) in KINDS.items()
        }
        self._placed_for = None

    def forget(self) -> None:
        """The labels have to be placed anew: something else than the view has changed."""
        self._placed_for = None

    def due(self, camera: Camera) -> bool:
        """Whether the labels were placed for a view that differs too much from this one."""
        placed = self._placed_for
        if placed is None or (placed.width, placed.height) != (camera.width, camera.height):
            return True
        moved = max(abs(camera.x - placed.x), abs(camera.y - placed.y)) * camera.scale
        if abs(camera.angle - placed.angle) > TURN:
            return True
        return moved > 0.7 * MARGIN * camera.density or not 0.9 < camera.scale / placed.scale < 1.11

    def update(
        self,
        scene: Scene,
        tiles: Sequence[Tile],
        camera: Camera,
        taken: Iterable[Box] = (),
        has_sign: Callable[[str], bool] = lambda _: False,
    ) -> bool:
        """Places the labels for a view. Returns False when texts were left for the next frame."""
        candidates = [candidate for tile in tiles for candidate in self._candidates(scene, tile, camera, has_sign)]
        chosen = place(candidates, taken)
        until = perf_counter() + DRAW_SECONDS
        sprites: list[tuple[Wanted, Sprite]] = []
        complete = True
        for candidate in chosen:
            wanted: Wanted = candidate.key
            if not self.atlas.has(wanted.text, wanted.style) and perf_counter() > until:
                complete = False
                continue
            sprite = self.atlas.draw(wanted.text, wanted.style)
            if sprite:
                sprites.append((wanted, sprite))
        self._show(sprites)
        self._placed_for = camera if complete else None
        return complete

    def _candidates(
        self, scene: Scene, tile: Tile, camera: Camera, has_sign: Callable[[str], bool]
    ) -> Iterable[Candidate]:
        per_dp = camera.scale / camera.density
        x0, y0, x1, y1 = camera.seen(MARGIN * camera.density)
        for label in scene.labels.get(tile, ()):
            if x0 < label.x < x1 and y0 < label.y < y1 and _shown_at(label, per_dp):
                candidate = self._of_label(label, camera)
                if candidate is not None:
                    yield candidate
        if per_dp >= KINDS["building"][1]:
            for building in scene.buildings_of_tile.get(tile, ()):
                if x0 < building.x < x1 and y0 < building.y < y1 and (building.name or building.number):
                    yield self._of_building(building, camera, has_sign(building.id))

    def _of_label(self, label: Label, camera: Camera) -> Candidate | None:
        style = self._styles[label.kind]
        width, height = text_size(label.text, style.font_size)
        if label.length and width > label.length * camera.scale * (1.0 if label.kind == "road" else 1.5):
            return None
        angle = upright(label.angle + degrees(camera.angle)) if label.length else 0.0
        wanted = Wanted(label.text, style, label.x, label.y, 0.0, angle)
        x, y = camera.to_screen(label.x, label.y)
        return Candidate(wanted, x, y, width, height, KINDS[label.kind][3] + label.rank / 20, angle, label.text)

    def _of_building(self, building: SceneBuilding, camera: Camera, sign: bool) -> Candidate:
        style = self._styles["building"]
        text = building_text(building.name, building.number, camera.scale / camera.density)
        width, height = text_size(text, style.font_size)
        shift = -(8 * camera.density + height / 2) if sign else 0.0
        wanted = Wanted(text, style, building.x, building.y, shift, 0.0)
        x, y = camera.to_screen(building.x, building.y)
        return Candidate(wanted, x, y + shift, width, height, KINDS["building"][3])

    def _show(self, sprites: list[tuple[Wanted, Sprite]]) -> None:
        vertices, indices = label_mesh(sprites)
        self.shown = [wanted.text for wanted, _ in sprites]
        if self._mesh is not None:
            self.context.remove(self._mesh)
            self._mesh = None
        if indices:
            self._mesh = Mesh(
                fmt=LABEL_FORMAT, vertices=vertices, indices=indices, mode="triangles", texture=self.atlas.texture
            )
            self.context.add(self._mesh)


def _shown_at(label: Label, per_dp: float) -> bool:
    known = KINDS.get(label.kind)
    if known is None or not label.text:
        return False
    _, least, most, _ = known
    if label.kind == "road":
        least = ROAD_RANK_SCALES[min(label.rank, len(ROAD_RANK_SCALES) - 1)]
    return least <= per_dp <= most


def upright(angle: float) -> float:
    """The angle of a text along a line that may be read from below, in degrees."""
    return 90 - (90 - angle) % 180


def building_text(name: str, number: str, per_dp: float) -> str:
    """What stands on a building: its short name (13号楼 of 燕东园南小区13号楼), and close up the whole one."""
    at = name.rfind(number) if number else -1
    return name[at:] if at > 0 and per_dp < FULL_NAMES_FROM else name or number


def text_size(text: str, font_size: float) -> tuple[float, float]:
    """About how large a text will be, in pixels: a Chinese character is as wide as high, a Latin one about half."""
    ems = sum(1.0 if ord(character) > 0x2E7F else 0.58 for character in text)
    return ems * font_size, font_size * 1.2


def label_mesh(sprites: list[tuple[Wanted, Sprite]]) -> tuple["array[float]", "array[int]"]:
    """Four vertices a label: its anchor on the ground, the corner's offset in pixels (turned), and the atlas place."""
    vertices, indices = array("f"), array("H")
    for number, (wanted, sprite) in enumerate(sprites):
        c, s = cos(radians(wanted.angle)), sin(radians(wanted.angle))
        half_width, half_height = sprite.width / 2, sprite.height / 2
        corners = (
            (-half_width, -half_height, sprite.u0, sprite.v1),
            (half_width, -half_height, sprite.u1, sprite.v1),
            (half_width, half_height, sprite.u1, sprite.v0),
            (-half_width, half_height, sprite.u0, sprite.v0),
        )
        for dx, dy, u, v in corners:
            vertices.extend((wanted.x, wanted.y, c * dx - s * dy, s * dx + c * dy + wanted.shift, u, v))
        first = 4 * number
        indices.extend((first, first + 1, first + 2, first, first + 2, first + 3))
    return vertices, indices
