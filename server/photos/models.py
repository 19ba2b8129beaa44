"""Photos by content: the key is the SHA-256 of what the phone took."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Person
from server.identity import new_id


class PhotoUpload(models.Model):
    """An upload under way. `received` bytes lie in its chunks; the phone asks how many and goes on from there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Person, models.CASCADE, related_name="photo_uploads", verbose_name=_("owner"))
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    received = models.PositiveIntegerField(_("bytes received"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("photo upload")
        verbose_name_plural = _("photo uploads")
        constraints = [models.UniqueConstraint("owner", "sha256", name="photos_upload_once")]

    def __str__(self) -> str:
        return self.sha256[:12]


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
    """A stored photo, re-encoded and without EXIF. Records name it by hash before or after it arrives."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="photos", verbose_name=_("owner"))
    image = models.FileField(_("image"), upload_to="photos/")
    thumbnail = models.FileField(_("small image"), upload_to="photos/")
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    stored_at = models.DateTimeField(_("stored"), auto_now_add=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.sha256[:12]
