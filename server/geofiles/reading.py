"""From the bytes of an upload to features: sniff the format, read it, bring it to EPSG:4326.

What a file is, is decided by its content and never by its name: a name cannot make the reader open a virtual dataset,
a path or an address. GDAL sees only a file that was written here, in a temporary folder of its own.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from server.datum import Datum
from server.geofiles import archives, crs, gdal, geojson
from server.geofiles.faults import FileFault
from server.geofiles.features import FeatureSet

MAX_BYTES = 64 * 1024 * 1024
MAX_FEATURES = 200_000
GEOPACKAGE_MAGIC = b"SQLite format 3\x00"
ZIP_MAGIC = b"PK\x03\x04"
OSM_MAGIC = b"OSMHeader"
DRIVERS = {"geopackage": "upload.gpkg", "osm": "upload.osm.pbf"}


def read_features(
    content: bytes, *, layer: str = "", datum: Datum = Datum.WGS84, source_crs: str = "", encoding: str = ""
) -> FeatureSet:
    """The features of one layer of a file, in EPSG:4326.

    `layer` is needed only where a file has several; `source_crs` ("EPSG:4547") only where the file names none, and
    `encoding` only to overrule what was detected; `datum` says that the degrees in it are shifted ones.
    """
    if len(content) > MAX_BYTES:
        raise FileFault("file_too_large", megabytes=MAX_BYTES // 2**20)
    found = _read(content, layer, encoding)
    if len(found.features) > MAX_FEATURES:
        raise FileFault("too_many_features", features=len(found.features), limit=MAX_FEATURES)
    return crs.to_wgs84(found, datum=datum, stated_crs=source_crs)


def read_path(path: Path, *, layer: str = "", datum: Datum = Datum.WGS84, source_crs: str = "") -> FeatureSet:
    """The same for a file of this machine that the operator named."""
    return read_features(path.read_bytes(), layer=layer, datum=datum, source_crs=source_crs)


def sniff(content: bytes) -> str:
    """One of geojson, geopackage, shapefile, osm."""
    if content.startswith(ZIP_MAGIC):
        return "shapefile"
    if content.startswith(GEOPACKAGE_MAGIC):
        return "geopackage"
    if OSM_MAGIC in content[:64]:
        return "osm"
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return "geojson"
    raise FileFault("unknown_format")


def _read(content: bytes, layer: str, encoding: str) -> FeatureSet:
    kind = sniff(content)
    if kind == "geojson":
        return geojson.read(content)
    with TemporaryDirectory(prefix="gridwalk-geofile-") as folder:
        if kind == "shapefile":
            path, detected = archives.unpack_shapefile(content, Path(folder), layer)
            return gdal.read_shapefile(path, encoding or detected)
        path = Path(folder) / DRIVERS[kind]
        path.write_bytes(content)
        return gdal.read_layer(path, kind, layer)
