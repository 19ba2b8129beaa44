"""Refusals of sync. Those that an operation gets are stored with it, by code and data."""

from django.utils.translation import gettext_lazy as _

from server.problems import Conflict, Problem


class NotGzip(Problem):
    code = "not_gzip"
    sentence = _("The message is not compressed with gzip, or it is cut off.")
    status = 400


class NotJson(Problem):
    code = "not_json"
    sentence = _("The message is not readable JSON.")
    status = 400


class NotAPush(Problem):
    code = "not_a_push"
    sentence = _("The message has no readable %(field)s.")
    status = 400


class MessageTooLarge(Problem):
    """Halve the batch and send again."""

    code = "message_too_large"
    sentence = _("The message is too large: at most %(limit)s %(unit)s.")
    status = 413


class PhoneOnly(Problem):
    code = "phone_only"
    sentence = _("Only a signed-in phone can do this.")
    status = 403


class WrongDevice(Problem):
    code = "wrong_device"
    sentence = _("The message names another phone than the one that is signed in.")
    status = 403


class AppTooOld(Problem):
    code = "app_too_old"
    sentence = _("This app is too old to receive data. What you recorded is still accepted; please update the app.")
    status = 426


class EpochChanged(Problem):
    code = "epoch_changed"
    sentence = _("The server was restored. The phone will send its records again and download afresh.")
    status = 409


class CursorTooOld(Problem):
    """`grids` names the small grids that need a new snapshot."""

    code = "cursor_too_old"
    sentence = _("The phone was away for too long; its area has to be downloaded afresh.")
    status = 410


class BadCursor(Problem):
    code = "bad_cursor"
    sentence = _("The message has no readable cursor.")
    status = 400


class UnknownVerb(Problem):
    code = "unknown_verb"
    sentence = _("The server does not know what “%(verb)s” is. The record is kept; the office decides.")


class SchemaTooNew(Problem):
    code = "schema_too_new"
    sentence = _("The record was made by a newer app than the server knows. It is kept; the office decides.")


class BadOperation(Problem):
    code = "bad_operation"
    sentence = _("The record's “%(field)s” cannot be used. The record is kept; the office decides.")


class UnreadableOperation(Problem):
    code = "unreadable_operation"
    sentence = _("A record could not be read. It is kept as it came; the office decides.")


class WaitsForEarlier(Problem):
    """`op_id` is the refused operation that this one waits for."""

    code = "waits_for_earlier"
    sentence = _("An earlier record of the same matter was refused; this one waits for it.")


class NotStorable(Problem):
    """The database refused the values; the office sees the operation as it came."""

    code = "not_storable"
    sentence = _("The server could not store this record. It is kept as it came; the office decides.")


class NotJudged(Problem):
    """A fault of the server's own code, for this record only."""

    code = "not_judged"
    sentence = _("The server failed at this record. It is kept as it came; the office decides.")


class TakenByAnother(Problem):
    code = "taken_by_another"
    sentence = _("The identity of this record is already in use.")


def problem_named(code: str, data: dict[str, object]) -> Problem | None:
    """The refusal with this code, of whatever noun, or None if no part of the server knows it any more."""
    known = [Problem]
    while known:
        problem = known.pop()
        if problem.code == code:
            return problem(**data)
        known.extend(problem.__subclasses__())
    return None


class AlreadyDecided(Conflict):
    """`decision` is what was decided; None where it was applied without one."""

    code = "already_decided"
    sentence = _("This record has been decided on already. Look at it again first.")


class ReasonMissing(Problem):
    code = "reason_missing"
    sentence = _("Say why: the worker reads it.")


class NothingAmended(Problem):
    code = "nothing_amended"
    sentence = _("Change at least one value, or accept the record as it is.")


class NotABundle(Problem):
    code = "not_a_bundle"
    sentence = _("This file is no sealed export of a phone.")
    status = 400


class BundleOfAnother(Problem):
    """Sealed for another server, or by a phone that never signed in here."""

    code = "bundle_of_another"
    sentence = _("This file was not sealed for this server.")
    status = 400


class BundleDamaged(Problem):
    """Nothing of it was taken in."""

    code = "bundle_damaged"
    sentence = _("This file is damaged or cut off. Nothing was taken in; please fetch it from the phone again.")
    status = 400
