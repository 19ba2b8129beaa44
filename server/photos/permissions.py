"""Who may see a photo is asked of the records that name it. Their nouns lie above this one, so they register here."""

from typing import Protocol

from server.grids.scope import Scope
from server.photos.models import Photo


class MaySee(Protocol):
    """Does a record in this scope name the photo?"""

    def __call__(self, scope: Scope, sha256: str) -> bool: ...


_asked: list[MaySee] = []


def register(may_see: MaySee) -> None:
    """Called by a noun whose records name photos, in its `AppConfig.ready`."""
    if may_see not in _asked:
        _asked.append(may_see)


def can_see_photo(scope: Scope, photo: Photo) -> bool:
    """Whoever took it, and whoever may see a record that names it."""
    return photo.owner_id == scope.person.id or any(may_see(scope, photo.sha256) for may_see in _asked)
