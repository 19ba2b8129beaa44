"""The log of who looked at whose full record, and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from server.identity import new_id


class Reveal(models.Model):
    """One person read one masked record in full, with the reason they gave. A trigger refuses changes and removals.

    `kind` and `record_id` name the record without a foreign key, so that the entry outlives it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reveals", verbose_name=_("read by")
    )
    kind = models.CharField(_("kind of record"), max_length=40)
    record_id = models.UUIDField(_("record"))
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("reveal")
        verbose_name_plural = _("reveals")
        indexes = [models.Index("kind", "record_id", "at", name="privacy_reveal_by_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} {self.at:%Y-%m-%d %H:%M}"
