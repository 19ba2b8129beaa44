"""What the register of households used to say: every amended field, and everybody who was taken off. Only added to.

Records are named by id without a foreign key, so that their past outlives them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Person
from server.identity import new_id


class RecordKind(models.TextChoices):
    HOUSEHOLD = "household", _("household")
    RESIDENT = "resident", _("resident")


class Act(models.TextChoices):
    ADDED = "added", _("added")
    AMENDED = "amended", _("amended")
    REMOVED = "removed", _("removed")
    RESTORED = "restored", _("restored")
    MERGED = "merged", _("merged")


class RegisterChange(models.Model):
    """One field of one record: who changed it, when, from which operation, from what to what."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("kind of record"), max_length=12, choices=RecordKind.choices)
    record_id = models.UUIDField(_("record"))
    household_id = models.UUIDField(_("household"))
    act = models.CharField(_("what was done"), max_length=12, choices=Act.choices)
    field = models.CharField(_("field"), max_length=20, blank=True)
    old = models.JSONField(_("before"), null=True)
    new = models.JSONField(_("after"), null=True)
    version = models.PositiveIntegerField(_("version it led to"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    operation_id = models.UUIDField(_("operation"), null=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of the register")
        verbose_name_plural = _("changes of the register")
        indexes = [
            models.Index("record_id", "version", name="households_past_of_record"),
            models.Index("household_id", "at", name="households_past_of_home"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.field} {self.version}"


class RemovalReason(models.TextChoices):
    MOVED = "moved", _("moved away")
    DIED = "died", _("died")
    MISTAKE = "mistake", _("entered by mistake")
    MERGED = "merged", _("the same person as another entry")


class ResidentRemoval(models.Model):
    """A resident who was taken off the register, with what the register said last. `merged_into` is who remained."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    resident_id = models.UUIDField(_("resident"), db_index=True)
    household_id = models.UUIDField(_("household"))
    reason = models.CharField(_("reason"), max_length=12, choices=RemovalReason.choices)
    merged_into = models.UUIDField(_("merged into"), null=True, db_index=True)
    was = models.JSONField(_("last entry"))
    version = models.PositiveIntegerField(_("version it led to"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    operation_id = models.UUIDField(_("operation"), null=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("removed resident")
        verbose_name_plural = _("removed residents")
        indexes = [models.Index("household_id", name="households_removed_from_home")]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.reason}"
