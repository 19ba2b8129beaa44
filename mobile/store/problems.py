"""Why the store refuses. `code` is stable: the phone's texts are keyed by it (`problem.<code>`)."""

from typing import Any, ClassVar


class StoreProblem(Exception):
    """A refusal by the phone's own store; nothing of the refused action has been kept."""

    code: ClassVar[str] = "store_problem"

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code, data)
        self.data = data


class DiskFull(StoreProblem):
    """No room left. `data`: `needed`, `free` in bytes where known."""

    code = "disk_full"


class StorageFailed(StoreProblem):
    """The phone's storage answered with an error (EIO); the record was not kept."""

    code = "storage_failed"


class UnsentWork(StoreProblem):
    """Signing out would lose work. `data`: `records`, `photos`."""

    code = "unsent_work"


class NotInStore(StoreProblem):
    """There is no such record on this phone. `data`: `kind`, `id`."""

    code = "not_in_store"


class BadRecord(StoreProblem):
    """A value that no form offers. `data`: `field`, `value`."""

    code = "bad_record"


class StoreTooNew(StoreProblem):
    """The file was written by a newer app. `data`: `version`, `known`."""

    code = "store_too_new"


class PhotoUnreadable(StoreProblem):
    """These bytes are no photo."""

    code = "photo_unreadable"


class NotDecided(StoreProblem):
    """The office has not decided about this record yet; until then its refusal stays in sight."""

    code = "not_decided"


class WrongKey(StoreProblem):
    """This is not the key of this account. Nothing was touched."""

    code = "wrong_key"


class RecordDamaged(StoreProblem):
    """What the disk gives back is not what was kept. The next opening rebuilds the store."""

    code = "record_damaged"


class BadPin(StoreProblem):
    """A PIN has four to six digits."""

    code = "bad_pin"


class PinNeeded(StoreProblem):
    """This account is locked: its PIN first."""

    code = "pin_needed"


class WrongPin(StoreProblem):
    """`data`: `seconds` to wait before the next try. Nothing is ever erased."""

    code = "wrong_pin"


class PinWait(StoreProblem):
    """Too many wrong PINs; not even looked at. `data`: `seconds`."""

    code = "pin_wait"


class KeyLost(StoreProblem):
    """This phone no longer opens the account's key; signing in does. Nothing is lost."""

    code = "key_lost"


class TooLateToUndo(StoreProblem):
    """The record is being sent, or another one follows it: it is corrected by a new visit instead."""

    code = "too_late_to_undo"


class NoSealingKey(StoreProblem):
    """The server's key for sealed exports is not known yet: sign in once."""

    code = "no_sealing_key"
