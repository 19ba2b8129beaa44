"""The photos of a record as its page shows them: those that are here, and how many are still on their way."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.photos.selectors import PhotoCount, stored


@dataclass(frozen=True)
class Pictures:
    """`here` are the SHA-256 of stored photos in the order of the record."""

    here: list[str]
    count: PhotoCount


def pictures_of(records: Sequence[Sequence[str]]) -> list[Pictures]:
    """Of each record, from the hashes that it names; one query for all."""
    known = stored({sha256 for hashes in records for sha256 in hashes})
    return [pictures(hashes, known) for hashes in records]


def pictures(hashes: Sequence[str], known: frozenset[str]) -> Pictures:
    named = list(dict.fromkeys(hashes))
    here = [sha256 for sha256 in named if sha256 in known]
    return Pictures(here, PhotoCount(expected=len(named), stored=len(here)))
