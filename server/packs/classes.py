"""The classes of the map, as numbers in the vertices. The phone has the same tables; see `server/contract/pack.md`.

A number is never reused: new classes are appended, and an older phone draws a class it doesn't know as class 0.
"""

TILE_METRES = 400
MAX_VERTICES = 65_535  # an index has 16 bits

LAYERS = ("areas", "area_edges", "ground", "roads", "boundaries", "buildings", "building_edges")
FILLS = frozenset({"areas", "ground", "buildings"})

AREA_CLASSES = (
    "other", "residential", "education", "commercial", "industrial",
    "green", "wood", "sport", "water", "square", "building",
)  # fmt: skip
ROAD_CLASSES = ("path", "service", "minor", "tertiary", "secondary", "primary", "trunk", "rail", "waterway")
BOUNDARY_CLASSES = ("small", "medium", "large")
LABEL_KINDS = ("place", "road", "grid_large", "grid_medium", "grid_small", "area")

# What lies over what among areas: a pitch on a campus, a pond in a park.
AREA_ORDER = {name: order for order, name in enumerate(
    ("other", "residential", "industrial", "commercial", "education", "green", "wood", "square", "sport", "water",
     "building")
)}  # fmt: skip
ROAD_ORDER = {name: order for order, name in enumerate(
    ("waterway", "rail", "path", "service", "minor", "tertiary", "secondary", "primary", "trunk")
)}  # fmt: skip

_AREA_OF_SOURCE = {
    "residential": "residential",
    "education": "education", "university": "education", "college": "education", "school": "education",
    "kindergarten": "education",
    "commercial": "commercial", "retail": "commercial", "hospital": "commercial",
    "industrial": "industrial", "construction": "industrial", "railway": "industrial", "military": "industrial",
    "park": "green", "grass": "green", "garden": "green", "meadow": "green", "recreation_ground": "green",
    "village_green": "green", "scrub": "green", "grassland": "green", "heath": "green", "farmland": "green",
    "cemetery": "green", "orchard": "green", "flowerbed": "green", "golf_course": "green", "farm": "green",
    "forest": "wood", "wood": "wood", "nature_reserve": "wood",
    "pitch": "sport", "track": "sport", "sports_centre": "sport", "stadium": "sport", "playground": "sport",
    "pedestrian": "square", "square": "square", "parking": "square",
}  # fmt: skip
_ROAD_OF_SOURCE = {
    "motorway": "trunk", "trunk": "trunk", "primary": "primary", "secondary": "secondary", "tertiary": "tertiary",
    "residential": "minor", "unclassified": "minor", "living_street": "minor", "road": "minor",
    "service": "service", "track": "service", "pedestrian": "service",
}  # fmt: skip


def area_class(kind: str, kind_class: str) -> str:
    """The area class of a base map feature, by its kind and the source's own class."""
    if kind in {"water", "building"}:
        return kind
    known = _AREA_OF_SOURCE.get(kind_class)
    if known is None:
        return "green" if kind == "green" else "other"
    return known


def road_class(kind: str, kind_class: str) -> str | None:
    """The line class of a base map feature; None for what lies underground and would only confuse.

    A link road (`primary_link`) is drawn as the road that it joins.
    """
    if kind == "rail":
        return None if kind_class == "subway" else "rail"
    if kind == "water":
        return "waterway"
    return _ROAD_OF_SOURCE.get(kind_class.removesuffix("_link"), "path")
