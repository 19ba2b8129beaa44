"""Opening an uploaded file for an import: the reader's faults become refusals with sentences."""

from server.datum import Datum
from server.geofiles import FeatureSet, FileFault, read_features
from server.grids.imports.problems import problem_of


def open_file(
    content: bytes, *, layer: str = "", datum: Datum = Datum.WGS84, source_crs: str = "", encoding: str = ""
) -> FeatureSet:
    """The features of an upload in EPSG:4326; see `server.geofiles.read_features`. Raises `ImportRefused`."""
    try:
        return read_features(content, layer=layer, datum=datum, source_crs=source_crs, encoding=encoding)
    except FileFault as fault:
        raise problem_of(fault.code, **fault.data) from fault
