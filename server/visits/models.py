"""Visits to households, and the plans that say when the next one is due."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Device, Person
from server.grids.models import ServiceGrid, Street
from server.households.models import Building, CareCategory, Household, HouseholdStatus
from server.identity import new_id


class VisitInterval(models.Model):
    """How often a household is visited: by care category, and with an empty category for everybody else."""

    street = models.ForeignKey(Street, models.CASCADE, related_name="visit_intervals", verbose_name=_("street"))
    care_category = models.CharField(_("care category"), max_length=20, choices=CareCategory.choices, blank=True)
    days = models.PositiveSmallIntegerField(_("days between contacts"))

    class Meta:
        verbose_name = _("visit interval")
        verbose_name_plural = _("visit intervals")
        constraints = [models.UniqueConstraint("street", "care_category", name="visits_interval_once")]

    def __str__(self) -> str:
        return f"{self.get_care_category_display() or _('everybody else')}: {self.days}"


class VisitPlan(models.Model):
    """One household's plan: its interval (the shortest that applies), what happened last, and when it is due.

    `due_on` is the date of the last contact (without any: the day of registration) plus `interval_days`, or the next
    date agreed at the last visit if that comes first. `building`, `small_grid` and `status` repeat where the household
    lives and whether it does, so that the states of a thousand doors are read from this table alone. All of it is kept
    by statement triggers, see `plans.py`.
    """

    household = models.OneToOneField(
        Household, models.CASCADE, primary_key=True, related_name="plan", verbose_name=_("household")
    )
    building = models.ForeignKey(Building, models.PROTECT, related_name="+", verbose_name=_("building"))
    small_grid = models.ForeignKey(
        ServiceGrid, models.PROTECT, related_name="+", db_index=False, verbose_name=_("small grid")
    )
    status = models.CharField(_("status"), max_length=12, choices=HouseholdStatus.choices)
    interval_days = models.PositiveSmallIntegerField(_("days between contacts"))
    due_on = models.DateField(_("due on"), db_index=True)
    last_contact_at = models.DateTimeField(_("last contact"), null=True, blank=True)
    last_visit_at = models.DateTimeField(_("last visit"), null=True, blank=True)
    last_outcome = models.CharField(_("last outcome"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("visit plan")
        verbose_name_plural = _("visit plans")

    def __str__(self) -> str:
        return f"{self.household}: {self.due_on}"


class VisitOutcome(models.TextChoices):
    """`MET` and `PHONE` are contacts; the others are attempts."""

    MET = "met", _("met")
    NOT_HOME = "not_home", _("not home")
    DECLINED = "declined", _("declined")
    PHONE = "phone", _("by phone")
    MOVED = "moved", _("moved away")
    VACANT = "vacant", _("vacant")


CONTACTS = (VisitOutcome.MET, VisitOutcome.PHONE)


class VisitNeed(models.TextChoices):
    """What a visitor noticed that is needed, coarse."""

    MEDICAL = "medical", _("medical help")
    DAILY_LIVING = "daily_living", _("daily living")
    REPAIR = "repair", _("repair")
    COMPANY = "company", _("company")
    PAPERWORK = "paperwork", _("paperwork")
    OTHER = "other", _("other")


class PresenceGrade(models.TextChoices):
    """How far the phone's own circumstances speak for the visit having been recorded at the building. A grade of a
    record, never of a person; most records have none."""

    AT_THE_DOOR = "A", _("recorded at the building")
    NEAR = "B", _("recorded near the building")
    UNCLEAR = "C", _("place not clear")
    ELSEWHERE = "D", _("recorded elsewhere")


class PresenceReason(models.TextChoices):
    """What the phone found; what each means is in `mobile/store/presence.py`."""

    NEAR = "near", _("near the building")
    REACHES = "reaches", _("within reach of the building")
    AWAY = "away", _("away from the building")
    NO_OUTLINE = "no_outline", _("the building's place is not known")
    ACCURATE = "accurate", _("position accurate")
    COARSE = "coarse", _("position not accurate")
    STAYED = "stayed", _("there for a minute or longer")
    BRIEF = "brief", _("there for less than a minute")
    MOCK = "mock", _("position set by another app")


class Visit(models.Model):
    """An append-only record. A correction is a new visit that names the one it `corrects`; the newest counts.

    `visited_at` is the server's estimate of when it happened; `captured_at` what the phone's clock said.
    `fix` is one position taken on a button press, EPSG:4326, or nothing at all. `presence_grade` is what the phone made
    of the positions while its form was open; those themselves never leave it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    street = models.ForeignKey(Street, models.PROTECT, related_name="visits", verbose_name=_("street"))
    small_grid = models.ForeignKey(ServiceGrid, models.PROTECT, related_name="visits", verbose_name=_("small grid"))
    household = models.ForeignKey(Household, models.PROTECT, related_name="visits", verbose_name=_("household"))
    visitor = models.ForeignKey(Person, models.PROTECT, related_name="visits", verbose_name=_("visitor"))
    device = models.ForeignKey(
        Device, models.SET_NULL, null=True, blank=True, related_name="visits", verbose_name=_("device")
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=VisitOutcome.choices)
    needs = ArrayField(
        models.CharField(max_length=16, choices=VisitNeed.choices),
        verbose_name=_("needs found"),
        default=list,
        blank=True,
    )
    note = models.TextField(_("note"), blank=True, max_length=2000)
    next_on = models.DateField(_("next visit on"), null=True, blank=True)
    visited_at = models.DateTimeField(_("visited"))
    captured_at = models.DateTimeField(_("captured by the phone's clock"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    clock_doubtful = models.BooleanField(_("the phone's clock was doubtful"), default=False)
    fix = models.PointField(_("position"), srid=4326, null=True, blank=True)
    fix_accuracy_m = models.FloatField(_("accuracy in metres"), null=True, blank=True)
    presence_grade = models.CharField(
        _("where it was recorded"), max_length=1, choices=PresenceGrade.choices, blank=True, db_default=""
    )
    presence_reasons = ArrayField(
        models.CharField(max_length=16, choices=PresenceReason.choices),
        verbose_name=_("circumstances"),
        blank=True,
        db_default=[],
    )
    photo_hashes = ArrayField(models.CharField(max_length=64), verbose_name=_("photos"), default=list, blank=True)
    form_version = models.CharField(_("form version"), max_length=40, default="visit-1")
    # {code, version, answers}, as in `server/contract/form.schema.json`; null where the office has no form for it.
    form = models.JSONField(_("form filled in"), null=True, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index("household", models.F("visited_at").desc(), name="visits_by_household"),
            models.Index("small_grid", "visited_at", include=["household"], name="visits_by_grid"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(fix__isnull=True) | Q(fix_accuracy_m__gte=0), name="visits_visit_fix_has_accuracy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.visited_at:%Y-%m-%d} {self.outcome}"
