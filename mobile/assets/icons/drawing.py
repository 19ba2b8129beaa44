"""Draws the app's icons: `python -m mobile.assets.icons.drawing` writes one white PNG per entry of `ICONS`.

The Chinese face has no icon font, so each icon is a few strokes on a 24 × 24 grid, drawn eight times too large and
scaled down. White on transparent: the app tints them with the colour of the text beside them.
"""

import math
from pathlib import Path

from PIL import Image, ImageDraw

GRID, SIDE, OVERSAMPLE, STROKE = 24, 96, 8, 2.0
Point = tuple[float, float]


class Pen:
    """Strokes with round ends, in grid units, y down."""

    def __init__(self) -> None:
        self.scale = SIDE * OVERSAMPLE / GRID
        self.image = Image.new("L", (SIDE * OVERSAMPLE,) * 2, 0)
        self.draw = ImageDraw.Draw(self.image)

    def line(self, *points: Point, width: float = STROKE, ink: int = 255) -> None:
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        self.draw.line(scaled, fill=ink, width=round(width * self.scale), joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            self._dot(x, y, width * self.scale / 2, ink)

    def ring(
        self, x: float, y: float, radius: float, start: float = 0, end: float = 360, width: float = STROKE
    ) -> None:
        steps = max(8, int((end - start) / 4))
        angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
        self.line(*[(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles], width=width)

    def disc(self, x: float, y: float, radius: float, ink: int = 255) -> None:
        self._dot(x * self.scale, y * self.scale, radius * self.scale, ink)

    def fill(self, *points: Point, ink: int = 255) -> None:
        self.draw.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=ink)

    def box(self, left: float, top: float, right: float, bottom: float, radius: float = 2) -> None:
        self.draw.rounded_rectangle(
            [v * self.scale for v in (left - 1, top - 1, right + 1, bottom + 1)],
            radius=(radius + 1) * self.scale,
            outline=255,
            width=round(STROKE * self.scale),
        )

    def _dot(self, x: float, y: float, radius: float, ink: int) -> None:
        self.draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=ink)

    def save(self, path: Path) -> None:
        alpha = self.image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        picture = Image.new("RGBA", (SIDE, SIDE), (255, 255, 255, 0))
        picture.putalpha(alpha)
        picture.save(path, optimize=True)


def heart(pen: Pen, size: float = 1.0, filled: bool = True) -> None:
    points = []
    for i in range(61):
        t = math.tau * i / 60
        x = 16 * math.sin(t) ** 3
        y = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
        points.append((12 + x * 0.56 * size, 11.4 - y * 0.56 * size))
    if filled:
        pen.fill(*points)
    else:
        pen.line(*points)


def house(pen: Pen) -> None:
    pen.line((3.5, 11.5), (12, 4), (20.5, 11.5))
    pen.line((6, 10), (6, 20), (18, 20), (18, 10))


def person(pen: Pen, x: float = 12, size: float = 1.0) -> None:
    pen.ring(x, 12 - 4 * size, 3.6 * size)
    pen.ring(x, 12 + 8.4 * size, 7 * size, 180 + 12, 360 - 12)


