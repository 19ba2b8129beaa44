"""Signing in and out, and a person's devices."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from django.conf import settings
from django.contrib.auth import authenticate, user_logged_in, user_logged_out
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from knox.models import get_digest_token
from knox.settings import CONSTANTS, knox_settings

from server.accounts.models import Device, DeviceToken, Person
from server.accounts.problems import DeviceOfAnother, DeviceRevoked, DeviceWiped, TooManyTries, WrongLogin

TOKENS_KEPT = 2


@dataclass(frozen=True)
class SignIn:
    """`token` is shown this once; only its digest is stored."""

    token: str
    expiry: datetime
    person: Person
    device: Device


@dataclass(frozen=True)
class DeviceInfo:
    """What a phone says of itself. `id` is made on the phone, at the first sign-in of this person on it."""

    id: UUID
    name: str = ""
    platform: str = ""
    app_version: str = ""


def sign_in(request: HttpRequest, *, username: str, password: str, device: DeviceInfo) -> SignIn:
    """Check the password, register the device and give it a token. Raises WrongLogin, TooManyTries, DeviceRevoked.

    A reply that gets lost strands nobody: the same call again gives another token for the same device.
    """
    person = authenticate(request, username=username, password=password)
    if getattr(request, "axes_locked_out", False):
        raise TooManyTries(minutes=ceil(settings.AXES_COOLOFF_TIME.total_seconds() / 60))
    if not isinstance(person, Person):
        raise WrongLogin
    with transaction.atomic():
        registered = register_device(person=person, info=device)
        digest, token = get_digest_token()
        expiry = timezone.now() + knox_settings.TOKEN_TTL
        DeviceToken.objects.create(
            digest=digest, token_key=token[: CONSTANTS.TOKEN_KEY_LENGTH], user=person, device=registered, expiry=expiry
        )
        drop_old_tokens(device=registered)
    user_logged_in.send(sender=Person, request=request, user=person)
    return SignIn(token=token, expiry=expiry, person=person, device=registered)


@transaction.atomic
def register_device(*, person: Person, info: DeviceInfo) -> Device:
    """The person's device with this id, made if need be and brought up to date."""
    device, _made = Device.objects.select_for_update().get_or_create(id=info.id, defaults={"person": person})
    if device.person_id != person.id:
        raise DeviceOfAnother
    if device.wipe_asked_at is not None:
        raise DeviceWiped
    if device.revoked_at is not None:
        raise DeviceRevoked
    device.name, device.platform, device.app_version = info.name, info.platform, info.app_version
    device.last_seen_at = timezone.now()
    device.save(update_fields=["name", "platform", "app_version", "last_seen_at"])
    return device


def drop_old_tokens(*, device: Device) -> None:
    """Keep the newest tokens only: the one before stays good in case the phone never hears of the new one."""
    newest = device.tokens.order_by("-created").values("pk")[:TOKENS_KEPT]
    device.tokens.exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()


def sign_out(request: HttpRequest, *, token: DeviceToken) -> None:
    """End this sign-in. The device stays registered, and its other person's data with it."""
    person = token.user
    token.delete()
    user_logged_out.send(sender=Person, request=request, user=person)


def revoke_device(*, device: Device) -> None:
    """End a device's access at once. Its tokens stay, so that the phone is told why it is refused."""
    Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=timezone.now())


def choose_language(*, person: Person, language: str) -> None:
    person.language = language
    person.save(update_fields=["language"])
