"""`manage after_promote`: tells the server that a replica of its database was promoted."""

from server.sync.models import EpochReason
from server.watch.command import AfterCommand


class Command(AfterCommand):
    help = "After the promotion of a replica: begins a new epoch, so that phones offer again what it had not received."
    reason = EpochReason.PROMOTED