def draw(name: str, pen: Pen) -> None:  # noqa: C901 - one flat table of drawings
    line, ring, disc, box, fill = pen.line, pen.ring, pen.disc, pen.box, pen.fill
    match name:
        case "map":
            line((3.5, 6.5), (9, 4), (15, 6.5), (20.5, 4), (20.5, 17.5), (15, 20), (9, 17.5), (3.5, 20), (3.5, 6.5))
            line((9, 4), (9, 17.5))
            line((15, 6.5), (15, 20))
        case "today":
            box(4, 5.5, 20, 20)
            line((4, 10), (20, 10))
            line((8, 3), (8, 6.5))
            line((16, 3), (16, 6.5))
            line((8.5, 14.7), (11, 17.2), (15.8, 12.8))
        case "report":
            line((5, 21), (5, 4))
            line((5, 4.5), (18.5, 4.5), (15.5, 9), (18.5, 13.5), (5, 13.5))
        case "bell":
            left = ((5, 17), (6.8, 14.5), (6.8, 10), (8.3, 6.8), (12, 5.3))
            line(*left, *((24 - x, y) for x, y in reversed(left[:-1])))
            line((5, 17), (19, 17))
            line((12, 5.3), (12, 3.4))
            ring(12, 17.6, 2.6, 20, 160)
        case "hand":
            line((7, 12.5), (7, 7), (7, 12.5))
            line((10.3, 11), (10.3, 4.3))
            line((13.6, 11), (13.6, 4.3))
            line((16.9, 12), (16.9, 6.5))
            line((7, 12.5), (4.4, 11), (7.6, 17.5), (10, 20.3), (14.6, 20.3), (16.9, 17), (16.9, 11))
        case "me" | "met":
            person(pen)
        case "search":
            ring(10.5, 10.5, 6.3)
            line((15.2, 15.2), (20.5, 20.5))
        case "close":
            line((6, 6), (18, 18))
            line((18, 6), (6, 18))
        case "back":
            line((14.5, 5), (7.5, 12), (14.5, 19))
        case "next":
            line((9.5, 5), (16.5, 12), (9.5, 19))
        case "up":
            line((5, 15), (12, 8), (19, 15))
        case "down":
            line((5, 9), (12, 16), (19, 9))
        case "locate":
            ring(12, 12, 6.2)
            disc(12, 12, 2.2)
            for a, b in (((12, 2), (12, 5)), ((12, 19), (12, 22)), ((2, 12), (5, 12)), ((19, 12), (22, 12))):
                line(a, b)
        case "plus":
            line((12, 5), (12, 19))
            line((5, 12), (19, 12))
        case "minus":
            line((5, 12), (19, 12))
        case "camera":
            box(3.5, 7.5, 20.5, 19)
            line((8.5, 7), (10, 4.5), (14, 4.5), (15.5, 7))
            ring(12, 13, 3.4)
        case "heart" | "livelihood":
            heart(pen, filled=name == "heart")
        case "sync":
            ring(12, 12, 7.6, 200, 345)
            ring(12, 12, 7.6, 20, 165)
            fill((20.9, 5.2), (20.3, 12), (14.8, 8.6))
            fill((3.1, 18.8), (3.7, 12), (9.2, 15.4))
        case "waiting":
            line((12, 20), (12, 5), width=2.4)
            line((6, 10.5), (12, 4.5), (18, 10.5), width=2.4)
        case "check":
            line((4.5, 12.5), (9.8, 17.8), (19.5, 7), width=2.6)
        case "overdue":
            line((12, 3.8), (12, 14), width=3.6)
            disc(12, 19.4, 2.1)
        case "alert":
            line((12, 4), (21, 19.5), (3, 19.5), (12, 4), (21, 19.5))
            line((12, 9.8), (12, 14))
            disc(12, 16.8, 1.1)
        case "due":
            disc(12, 12, 5)
        case "not_home":
            ring(12, 12, 7.2, width=3)
        case "never":
            for shift in (-8, 0, 8):
                line((7 + shift, 19), (17 + shift, 5), width=2.2)
        case "excluded":
            line((5.5, 5.5), (18.5, 18.5), width=2.6)
            line((18.5, 5.5), (5.5, 18.5), width=2.6)
        case "contacted":
            line((4.5, 12.5), (9.8, 17.8), (19.5, 7), width=3)
        case "phone":
            ring(17.5, 6.5, 15, 98, 172, width=3.4)
            line((14.6, 19.6), (18.8, 17.2), width=4.6)
            line((4.4, 9.4), (6.8, 5.2), width=4.6)
        case "door":
            box(6.5, 4, 17.5, 20, 1)
            disc(14.2, 12.4, 1.3)
            line((3.5, 21), (20.5, 21))
        case "away":
            house(pen)
            line((9.5, 12.5), (14.5, 17.5))
            line((14.5, 12.5), (9.5, 17.5))
        case "declined":
            ring(12, 12, 8.2)
            line((6.4, 6.4), (17.6, 17.6))
        case "moved":
            box(2.5, 7, 13.5, 16.5, 1)
            line((13.5, 10), (17.5, 10), (21, 13.5), (21, 16.5), (13.5, 16.5))
            for x in (7, 17):
                disc(x, 17.6, 2.9, ink=0)
                ring(x, 17.6, 2)
        case "vacant":
            house(pen)
        case "pin":
            ring(12, 10, 6.6, 145, 395)
            line((6.6, 13.8), (12, 21), (17.4, 13.8))
            disc(12, 10, 2.4)
        case "clock":
            ring(12, 12, 8.4)
            line((12, 7), (12, 12.4), (15.6, 14.6))
        case "moon":
            ring(12, 12, 8.2, 20, 290)
            ring(17.4, 7.6, 6.2, 92, 216)
        case "globe":
            ring(12, 12, 8.4)
            line((3.6, 12), (20.4, 12))
            ring(5.5, 12, 10.6, -51, 51)
            ring(18.5, 12, 10.6, 129, 231)
        case "letters":
            line((2.5, 19), (8, 5), (13.5, 19))
            line((4.6, 14.5), (11.4, 14.5))
            line((15, 19), (18.2, 11), (21.5, 19))
            line((16.2, 16.6), (20.3, 16.6))
        case "info":
            ring(12, 12, 8.4)
            line((12, 11.4), (12, 16.2))
            disc(12, 7.9, 1.3)
        case "help":
            ring(12, 12, 8.6)
            ring(12, 9.9, 2.6, 190, 395)
            line((14.1, 11.4), (12, 13.2), (12, 14.2))
            disc(12, 17, 1.2)
        case "exit":
            line((13, 4), (5, 4), (5, 20), (13, 20))
            line((10, 12), (20.5, 12))
            line((16.4, 7.8), (20.6, 12), (16.4, 16.2))
        case "legend":
            for y in (6, 12, 18):
                disc(5, y, 1.9)
                line((10, y), (20.5, y))
        case "note":
            line((4.5, 19.5), (5.4, 15.2), (15.8, 4.8), (19.2, 8.2), (8.8, 18.6), (4.5, 19.5))
            line((13.4, 7.2), (16.8, 10.6))
        case "list":
            box(5, 4, 19, 20)
            for y in (9, 12.5, 16):
                line((8.5, y), (15.5, y), width=1.7)
        case "offline":
            ring(12, 18, 12.5, 228, 312)
            ring(12, 18, 7.6, 228, 312)
            disc(12, 18.2, 1.8)
            line((4.5, 4), (19.5, 21))
        case "party_building":
            points = []
            for i in range(10):
                radius = 9 if i % 2 == 0 else 3.9
                angle = math.radians(-90 + 36 * i)
                points.append((12 + radius * math.cos(angle), 12.6 + radius * math.sin(angle)))
            line(*points, points[0], points[1])
        case "governance":
            person(pen, 8.5, 0.82)
            ring(16.4, 9.2, 2.6)
            ring(15.4, 19.4, 5.6, 268, 352)
        case "environment":
            ring(17.5, 19, 14.6, 184, 262)
            ring(4.5, 5, 14.8, 4, 84)
            line((4, 20.5), (14, 10.5))
        case "service":
            ring(16.3, 7.7, 4.6, 20, 250)
            line((13.2, 10.8), (5.2, 18.8), width=3.6)
        case "server":
            box(4, 4.5, 20, 10.5)
            box(4, 13.5, 20, 19.5)
            disc(7.6, 7.5, 1.2)
            disc(7.6, 16.5, 1.2)
        case "photo":
            box(3.5, 4.5, 20.5, 19.5)
            disc(8.4, 9.4, 1.8)
            line((4.5, 17.5), (10, 12.5), (13.5, 16), (16, 13.6), (19.8, 17.2))
        case "compass":
            fill((12, 2.5), (16, 12), (8, 12))
            line((8.6, 12.6), (12, 20.6), (15.4, 12.6), width=1.6)
        case _:
            raise KeyError(name)


NAMES = [
    "map",
    "today",
    "report",
    "me",
    "met",
    "bell",
    "hand",
    "search",
    "close",
    "back",
    "next",
    "up",
    "down",
    "locate",
    "plus",
    "minus",
    "camera",
    "heart",
    "livelihood",
    "sync",
    "waiting",
    "check",
    "overdue",
    "alert",
    "due",
    "not_home",
    "never",
    "excluded",
    "contacted",
    "phone",
    "door",
    "away",
    "declined",
    "moved",
    "vacant",
    "pin",
    "clock",
    "moon",
    "globe",
    "letters",
    "info",
    "help",
    "exit",
    "legend",
    "note",
    "list",
    "offline",
    "party_building",
    "governance",
    "environment",
    "service",
    "server",
    "photo",
    "compass",
]


def main() -> None:
    folder = Path(__file__).parent
    for name in NAMES:
        pen = Pen()
        draw(name, pen)
        pen.save(folder / f"{name}.png")


if __name__ == "__main__":
    main()
