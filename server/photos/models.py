"""Photos by content: the key is the SHA-256 of what the phone took."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Person
from server.identity import new_id

# Counted from the last part that came. The phone keeps its photo and can always begin again.
UPLOAD_LIVES = timedelta(days=14)


def next_expiry() -> datetime:
    return timezone.now() + UPLOAD_LIVES


class PhotoUpload(models.Model):
    """An upload under way. `received` bytes lie in its chunks; the phone asks how many and goes on from there.

    `locked_until`: a request is making the picture of the whole. The lock of a request that died runs out by itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Person, models.CASCADE, related_name="photo_uploads", verbose_name=_("owner"))
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    received = models.PositiveIntegerField(_("bytes received"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), default=next_expiry)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("photo upload")
        verbose_name_plural = _("photo uploads")
        constraints = [models.UniqueConstraint("owner", "sha256", name="photos_upload_once")]
        indexes = [models.Index("expires_at", name="photos_upload_expiry")]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_locked(self) -> bool:
        return self.locked_until is not None and self.locked_until > timezone.now()


class PhotoChunk(models.Model):
    """A part of an upload, counted in the transaction that stores it; any server process can take the next one."""

    upload = models.ForeignKey(PhotoUpload, models.CASCADE, related_name="chunks", verbose_name=_("photo upload"))
    offset = models.PositiveIntegerField(_("first byte"))
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("part of a photo")
        verbose_name_plural = _("parts of photos")
        constraints = [models.UniqueConstraint("upload", "offset", name="photos_chunk_once")]

    def __str__(self) -> str:
        return f"{self.upload} @{self.offset}"


class Photo(models.Model):
    """A stored photo, re-encoded and without EXIF. Records name it by hash before or after it arrives.

    `thumbnail` is empty until a job has made it.
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="photos", verbose_name=_("owner"))
    image = models.FileField(_("image"), upload_to="photos/")
    thumbnail = models.FileField(_("small image"), upload_to="photos/", blank=True)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    stored_at = models.DateTimeField(_("stored"), auto_now_add=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.sha256[:12]
