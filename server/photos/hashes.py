"""How records name their photos: by the SHA-256 of the content, before or after it arrives."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from server.problems import Problem

PHOTOS_AT_MOST = 9
SHA256 = re.compile(r"[0-9a-f]{64}")


class BadPhotoHash(Problem):
    code = "bad_photo_hash"
    sentence = _("Photos are named by their SHA-256, at most %(limit)s of them.")


def check_hashes(hashes: Sequence[str]) -> None:
    """At most `PHOTOS_AT_MOST` lower-case SHA-256 digests."""
    if len(hashes) > PHOTOS_AT_MOST or not all(SHA256.fullmatch(sha256) for sha256 in hashes):
        raise BadPhotoHash(limit=PHOTOS_AT_MOST)
