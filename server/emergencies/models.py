"""An emergency: an area, the doors to knock at in it, and how each of them was found."""

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Device, Person
from server.grids.models import ServiceGrid, Street
from server.households.models import Household
from server.identity import new_id


class EmergencyKind(models.TextChoices):
    FLOOD = "flood", _("flood or heavy rain")
    SNOW = "snow", _("snow or ice")
    COLD = "cold", _("cold wave")
    HEAT = "heat", _("heat wave")
    WIND = "wind", _("storm")
    FIRE = "fire", _("fire")
    GAS = "gas", _("gas leak")
    QUAKE = "quake", _("earthquake")
    POWER = "power", _("power cut")
    WATER = "water", _("water cut")
    OTHER = "other", _("other emergency")


class EmergencyLevel(models.IntegerChoices):
    """The four levels of the national plan, the gravest first."""

    RED = 1, _("level I (red)")
    ORANGE = 2, _("level II (orange)")
    YELLOW = 3, _("level III (yellow)")
    BLUE = 4, _("level IV (blue)")


class PlaceKind(models.TextChoices):
    SHELTER = "shelter", _("shelter")
    SUPPLY = "supply", _("supply point")


class CheckState(models.TextChoices):
    """How a door was found. `unchecked` takes a slip of the finger back: the door counts as not checked."""

    SAFE = "safe", _("safe")
    NEEDS_HELP = "needs_help", _("needs help")
    NOT_FOUND = "not_found", _("nobody found")
    AWAY = "away", _("away from home")
    MOVED_TO_SHELTER = "moved_to_shelter", _("moved to a shelter")
    UNCHECKED = "unchecked", _("not checked yet")


class Emergency(models.Model):
    """`grids` are the small grids that the area touches, as they were at its start: whose workers are called."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    street = models.ForeignKey(Street, models.PROTECT, related_name="emergencies", verbose_name=_("street"))
    kind = models.CharField(_("kind"), max_length=8, choices=EmergencyKind.choices)
    level = models.PositiveSmallIntegerField(_("gravity"), choices=EmergencyLevel.choices)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("what to do"), max_length=1000, blank=True)
    area = models.MultiPolygonField(_("area"), srid=4326)
    grids = models.ManyToManyField(ServiceGrid, related_name="emergencies", verbose_name=_("small grids"))
    all_households = models.BooleanField(_("every household, not only those with people in care"), default=False)
    is_exercise = models.BooleanField(_("exercise"), default=False)
    started_at = models.DateTimeField(_("started"))
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("started by"))
    ended_at = models.DateTimeField(_("all-clear"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("all-clear given by")
    )
    end_note = models.TextField(_("closing note"), max_length=1000, blank=True)
    # The headcount by grid, kept when the checks themselves are forgotten.
    summary = models.JSONField(_("headcount"), default=list, blank=True)

    class Meta:
        verbose_name = _("emergency")
        verbose_name_plural = _("emergencies")
        indexes = [models.Index("street", models.F("started_at").desc(), name="emergencies_by_time")]

    def __str__(self) -> str:
        return self.title


class EmergencyPlace(models.Model):
    """Where people can go, or fetch something."""

    emergency = models.ForeignKey(Emergency, models.CASCADE, related_name="places", verbose_name=_("emergency"))
    kind = models.CharField(_("kind"), max_length=8, choices=PlaceKind.choices)
    name = models.CharField(_("name"), max_length=80)
    point = models.PointField(_("place"), srid=4326)

    class Meta:
        verbose_name = _("shelter or supply point")
        verbose_name_plural = _("shelters and supply points")

    def __str__(self) -> str:
        return self.name


class EmergencyCheck(models.Model):
    """One look at one door. Rows are only added; the newest by the time at the door counts."""

    id = models.UUIDField(primary_key=True, editable=False)
    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="checks", verbose_name=_("emergency"))
    household = models.ForeignKey(Household, models.CASCADE, related_name="+", verbose_name=_("household"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("checked by"))
    device = models.ForeignKey(Device, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=16, choices=CheckState.choices)
    headcount = models.PositiveSmallIntegerField(
        _("people found"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(99)]
    )
    note = models.TextField(_("note"), max_length=500, blank=True)
    captured_at = models.DateTimeField(_("captured by the phone's clock"))
    checked_at = models.DateTimeField(_("checked"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("check of a door")
        verbose_name_plural = _("checks of doors")
        indexes = [
            models.Index("emergency", "household", models.F("checked_at").desc(), name="emergencies_check_newest")
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.state}"
