"""One reader for the files that offices have: GeoJSON, GeoPackage, zipped Shapefile and OpenStreetMap extracts.

`read_features(content, …)` gives features in EPSG:4326 with the attributes as the file had them; a file that cannot be
read raises a `FileFault`, whose code and data a noun turns into its own refusal.
"""

from server.geofiles.faults import FileFault
from server.geofiles.features import Feature, FeatureSet
from server.geofiles.reading import MAX_BYTES, read_features, read_path

__all__ = ["MAX_BYTES", "Feature", "FeatureSet", "FileFault", "read_features", "read_path"]
