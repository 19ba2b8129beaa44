"""Real files of every kind, written by GDAL: what an office might upload."""

import json
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

Row = tuple[BaseGeometry, dict[str, Any]]


def geojson_file(rows: Sequence[Row], **members: Any) -> bytes:
    features = [
        {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(geom))}
        for geom, properties in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **members}, ensure_ascii=False).encode()


def geopackage_file(folder: Path, rows: Sequence[Row], *, layer: str = "grids", crs: str | None = "EPSG:4326") -> bytes:
    path = folder / "written.gpkg"
    _write(path, rows, layer=layer, crs=crs, append=path.exists())
    return path.read_bytes()


def shapefile_zip(
    folder: Path, rows: Sequence[Row], *, encoding: str, crs: str | None = "EPSG:4326", with_cpg: bool = False
) -> bytes:
    """A zip as offices send it: text in the given character set, with or without the .cpg that would say so."""
    path = folder / "网格.shp"
    _write(path, rows, crs=crs, encoding=encoding)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in sorted(folder.glob("网格.*")):
            if with_cpg or part.suffix != ".cpg":
                archive.write(part, f"数据/{part.name}")
    return packed.getvalue()


def _write(path: Path, rows: Sequence[Row], **options: Any) -> None:
    fields = list(rows[0][1])
    pyogrio.raw.write(
        path,
        geometry=np.array([geom.wkb for geom, _ in rows], dtype=object),
        field_data=[np.array([properties[field] for _, properties in rows], dtype=object) for field in fields],
        fields=fields,
        geometry_type=rows[0][0].geom_type,
        **options,
    )
