"""TileJSON 3.0.0: how a map client learns about a layer."""

from typing import Any

from django.utils.translation import gettext as _

from server.tiles.layers import Layer
from server.tiles.reach import Reach
from server.tiles.selectors import extent_of

OPENSTREETMAP = "© OpenStreetMap contributors (ODbL)"


def tilejson(layer: Layer, reach: Reach, base: str) -> dict[str, Any]:
    """`base` is the absolute address of `/tiles/`. Bounds are those of the person's grids."""
    answer: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": layer.name,
        "description": _("Gridwalk layer"),
        "scheme": "xyz",
        "tiles": [f"{base}{layer.name}/{{z}}/{{x}}/{{y}}.mvt"],
        "minzoom": layer.minzoom,
        "maxzoom": layer.maxzoom,
        "attribution": OPENSTREETMAP if layer.name in {"basemap", "buildings"} else "",
        "vector_layers": [
            {"id": name, "fields": fields, "minzoom": layer.minzoom, "maxzoom": layer.maxzoom}
            for name, fields in layer.contents.items()
        ],
    }
    bounds = extent_of(reach)
    if bounds:
        west, south, east, north = bounds
        answer |= {"bounds": bounds, "center": [(west + east) / 2, (south + north) / 2, max(layer.minzoom, 14)]}
    return answer
