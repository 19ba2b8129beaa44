"""Identifiers: UUIDv7 (RFC 9562), sortable by the time they were made, for every row and every operation."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A fresh UUIDv7."""
    return uuid7()
