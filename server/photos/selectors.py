"""Reads of photos and of uploads under way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from server.accounts.models import Person
from server.photos.models import Photo, PhotoUpload
from server.photos.problems import UnknownUpload, UploadExpired


def stored(hashes: Iterable[str]) -> frozenset[str]:
    """Those of the SHA-256 hashes (hex) whose photo lies safely on the server."""
    return frozenset(Photo.objects.filter(sha256__in=list(hashes)).values_list("sha256", flat=True))


@dataclass(frozen=True)
class PhotoCount:
    """How many photos a record names, and how many of them the server has: "photos 1/2"."""

    expected: int
    stored: int

    @property
    def is_complete(self) -> bool:
        return self.stored == self.expected


def photo_counts(records: Iterable[Sequence[str]]) -> list[PhotoCount]:
    """The count of each record, from the hashes that it names; one query for all of them."""
    named = [frozenset(hashes) for hashes in records]
    known = stored(frozenset[str]().union(*named)) if any(named) else frozenset()
    return [PhotoCount(expected=len(hashes), stored=len(hashes & known)) for hashes in named]


def upload_of(person: Person, upload_id: UUID) -> PhotoUpload:
    """The person's own upload. Raises UnknownUpload, UploadExpired."""
    upload = PhotoUpload.objects.filter(id=upload_id, owner=person).first()
    if upload is None:
        raise UnknownUpload
    if upload.is_expired:
        raise UploadExpired
    return upload


def content_of(upload: PhotoUpload) -> bytes:
    """All that has come, in its order."""
    return b"".join(bytes(part) for part in upload.chunks.order_by("offset").values_list("content", flat=True))
