"""Bodies of older forms, read as today's: an app in the field stays months behind, and its records count all the same.

Whoever changes the shape of a verb's body adds a reader here that turns the last shape into the new one; the readers
before it stay as they are. `schema_version` counts them: a body of version 1 goes through all of its verb's readers.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from server.sync.problems import SchemaTooNew

Body = Mapping[str, Any]
Reader = Callable[[Body], Body]

# By verb: the readers in order, from version 1 on. No shape has changed yet.
READERS: dict[str, Sequence[Reader]] = {}


def newest(kind: str) -> int:
    """The version of a verb's body that the server itself works with."""
    return 1 + len(READERS.get(kind, ()))


def as_today(kind: str, version: int, body: Body) -> Body:
    """The body in today's shape. Raises SchemaTooNew for one from an app that is ahead of the server."""
    if version > newest(kind):
        raise SchemaTooNew
    for reader in READERS.get(kind, ())[max(version - 1, 0) :]:
        body = reader(body)
    return body
