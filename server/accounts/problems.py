"""Refusals about signing in."""

from django.utils.translation import gettext_lazy as _

from server.problems import Problem


class WrongLogin(Problem):
    """One answer for an unknown name, a wrong password and a closed account: which it was is nobody's business."""

    code = "wrong_login"
    sentence = _("The login name or the password is wrong.")
    status = 401


class TooManyTries(Problem):
    code = "too_many_tries"
    sentence = _("Too many wrong passwords. Please try again in %(minutes)s minutes.")
    status = 429


class TokenExpired(Problem):
    """Says nothing of a wrong password: the worker's work is safe and only the sign-in is old."""

    code = "token_expired"
    sentence = _("Your sign-in has run out. Please sign in again; nothing on this phone is lost.")
    status = 401


class DeviceRevoked(Problem):
    code = "device_revoked"
    sentence = _("The office has ended this phone's access. Please ask the office.")
    status = 401


class DeviceWiped(Problem):
    """Said before all else, also to a sign-in that has ended. The phone seals unsent work and removes its data."""

    code = "device_wiped"
    sentence = _(
        "The office has asked that this phone remove its data. What was not sent is sealed for the office first."
    )
    status = 401


class NotAskedToWipe(Problem):
    code = "not_asked_to_wipe"
    sentence = _("Nobody has asked this phone to remove its data.")
    status = 409


class AlreadyWiped(Problem):
    code = "already_wiped"
    sentence = _("This phone has removed its data already.")
    status = 409


class DeviceOfAnother(Problem):
    """A device id belongs to one person's store; a second person on the phone has a store and an id of their own."""

    code = "device_of_another"
    sentence = _("This phone is registered to another person.")
    status = 409
