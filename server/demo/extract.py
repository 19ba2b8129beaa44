"""The map extract that the demo is built on, read once and laid out in local metres."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from server.demo.blocks import Lines, dividing_lines, street_area
from server.demo.homes import Home, find_homes
from server.geofiles import Feature, read_path
from server.geometry import LocalMetres

GISDATA = Path(__file__).resolve().parents[2] / "gisdata"
PBF = GISDATA / "basemap" / "tsinghua_beijing_2017.osm.pbf"
SOURCE = "OpenStreetMap 2017"


@dataclass(frozen=True)
class Extract:
    """Features in EPSG:4326, and what follows from them in metres about the centre of the buildings."""

    lines: list[Feature]
    areas: list[Feature]
    points: list[Feature]

    @classmethod
    def read(cls, path: Path = PBF) -> "Extract":
        layers = (read_path(path, layer=layer).features for layer in ("lines", "multipolygons", "points"))
        return cls(*layers)

    @cached_property
    def buildings(self) -> list[Feature]:
        return [feature for feature in self.areas if "building" in feature.attributes]

    @cached_property
    def metres(self) -> LocalMetres:
        return LocalMetres.about([feature.geom for feature in self.buildings])

    @cached_property
    def outlines(self) -> npt.NDArray[np.object_]:
        """The buildings in metres."""
        return self.project(self.buildings)

    @cached_property
    def dividing(self) -> Lines:
        return dividing_lines(self.lines, list(self.project(self.lines)))

    @cached_property
    def homes(self) -> list[Home]:
        """The homes inside the street office's area."""
        estates = [feature for feature in self.areas if feature.attributes.get("landuse") == "residential"]
        homes = find_homes(self.buildings, estates, self.metres)
        area = street_area(self.dividing, homes, list(self.outlines))
        return [home for home in homes if area.contains(home.outline)]

    def project(self, features: list[Feature]) -> npt.NDArray[np.object_]:
        return np.asarray(self.metres.project(np.array([feature.geom for feature in features], dtype=object)))
