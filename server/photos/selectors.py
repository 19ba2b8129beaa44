"""Reads of photos and of uploads under way."""

from collections.abc import Iterable
from uuid import UUID

from server.accounts.models import Person
from server.photos.models import Photo, PhotoUpload
from server.photos.problems import UnknownUpload


def stored(hashes: Iterable[str]) -> frozenset[str]:
    """Those of the SHA-256 hashes (hex) whose photo lies safely on the server."""
    return frozenset(Photo.objects.filter(sha256__in=list(hashes)).values_list("sha256", flat=True))


def upload_of(person: Person, upload_id: UUID) -> PhotoUpload:
    """The person's own upload. Raises UnknownUpload."""
    upload = PhotoUpload.objects.filter(id=upload_id, owner=person).first()
    if upload is None:
        raise UnknownUpload
    return upload
