"""Why a file cannot be read. Plain errors with a code and data: the nouns above give them their sentences."""

from typing import Any

CODES = (
    "malformed_geojson",
    "unreadable_file",
    "unknown_format",
    "unknown_crs",
    "unknown_layer",
    "file_too_large",
    "too_many_features",
    "no_features",
)


class FileFault(ValueError):
    """`code` is one of `CODES`."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data
