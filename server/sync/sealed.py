"""Sealed bundles: what a phone could not send itself, brought in by the office. `mobile/store/sealed.py` has the form.

A bundle is opened and checked whole before anything of it is kept; then it goes the way of a push of that phone.
"""

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils import timezone

from server.accounts.models import Device, SealingKey
from server.accounts.sealing import private_key, proof_of
from server.grids.scope import Scope
from server.photos import services as photos
from server.photos.models import Photo
from server.photos.problems import NotAPhoto, PhotoTooLarge, TooManyPixels
from server.problems import NotAllowed
from server.sync import intake
from server.sync.inbox import people_of
from server.sync.judging import Arrival
from server.sync.problems import BundleDamaged, BundleOfAnother, NotABundle
from server.sync.reading import as_uuid
from server.sync.services import MAX_OPS, judge_stored

MAGIC = b"GRIDWALK-SEALED-1"
LENGTH = struct.Struct(">I")
LARGEST_HEADER = 4096


@dataclass(frozen=True)
class Bundle:
    device: Device
    operations: list[Any]
    photos: dict[str, bytes]


@dataclass
class Imported:
    """What became of a bundle. `statuses` counts verdicts; `refused` names photos that are none."""

    device: Device
    statuses: dict[str, int] = field(default_factory=dict)
    photos: int = 0
    refused: list[str] = field(default_factory=list)


def import_bundle(content: bytes, *, scope: Scope | None, of: Device | None = None) -> Imported:
    """Brings a bundle in; again gives the same. `scope` is the office person's; None at the server's own console, and
    where a phone hands in its own: `of` is that phone.

    Raises NotABundle, BundleOfAnother, BundleDamaged, NotAllowed: then nothing was kept. StoreAway and ServerBusy in
    the middle: bring it in again.
    """
    bundle = open_bundle(content, scope=scope)
    if of is not None and bundle.device.id != of.id:
        raise BundleOfAnother
    done = Imported(bundle.device)
    for start in range(0, len(bundle.operations), MAX_OPS):
        # The phone's clock at sending is not known: the bundle may have lain for days.
        arrival = Arrival(received_at=timezone.now(), sent=None)
        op_ids = intake.keep(bundle.device, bundle.operations[start : start + MAX_OPS])
        known = [op_id for op_id in op_ids if op_id]
        verdicts = judge_stored(device=bundle.device, op_ids=known, arrival=arrival)
        for op_id in op_ids:
            status = verdicts[op_id].status if op_id else "unreadable"
            done.statuses[status] = done.statuses.get(status, 0) + 1
    for sha256, picture in bundle.photos.items():
        keep_photo(done, sha256, picture)
    return done


def keep_photo(done: Imported, sha256: str, picture: bytes) -> None:
    person = done.device.person
    try:
        upload = photos.begin_upload(person=person, sha256=sha256, size=len(picture))
        if upload is not None:
            # The phone may have sent the beginning itself.
            offset = upload.received
            photos.append_chunk(person=person, upload_id=upload.id, offset=offset, chunk=picture[offset:])
    except (NotAPhoto, TooManyPixels, PhotoTooLarge):
        done.refused.append(sha256)
    else:
        done.photos += Photo.objects.filter(sha256=sha256).exists()


# -- opening


def open_bundle(content: bytes, *, scope: Scope | None) -> Bundle:
    header, start, rest = header_of(content)
    device = device_of(header, scope)
    plain = b"".join(pieces(AESGCM(key_of(header, start, device)), rest))
    try:
        (length,) = LENGTH.unpack_from(plain)
        said = orjson.loads(plain[4 : 4 + length])
        operations, listed = said["ops"], said["photos"]
        at, found = 4 + length, {}
        for photo in listed:
            found[str(photo["sha256"])] = plain[at : at + photo["bytes"]]
            at += photo["bytes"]
    except (ValueError, KeyError, TypeError, struct.error) as error:
        raise BundleDamaged from error
    whole = all(hashlib.sha256(picture).hexdigest() == sha256 for sha256, picture in found.items())
    if at != len(plain) or not whole or not isinstance(operations, list):
        raise BundleDamaged
    return Bundle(device, operations, found)


def header_of(content: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    """The header, everything up to its end, and what follows."""
    begin = len(MAGIC) + LENGTH.size
    if not content.startswith(MAGIC) or len(content) < begin:
        raise NotABundle
    (length,) = LENGTH.unpack_from(content, len(MAGIC))
    try:
        header = orjson.loads(content[begin : begin + length]) if length <= LARGEST_HEADER else None
    except ValueError as error:
        raise BundleDamaged from error
    if not isinstance(header, dict):
        raise BundleDamaged
    return header, content[: begin + length], content[begin + length :]


def device_of(header: dict[str, Any], scope: Scope | None) -> Device:
    device_id = as_uuid(header.get("device"))
    device = device_id and Device.objects.select_related("person").filter(id=device_id).first()
    if not device:
        raise BundleOfAnother
    if scope is not None and not people_of(scope).filter(id=device.person_id).exists():
        raise NotAllowed
    return device


def key_of(header: dict[str, Any], start: bytes, device: Device) -> bytes:
    key_id = as_uuid(header.get("key"))
    key = key_id and SealingKey.objects.filter(id=key_id).first()
    if not key:
        raise BundleOfAnother
    try:
        epk = X25519PublicKey.from_public_bytes(base64.b64decode(str(header.get("epk")), validate=True))
        shared = private_key(key).exchange(epk)
    except (ValueError, binascii.Error) as error:
        raise BundleDamaged from error
    return HKDF(SHA256(), 32, salt=proof_of(device), info=start).derive(shared)


def pieces(cipher: AESGCM, rest: bytes) -> Iterator[bytes]:
    """Every piece, in its place, up to the one that is marked as the last. Raises BundleDamaged."""
    at = number = 0
    last = False
    while not last:
        if len(rest) < at + LENGTH.size:
            raise BundleDamaged
        (length,) = LENGTH.unpack_from(rest, at)
        at += LENGTH.size
        sealed = rest[at : at + length]
        at += length
        last = at >= len(rest)
        try:
            yield cipher.decrypt(number.to_bytes(11, "big") + bytes([last]), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise BundleDamaged from error
        number += 1
