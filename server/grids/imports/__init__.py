"""The product's import of grid boundaries from a file: look at it first, then all of it or nothing."""

from server.grids.imports.boundaries import BoundaryPreview, import_boundaries, preview_boundaries
from server.grids.imports.datums import DatumShare, datum_shares
from server.grids.imports.files import open_file
from server.grids.imports.mapping import BoundaryMapping

__all__ = [
    "BoundaryMapping",
    "BoundaryPreview",
    "DatumShare",
    "datum_shares",
    "import_boundaries",
    "open_file",
    "preview_boundaries",
]
