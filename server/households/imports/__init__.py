"""The product's import of buildings from any file that `server.geofiles` reads."""

from server.households.imports.buildings import BuildingImport, import_buildings, preview_buildings
from server.households.imports.mapping import BuildingMapping, osm_mapping
from server.households.imports.placing import SmallGridFinder, misplaced_buildings

__all__ = [
    "BuildingImport",
    "BuildingMapping",
    "SmallGridFinder",
    "import_buildings",
    "misplaced_buildings",
    "osm_mapping",
    "preview_buildings",
]
