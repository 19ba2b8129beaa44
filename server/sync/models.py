"""What phones sent, verbatim; what changed, per small grid; and the epoch that every cursor carries."""

from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Device, Person
from server.grids.models import ServiceGrid
from server.identity import new_id


class OperationState(models.TextChoices):
    RECEIVED = "received", _("received")
    APPLIED = "applied", _("applied")
    MERGED = "merged", _("merged")
    CONFLICT = "conflict", _("conflict")
    REJECTED = "rejected", _("rejected")
    BLOCKED = "blocked", _("blocked")
    DISMISSED = "dismissed", _("dismissed by the office")


# What waits for the office, until somebody decides.
UNDECIDED = (OperationState.REJECTED, OperationState.CONFLICT, OperationState.BLOCKED)


class Operation(models.Model):
    """One operation as a phone sent it: stored before it is judged, and kept whatever the verdict."""

    id = models.UUIDField(primary_key=True, help_text=_("op_id, made on the phone"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="operations", verbose_name=_("person"))
    device = models.ForeignKey(Device, models.PROTECT, related_name="operations", verbose_name=_("device"))
    device_seq = models.PositiveBigIntegerField(_("sequence on the device"), null=True)
    kind = models.CharField(_("verb"), max_length=40)
    entity_id = models.UUIDField(_("record"), null=True)
    message = models.JSONField(_("message as received"))
    state = models.CharField(_("state"), max_length=12, choices=OperationState.choices, default=OperationState.RECEIVED)
    code = models.CharField(_("code of the refusal"), max_length=60, blank=True)
    data = models.JSONField(_("data of the refusal"), default=dict, blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    judged_at = models.DateTimeField(_("judged"), null=True)
    # The phone's clocks as it sent an operation that was not done then: judged again later, it still tells when it was.
    sent = models.JSONField(_("clocks when sent"), null=True)
    # Judged again without having been sent again: the phone has to be told.
    released_at = models.DateTimeField(_("released"), null=True)

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        indexes = [
            models.Index(
                "id", name="sync_operation_undecided", condition=models.Q(state__in=["rejected", "conflict", "blocked"])
            ),
            models.Index("device", "device_seq", name="sync_operation_order"),
            # The day as the phone wrote it, for the receipts of a day.
            models.Index(Left(KT("message__captured_at"), 10), "device", name="sync_operation_day"),
            models.Index("entity_id", name="sync_operation_entity", condition=~models.Q(state="applied")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Unreadable(models.Model):
    """What could not even be parsed as an operation; kept for the office."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"))
    device = models.ForeignKey(Device, models.SET_NULL, null=True, verbose_name=_("device"))
    # By which the phone knows it, where at least that could be read.
    op_id = models.UUIDField(_("operation"), null=True, db_index=True)
    content = models.TextField(_("content"))
    code = models.CharField(_("code of the refusal"), max_length=60)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("unreadable message")
        verbose_name_plural = _("unreadable messages")

    def __str__(self) -> str:
        return f"{self.code} {self.received_at:%Y-%m-%d}"


class DecisionKind(models.TextChoices):
    ACCEPTED = "accepted", _("accepted as it came")
    AMENDED = "amended", _("amended and accepted")
    DISMISSED = "dismissed", _("dismissed")


class Decision(models.Model):
    """The office's word on one operation, or on one unreadable message. Never changed nor removed.

    `before` is the verdict that was decided on, with both values of a conflict; `changes` what the office amended.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    operation = models.OneToOneField(
        Operation, models.PROTECT, null=True, related_name="decision", verbose_name=_("operation")
    )
    unreadable = models.OneToOneField(
        Unreadable, models.PROTECT, null=True, related_name="decision", verbose_name=_("unreadable message")
    )
    kind = models.CharField(_("decision"), max_length=12, choices=DecisionKind.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    changes = models.JSONField(_("amended by the office"), default=dict, blank=True)
    before = models.JSONField(_("verdict before"), default=dict, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="decisions", verbose_name=_("decided by"))
    at = models.DateTimeField(_("decided"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(operation__isnull=False) ^ models.Q(unreadable__isnull=False),
                name="sync_decision_on_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.operation_id or self.unreadable_id}"


class Change(models.Model):
    """The last change of one record as one small grid sees it. Statement triggers write it in the change's transaction.

    One row per record and grid, moved to the end of the log by every change: the log never outgrows the data, a first
    download pages over it, and `seq` is the record's version on the phones. A record that leaves a grid stays there as
    a tombstone (`gone`).

    Read by `(xid, seq)` below the oldest transaction still running (`selectors.horizon`): a cursor on a sequence or a
    clock loses rows that commit late. `xid` is PostgreSQL's xid8, held as bigint.
    """

    pk = models.CompositePrimaryKey("grid_id", "kind", "entity_id")
    grid = models.ForeignKey(ServiceGrid, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    entity_id = models.UUIDField()
    xid = models.BigIntegerField()
    seq = models.BigIntegerField()
    gone = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            models.Index("grid", "xid", "seq", name="sync_change_cursor"),
            models.Index("changed_at", name="sync_change_tombstones", condition=models.Q(gone=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entity_id}"


class EpochReason(models.TextChoices):
    FIRST = "first", _("the database was made")
    PROMOTED = "promoted", _("a replica was promoted")
    RESTORED = "restored", _("a backup was restored")
    NOTICED = "noticed", _("the server noticed it by itself")


class Epoch(models.Model):
    """The life of this database since it was made, promoted or restored. One row."""

    id = models.BooleanField(primary_key=True, default=True)
    epoch = models.UUIDField()
    began_at = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=EpochReason.choices, default=EpochReason.FIRST)
    # What PostgreSQL said of itself when the epoch began (`lives.LIFE`).
    life = models.CharField(max_length=80, default="")
    # When a phone first knew more than the database.
    doubted_at = models.DateTimeField(null=True)
    # Cursors before this transaction may have missed tombstones that are gone for good: 410 and a new snapshot.
    forgotten_xid = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("epoch")
        verbose_name_plural = _("epochs")
        constraints = [models.CheckConstraint(condition=models.Q(id=True), name="sync_epoch_one_row")]

    def __str__(self) -> str:
        return str(self.epoch)
