"""The map's colours by day and by night, and how wide lines are at which zoom. Pure data; the shaders get it as lists.

The numbers of classes are those of the pack format. States follow the Okabe-Ito set and always come with a second sign:
a hatch in the fill, or a sign at the building's middle.
"""

from dataclasses import dataclass
from functools import cache

AREA_CLASSES = (
    "other", "residential", "education", "commercial", "industrial",
    "green", "wood", "sport", "water", "square", "building",
)  # fmt: skip
ROAD_CLASSES = ("path", "service", "minor", "tertiary", "secondary", "primary", "trunk", "rail", "waterway")
BOUNDARY_CLASSES = ("small", "medium", "large")
STATES = ("none", "contacted", "due", "overdue", "not_home", "never", "excluded")
CARE_OUTLINE, SELECTED_OUTLINE = 7, 8
# How a state's fill is marked: 1 diagonal stripes, 2 dots, 3 dark bars, 4 level stripes. Close up a sign stands on the
# building, and only the stripes of "never" stay.
PATTERNS = {"never": 1.0, "due": 2.0, "overdue": 3.0, "not_home": 4.0}
SLOTS = 12  # entries of a palette; both shaders declare arrays of this size

Colour = tuple[float, float, float]


@cache
def rgb(text: str) -> Colour:
    """#RRGGBB as three numbers from 0 to 1."""
    return tuple(int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


@cache
def shade(colour: Colour, factor: float) -> Colour:
    """The colour made darker (factor below 1) or lighter."""
    return tuple(min(1.0, channel * factor) for channel in colour)  # type: ignore[return-value]


@dataclass(frozen=True)
class Palette:
    """One set of colours: by day or by night."""

    land: str
    areas: tuple[str, ...]
    ground: tuple[str, float]  # over the worker's own grids, with its opacity
    roads: tuple[str, ...]
    casings: tuple[str, ...]
    boundaries: tuple[str, ...]
    states: tuple[str, ...]
    outline_shade: float
    care: str
    selected: str
    route: str
    alarm: str
    labels: dict[str, str]
    halo: str
    paper: str  # behind signs, scale bar and attribution
    ink: str


DAY = Palette(
    land="#EDECE6",
    areas=(
        "#E9E7E0", "#EAE7DF", "#F0EADB", "#F2E6E1", "#E6E4EC",
        "#D2E8CB", "#C1DDB9", "#C3E3D2", "#A9D3EA", "#E8E5DC", "#DFDBD1",
    ),
    ground=("#FFFFFF", 0.50),
    roads=("#D8C9AE", "#FFFFFF", "#FFFFFF", "#FFFEF6", "#FDEFB9", "#FBDF8C", "#F6C56C", "#A5A3AC", "#A9D3EA"),
    casings=("#D8C9AE", "#D3CFC4", "#C9C4B7", "#C4BCA3", "#D8BD6E", "#D0A84E", "#C48E38", "#A5A3AC", "#A9D3EA"),
    boundaries=("#7A6BB0", "#6653A3", "#4E3D8C"),
    states=("#DCD7CB", "#009E73", "#E69F00", "#D55E00", "#56B4E9", "#9AA0A6", "#DADCE0"),
    outline_shade=0.72,
    care="#CC79A7",
    selected="#0B3D91",
    route="#1A5FB4",
    alarm="#B3261E",
    labels={
        "place": "#3A3D42", "road": "#6A6354", "grid_large": "#4E3D8C", "grid_medium": "#5B4A9A",
        "grid_small": "#6B5CA5", "area": "#4F7350", "building": "#26292E",
    },
    halo="#FFFFFF",
    paper="#FFFFFF",
    ink="#202124",
)  # fmt: skip

NIGHT = Palette(
    land="#1A1F26",
    areas=(
        "#1D2229", "#1E242B", "#22241F", "#2A2326", "#23232C",
        "#1C3126", "#193022", "#1B362F", "#142F45", "#22262B", "#272D35",
    ),
    ground=("#FFFFFF", 0.045),
    roads=("#4A4436", "#343B45", "#3B434E", "#434B56", "#575034", "#65582F", "#6F5630", "#4B4E57", "#142F45"),
    casings=("#4A4436", "#12161B", "#12161B", "#12161B", "#15140F", "#15140F", "#15140F", "#4B4E57", "#142F45"),
    boundaries=("#7F73B8", "#9A8CD6", "#B6A9EE"),
    states=("#2F363F", "#00835F", "#B97F00", "#C25A0C", "#3F8FBF", "#6B727A", "#3A4048"),
    outline_shade=1.45,
    care="#E093C0",
    selected="#9CC4FF",
    route="#2F6FC4",
    alarm="#FF8A80",
    labels={
        "place": "#E3E7EC", "road": "#A9B0B9", "grid_large": "#C9BEFA", "grid_medium": "#B9ADF0",
        "grid_small": "#A598DD", "area": "#86B892", "building": "#EEF1F4",
    },
    halo="#10141A",
    paper="#10141A",
    ink="#EEF1F4",
)  # fmt: skip

# Metres that a class is wide in the world, the least pixels it is drawn with, and the scale (px/m) from which it shows.
_ROAD_WIDTHS = (
    (1.6, 1.0, 0.55), (4.0, 1.0, 0.30), (7.0, 1.4, 0.12), (10.0, 2.0, 0.06), (13.0, 2.6, 0.0),
    (17.0, 3.2, 0.0), (20.0, 3.6, 0.0), (2.0, 1.4, 0.0), (5.0, 1.2, 0.0),
)  # fmt: skip
_MAX_ROAD_PIXELS = 34.0
_UNCASED = {ROAD_CLASSES.index(name) for name in ("path", "rail", "waterway")}


def area_colours(palette: Palette) -> list[list[float]]:
    return _padded([[*rgb(colour), 1.0] for colour in palette.areas])


def ground_colours(palette: Palette) -> list[list[float]]:
    colour, opacity = palette.ground
    return _padded([[*rgb(colour), opacity]])


def state_colours(palette: Palette) -> list[list[float]]:
    return _padded([[*rgb(colour), 1.0] for colour in palette.states])


def state_patterns(*, marked: bool) -> list[float]:
    """The fill pattern of each state, where buildings are large enough for one and too small for signs."""
    return _filled([PATTERNS.get(state, 0.0) if marked or state == "never" else 0.0 for state in STATES])


def _filled(row: list[float]) -> list[float]:
    return (row + [0.0] * SLOTS)[:SLOTS]


PLAIN = _filled([])
STRIPED = _filled([1.0])


def alarm_colours(palette: Palette) -> list[list[float]]:
    return _padded([[*rgb(palette.alarm), 0.30]])


def overlay_colours(palette: Palette, density: float) -> list[list[float]]:
    """The rim of an emergency's area, the white under a walk's line, and the line."""
    return _padded(
        [
            [*rgb(palette.alarm), 1.8 * density],
            [*rgb(palette.halo), 3.6 * density],
            [*rgb(palette.route), 2.4 * density],
        ]
    )


def road_pixels(scale: float, density: float) -> list[float]:
    """Width in pixels of each road class; 0 where it is too small to show. `scale` is in px per metre."""
    per_dp = scale / density
    return [
        0.0 if per_dp < shown_from else min(max(metres * per_dp, least), _MAX_ROAD_PIXELS) * density
        for metres, least, shown_from in _ROAD_WIDTHS
    ]


def road_colours(palette: Palette, scale: float, density: float, *, casing: bool) -> list[list[float]]:
    """RGB and half the width in pixels, by road class; casings are a pixel wider on each side from 3 px on."""
    rows = []
    for code, width in enumerate(road_pixels(scale, density)):
        rim = 0.0 if code in _UNCASED or width < 2.2 * density else (0.7 if width < 6 * density else 1.0) * density
        colours = palette.casings if casing else palette.roads
        rows.append([*rgb(colours[code]), 0.0 if width == 0 or (casing and rim == 0) else width / 2 + rim * casing])
    return _padded(rows)


def edge_colours(palette: Palette, density: float) -> list[list[float]]:
    """Outlines of areas in their own colour, only there to smooth the edge of the fill; of buildings a tone darker."""
    rows = [[*rgb(colour), 0.5 * density] for colour in palette.areas]
    rows[-1][:3] = shade(rgb(palette.areas[-1]), 0.92 if palette.outline_shade < 1 else 1.25)
    return _padded(rows)


def boundary_colours(palette: Palette, scale: float, density: float) -> list[list[float]]:
    near = min(max((scale / density - 0.1) / 0.9, 0.0), 1.0)
    half = (0.45 + 0.45 * near, 0.7 + 0.5 * near, 1.0 + 0.7 * near)
    if scale / density < 0.12:
        half = (0.0, *half[1:])
    return _padded([[*rgb(colour), half[i] * density] for i, colour in enumerate(palette.boundaries)])


def boundary_dashes(density: float) -> list[list[float]]:
    """Pixels drawn and pixels until the next dash; 0 is a solid line."""
    return [[5 * density, 8 * density], [12 * density, 16 * density], *([[0.0, 1.0]] * (SLOTS - 2))]


def rail_dashes(density: float) -> list[list[float]]:
    dashes = [[0.0, 1.0]] * SLOTS
    dashes[ROAD_CLASSES.index("rail")] = [9 * density, 13 * density]
    return dashes


def outline_colours(palette: Palette, scale: float, density: float) -> list[list[float]]:
    """Outlines of buildings: a darker tone of their state, the care colour, or the selection."""
    near = min(max((scale / density - 0.5) / 2.0, 0.0), 1.0)
    thin = (0.35 + 0.35 * near) * density
    rows = [[*shade(rgb(colour), palette.outline_shade), thin] for colour in palette.states]
    rows.append([*rgb(palette.care), (0.9 + 0.9 * near) * density])
    rows.append([*rgb(palette.selected), 2.2 * density])
    return _padded(rows)


def _padded(rows: list[list[float]]) -> list[list[float]]:
    # An unknown class is drawn as class 0: packs of a newer server stay readable.
    return (rows + [rows[0]] * SLOTS)[:SLOTS]
