"""`manage after_restore`: tells the server that its database was restored from a backup."""

from server.sync.models import EpochReason
from server.watch.command import AfterCommand
from server.watch.recovery import WHAT_IS_LOST


class Command(AfterCommand):
    help = "After a restore from a backup: begins a new epoch, so that phones offer again what the server has lost."
    reason = EpochReason.RESTORED
    remarks = (*AfterCommand.remarks, WHAT_IS_LOST)
