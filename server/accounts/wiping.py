"""Asking a phone to remove its data: a phone that is lost, or of somebody who has left.

The order ends the phone's access at once. Whether it was carried out only the phone can say; until it does, it pends.
"""

from django.db import transaction
from django.utils import timezone

from server.accounts.models import Device, Person
from server.accounts.problems import AlreadyWiped, NotAskedToWipe
from server.problems import BadInput

LONGEST_REASON = 200


@transaction.atomic
def ask_to_wipe(*, device: Device, by: Person, reason: str) -> Device:
    """Raises BadInput without a reason, AlreadyWiped. Asked for twice, the first order stands."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise BadInput({"reason": [f"1–{LONGEST_REASON}"]})
    held = Device.objects.select_for_update().get(pk=device.pk)
    if held.wiped_at is not None:
        raise AlreadyWiped
    if held.wipe_asked_at is None:
        held.wipe_asked_at, held.wipe_asked_by, held.wipe_reason = timezone.now(), by, reason
        held.revoked_at = held.revoked_at or held.wipe_asked_at
        held.save(update_fields=["wipe_asked_at", "wipe_asked_by", "wipe_reason", "revoked_at"])
    return held


@transaction.atomic
def withdraw_wipe(*, device: Device) -> Device:
    """The phone was found again in time; its access comes back with it. Raises NotAskedToWipe, AlreadyWiped."""
    held = Device.objects.select_for_update().get(pk=device.pk)
    if held.wipe_asked_at is None:
        raise NotAskedToWipe
    if held.wiped_at is not None:
        raise AlreadyWiped
    if held.revoked_at is not None and held.revoked_at >= held.wipe_asked_at:
        held.revoked_at = None
    held.wipe_asked_at, held.wipe_asked_by, held.wipe_reason = None, None, ""
    held.save(update_fields=["wipe_asked_at", "wipe_asked_by", "wipe_reason", "revoked_at"])
    return held


def note_wiped(*, device: Device, files_left: int) -> None:
    """The phone's own word. Said again for each sealed file that follows; nothing where the order was withdrawn."""
    now = timezone.now()
    asked = Device.objects.filter(pk=device.pk, wipe_asked_at__isnull=False)
    asked.filter(wiped_at=None).update(wiped_at=now, waiting_count=0)
    asked.update(wipe_files_left=files_left, last_seen_at=now)
