"""The doors of a building, floor by floor and unit by unit, each in the colour and with the sign of its state."""

from kivy.graphics import Color, Line, Rectangle, SmoothRoundedRectangle
from kivy.graphics.texture import Texture
from kivy.metrics import dp
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from mobile.widgets.icon import icon_texture
from mobile.widgets.measure import text_texture, text_width
from mobile.widgets.named import Named
from mobile.widgets.theme import CARE, ON_STATE, state_colour, theme


class DoorTile(Named, ButtonBehavior, Widget):
    """One door. Drawn by hand in one canvas: a tower has hundreds, and a layout each would be felt."""

    door = ObjectProperty()
    state_of_door = StringProperty("excluded")

    def __init__(self, door, **kwargs) -> None:
        super().__init__(door=door, state_of_door=door.state, size_hint=(None, None), **kwargs)
        self.bind(pos=self.paint, size=self.paint)

    def paint(self, *_: object) -> None:
        door, pad = self.door, dp(5)
        self.canvas.clear()
        with self.canvas:
            Color(*state_colour(door.state))
            SmoothRoundedRectangle(pos=self.pos, size=self.size, radius=[dp(9)])
            if door.state == "never":
                self.hatch()
            if door.has_care:
                Color(*CARE)
                Line(rounded_rectangle=(self.x + 2, self.y + 2, self.width - 4, self.height - 4, dp(8)), width=dp(2))
            if door.waiting:
                Color(*ON_STATE)
                Line(
                    rounded_rectangle=(self.x + 3, self.y + 3, self.width - 6, self.height - 6, dp(7)),
                    width=1,
                    dash_length=4,
                    dash_offset=3,
                )
            Color(*ON_STATE)
            room = text_texture(door.room, theme.caption, True)
            Rectangle(texture=room, pos=(self.x + pad, self.top - room.height - dp(4)), size=room.size)
            if door.state != "never":
                self.sign(door.state, self.right - pad - SIGN, self.top - room.height / 2 - dp(4) - SIGN / 2)
            if door.name:
                self.write_name(door.name, self.top - room.height - dp(5))
            x = self.right - pad - SIGN
            for shown, name in ((door.has_care, "heart"), (door.waiting, "waiting")):
                if shown:
                    self.sign(name, x, self.y + dp(5))
                    x -= SIGN + dp(2)

    def sign(self, name: str, x: float, y: float) -> None:
        Rectangle(texture=icon_texture(name), pos=(x, y), size=(SIGN, SIGN))

    def write_name(self, name: str, top: float) -> None:
        """In body size where it fits, smaller where not, and only then cut."""
        room = self.width - 2 * dp(3)
        texture = text_texture(name, theme.body)
        if texture.width > room:
            texture = text_texture(name, theme.caption)
        width = min(texture.width, room)
        pos = (self.center_x - width / 2, top - texture.height)
        Rectangle(texture=texture, tex_coords=cut(texture, width), pos=pos, size=(width, texture.height))

    def hatch(self) -> None:
        Color(0, 0, 0, 0.16)
        step, x = dp(10), self.x + dp(4)
        while x < self.right - dp(4):
            rise = min(self.height - dp(8), self.right - dp(4) - x)
            Line(points=(x, self.y + dp(4), x + rise, self.y + dp(4) + rise), width=dp(1))
            x += step


SIGN = dp(15)


def cut(texture: Texture, width: float) -> tuple[float, ...]:
    u0, v0, u1, _, _, v1, _, _ = texture.tex_coords
    u1 = u0 + (u1 - u0) * width / max(1, texture.width)
    return (u0, v0, u1, v0, u1, v1, u0, v1)


class BoardGrid(GridLayout):
    """Rows are floors from the top, columns the doors of each unit side by side."""

    board = ObjectProperty(None, allownone=True)
    name_floor = ObjectProperty(str)
    name_unit = ObjectProperty(str)

    __events__ = ("on_door",)

    def on_door(self, door) -> None:
        """For the page to bind."""

    def fill(self, board, width: float) -> None:
        """Draws the board as wide as `width` where that leaves each door at least a thumb's breadth."""
        self.clear_widgets()
        self.board = board
        units = board.units
        doors = [{floor: list(row) for floor, row in unit.floors} for unit in units]
        widths = [max((len(row) for row in floors.values()), default=1) for floors in doors]
        floors = sorted({floor for unit in doors for floor in unit}, reverse=True)
        self.cols = 1 + sum(widths) + max(0, len(units) - 1)
        side = text_width(self.name_floor(max(floors, default=1)), theme.caption) + dp(4)
        gap, columns = dp(6), max(1, sum(widths))
        space = width - side - gap * max(0, len(units) - 1) - dp(3) * self.cols
        tile = max(dp(50), theme.caption * 3.5, min(dp(110), space / columns))
        marked = any(door.has_care or door.waiting for unit in doors for row in unit.values() for door in row)
        high = max(dp(54), theme.caption * 1.4 + theme.body * 1.4 + dp(10) + (SIGN if marked else 0))
        self.head(units, widths, side, tile, gap)
        for floor in floors:
            self.add_widget(label_cell(self.name_floor(floor), side, high))
            for number, unit in enumerate(doors):
                if number:
                    self.add_widget(label_cell("", gap, high))
                row = unit.get(floor, [])
                for door in row:
                    tile_widget = DoorTile(
                        door, size=(tile, high), name_=f"door:{door.household_id or door.dwelling_id}"
                    )
                    tile_widget.bind(on_release=lambda it: self.dispatch("on_door", it.door))
                    self.add_widget(tile_widget)
                for _ in range(widths[number] - len(row)):
                    self.add_widget(label_cell("", tile, high))

    def head(self, units, widths, side: float, tile: float, gap: float) -> None:
        high = theme.caption * 1.9
        self.add_widget(label_cell("", side, high))
        for number, unit in enumerate(units):
            if number:
                self.add_widget(label_cell("", gap, high))
            self.add_widget(label_cell(self.name_unit(unit.number), tile, high, left=True))
            for _ in range(widths[number] - 1):
                self.add_widget(label_cell("", tile, high))


def label_cell(text: str, width: float, height: float, left: bool = False) -> Widget:
    cell = Widget(size_hint=(None, None), size=(width, height))
    if not text:
        return cell

    def paint(*_: object) -> None:
        texture = text_texture(text, theme.caption)
        cell.canvas.clear()
        with cell.canvas:
            Color(*theme.soft)
            x = cell.x if left else cell.center_x - texture.width / 2
            Rectangle(texture=texture, pos=(x, cell.center_y - texture.height / 2), size=texture.size)

    cell.bind(pos=paint)
    paint()
    return cell
