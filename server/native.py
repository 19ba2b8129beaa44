"""Where GDAL and GEOS are: the environment first, then the wheels of pyogrio and shapely, then Django's own search."""

import importlib.util
import os
from pathlib import Path


def library(variable: str, package: str, pattern: str) -> str | None:
    """The path of a native library, or None to leave the search to Django.

    `variable` names an environment variable that wins; `package` a wheel whose `<package>.libs` folder holds it.
    """
    if path := os.environ.get(variable):
        return path
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent.parent / f"{package}.libs"
    return next((str(path) for path in sorted(folder.glob(pattern))), None)


def gdal_library() -> str | None:
    """GDAL from pyogrio's wheel: newer than Debian's, and able to block hostile data sources."""
    path = library("GDAL_LIBRARY_PATH", "pyogrio", "libgdal-*")
    if path is not None and "pyogrio.libs" in path:
        import pyogrio  # noqa: F401  (loading it first points the shared GDAL at its own PROJ data)
    return path


def geos_library() -> str | None:
    """GEOS from shapely's wheel, so that shapely and GeoDjango judge geometry alike."""
    return library("GEOS_LIBRARY_PATH", "shapely", "libgeos_c-*")
