"""People who log in, and the devices that they carry."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.settings import CONSTANTS

from server.identity import new_id


class Language(models.TextChoices):
    CHINESE = "zh-hans", _("Chinese")
    ENGLISH = "en", _("English")


class PersonManager(BaseUserManager["Person"]):
    """Makes people with a hashed password."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Person":
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "Person":
        return self.create_user(username, password, **{"is_staff": True, "is_superuser": True, **fields})


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who logs in. What they may see follows from their posts in grids and organisations."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(_("login name"), max_length=64, unique=True)
    display_name = models.CharField(_("name"), max_length=64)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, default=Language.CHINESE.value)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the administration pages"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.display_name


class Device(models.Model):
    """A phone of one person. The id is made on the phone at its first sign-in and never changes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.CASCADE, related_name="devices", verbose_name=_("person"))
    name = models.CharField(_("device name"), max_length=80, blank=True)
    platform = models.CharField(_("platform"), max_length=40, blank=True)
    app_version = models.CharField(_("app version"), max_length=40, blank=True)
    registered_at = models.DateTimeField(_("registered"), auto_now_add=True)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    # What the phone itself reported at its last sync: the office names silent phones instead of guessing.
    waiting_count = models.PositiveIntegerField(_("records waiting on the phone"), default=0)
    # Given to this phone at every sign-in: it opens the phone's own key where its PIN is forgotten. Opens nothing here.
    escrow = models.BinaryField(_("recovery secret"), max_length=32, null=True, editable=False)
    # The office has asked that this phone remove its data; `wiped_at` is the phone's own word that it has.
    wipe_asked_at = models.DateTimeField(_("removal asked for"), null=True, blank=True)
    wipe_asked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("removal asked for by")
    )
    wipe_reason = models.CharField(_("reason for the removal"), max_length=200, blank=True)
    wiped_at = models.DateTimeField(_("data removed"), null=True, blank=True)
    # Sealed files of unsent work that were still to come when the phone last spoke.
    wipe_files_left = models.PositiveIntegerField(_("sealed files still to come"), default=0)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")

    def __str__(self) -> str:
        return self.name or str(self.id)


class DeviceToken(models.Model):
    """A sign-in on one device: knox's token model, with the device that it ends with.

    Only the token's digest is stored; the expiry slides on with use.
    """

    digest = models.CharField(max_length=CONSTANTS.DIGEST_LENGTH, primary_key=True)
    token_key = models.CharField(
        max_length=CONSTANTS.MAXIMUM_TOKEN_PREFIX_LENGTH + CONSTANTS.TOKEN_KEY_LENGTH, db_index=True
    )
    # knox looks the tokens up by this related name.
    user = models.ForeignKey(Person, models.CASCADE, related_name="auth_token_set", verbose_name=_("person"))
    device = models.ForeignKey(Device, models.CASCADE, related_name="tokens", verbose_name=_("device"))
    created = models.DateTimeField(_("signed in"), auto_now_add=True)
    expiry = models.DateTimeField(_("expires"))

    class Meta:
        verbose_name = _("sign-in on a device")
        verbose_name_plural = _("sign-ins on devices")

    def __str__(self) -> str:
        return f"{self.device} {self.token_key[:4]}…"


class SealingKey(models.Model):
    """A key pair for sealed exports of phones. The newest is handed out; the older ones open the bundles of their time.

    In the database, and so in its backups: a restored server opens what phones sealed for it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    private_key = models.BinaryField(_("private key"), max_length=32, editable=False)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("key for sealed exports")
        verbose_name_plural = _("keys for sealed exports")

    def __str__(self) -> str:
        return str(self.id)
