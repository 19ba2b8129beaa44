"""Who sends a request: a phone by its token, a browser by its session."""

from django.utils import timezone, translation
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.request import Request

from server.accounts.models import DeviceToken, Person
from server.accounts.problems import DeviceRevoked, DeviceWiped, TokenExpired
from server.api.problems import NotSignedIn


class DeviceAuthentication(TokenAuthentication):  # type: ignore[misc]
    """`Authorization: Token …` of a phone. `request.auth` is the `DeviceToken`, with its `device`.

    Knox deletes an expired token when it meets one, and would call the next request an unknown token. We keep it, so
    that a phone hears "sign in again" however often it asks.
    """

    def authenticate(self, request: Request) -> tuple[Person, DeviceToken] | None:
        found: tuple[Person, DeviceToken] | None = super().authenticate(request)
        # A phone that names no language is answered in its person's own.
        if found and "Accept-Language" not in request.headers:
            translation.activate(found[0].language)
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[Person, DeviceToken]:
        try:
            digest = hash_token(token.decode())
        except ValueError as error:
            raise NotSignedIn from error
        known = DeviceToken.objects.select_related("user", "device").filter(digest=digest).first()
        if known is None:
            raise NotSignedIn
        # Before all else: the phone of somebody who has left is the one that has to hear it.
        if known.device.wipe_asked_at is not None:
            return self.asked_to_wipe(known)
        if not known.user.is_active:
            raise NotSignedIn
        return self.in_use(known)

    def asked_to_wipe(self, _known: DeviceToken) -> tuple[Person, DeviceToken]:
        raise DeviceWiped

    def in_use(self, known: DeviceToken) -> tuple[Person, DeviceToken]:
        if known.device.revoked_at is not None:
            raise DeviceRevoked
        if known.expiry < timezone.now():
            raise TokenExpired
        self.renew_token(known)
        return known.user, known


class LastWordAuthentication(DeviceAuthentication):
    """Of a phone that was asked to remove its data, whatever has become of its sign-in. Others as always: an order may
    have been withdrawn that the phone has already followed."""

    def asked_to_wipe(self, known: DeviceToken) -> tuple[Person, DeviceToken]:
        return known.user, known


def person_of(request: Request) -> Person:
    """The person who is signed in. Raises NotSignedIn."""
    if not isinstance(request.user, Person):
        raise NotSignedIn
    return request.user
