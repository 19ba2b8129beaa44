"""Keys for what phones seal for the server: one pair for all, and a secret of each device that proves whose it is."""

import secrets

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import transaction

from server.accounts.models import Device, SealingKey

ESCROW_BYTES = 32


def current_key() -> SealingKey:
    """The newest key pair; made at the first call."""
    return SealingKey.objects.order_by("-made_at", "-id").first() or make_key()


def make_key() -> SealingKey:
    """A fresh pair, handed out from now on. Phones learn it at their next sign-in; the older ones stay."""
    return SealingKey.objects.create(private_key=X25519PrivateKey.generate().private_bytes_raw())


def private_key(key: SealingKey) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(bytes(key.private_key))


def public_key(key: SealingKey) -> bytes:
    return private_key(key).public_key().public_bytes_raw()


@transaction.atomic
def escrow_of(device: Device) -> bytes:
    """The device's recovery secret, made at its first sign-in; always the same."""
    held = Device.objects.select_for_update().only("escrow").get(pk=device.pk)
    if held.escrow is None:
        held.escrow = secrets.token_bytes(ESCROW_BYTES)
        held.save(update_fields=["escrow"])
    return bytes(held.escrow)


def proof_of(device: Device) -> bytes:
    """What only this device and the server know; goes into the key of its bundles."""
    return HKDF(SHA256(), 32, salt=None, info=b"gridwalk sealed bundle").derive(escrow_of(device))
