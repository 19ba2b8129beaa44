"""Incidents: what was seen at a place, who deals with it, and every step of its way."""

from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import Transform
from django.contrib.postgres.fields import ArrayField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Device, Person
from server.grids.models import ServiceGrid, Street
from server.households.models import Household
from server.identity import new_id
from server.organisations.models import Organisation


class WorkDomain(models.TextChoices):
    """The office's five fixed work domains."""

    PARTY_BUILDING = "party_building", _("party building")
    GOVERNANCE = "governance", _("community governance")
    LIVELIHOOD = "livelihood", _("livelihood")
    ENVIRONMENT = "environment", _("environment and hygiene")
    SERVICE = "service", _("convenience services")


class IncidentState(models.TextChoices):
    REPORTED = "reported", _("reported")
    ACCEPTED = "accepted", _("accepted")
    ASSIGNED = "assigned", _("assigned")
    IN_PROGRESS = "in_progress", _("in progress")
    RESOLVED = "resolved", _("resolved")
    VERIFIED = "verified", _("verified")
    CLOSED = "closed", _("closed")
    RETURNED = "returned", _("returned")
    REJECTED = "rejected", _("rejected")
    MERGED = "merged", _("merged")
    REOPENED = "reopened", _("reopened")
    CANCELLED = "cancelled", _("cancelled")


class LocationSource(models.TextChoices):
    FIX = "fix", _("position of the phone")
    PIN = "pin", _("placed by hand")
    ADDRESS = "address", _("by address")


class IncidentCategory(models.Model):
    """An office's own sub-category of a work domain."""

    street = models.ForeignKey(Street, models.CASCADE, related_name="incident_categories", verbose_name=_("street"))
    domain = models.CharField(_("work domain"), max_length=16, choices=WorkDomain.choices)
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("incident category")
        verbose_name_plural = _("incident categories")
        constraints = [models.UniqueConstraint("street", "code", name="incidents_category_code_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """In the language of the request, where the office gave an English name."""
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name


class Incident(models.Model):
    """`version` counts transitions and guards them: a step names the version that it saw."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    street = models.ForeignKey(Street, models.PROTECT, related_name="incidents", verbose_name=_("street"))
    small_grid = models.ForeignKey(
        ServiceGrid, models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name=_("small grid")
    )
    number = models.CharField(_("number"), max_length=24)
    category = models.ForeignKey(IncidentCategory, models.PROTECT, related_name="incidents", verbose_name=_("category"))
    description = models.TextField(_("description"), max_length=2000)
    point = models.PointField(_("place"), srid=4326)
    point_3857 = models.GeneratedField(
        expression=Transform("point", 3857), output_field=models.PointField(srid=3857), db_persist=True
    )
    accuracy_m = models.FloatField(_("accuracy in metres"), null=True, blank=True)
    location_source = models.CharField(_("place taken from"), max_length=8, choices=LocationSource.choices)
    household = models.ForeignKey(
        Household, models.SET_NULL, null=True, blank=True, related_name="incidents", verbose_name=_("household")
    )
    photo_hashes = ArrayField(models.CharField(max_length=64), verbose_name=_("photos"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=IncidentState.choices, default=IncidentState.REPORTED)
    version = models.PositiveIntegerField(default=1)
    reporter = models.ForeignKey(Person, models.PROTECT, related_name="reported_incidents", verbose_name=_("reporter"))
    device = models.ForeignKey(
        Device, models.SET_NULL, null=True, blank=True, related_name="incidents", verbose_name=_("device")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("assigned organisation"),
    )
    handler = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="handled_incidents", verbose_name=_("handler")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name=_("merged into")
    )
    due_at = models.DateTimeField(_("time limit"), null=True, blank=True)
    # Whoever reported it has settled it on the spot; somebody else looks whether that is so.
    solved_on_spot = models.BooleanField(_("settled on the spot"), default=False, db_default=False)
    # How many of the photos, the last ones, show the place after that.
    photos_after = models.PositiveSmallIntegerField(_("photos taken afterwards"), default=0, db_default=0)
    captured_at = models.DateTimeField(_("captured by the phone's clock"))
    reported_at = models.DateTimeField(_("reported"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [
            models.Index("small_grid", "state", name="incidents_by_grid_state"),
            models.Index(models.F("reported_at").desc(), name="incidents_by_time"),
        ]
        constraints = [models.UniqueConstraint("street", "number", name="incidents_number_once")]

    def __str__(self) -> str:
        return self.number


class IncidentSeries(models.Model):
    """The last number that a street gave out on a day. Its row lock makes numbers follow each other without gaps."""

    street = models.ForeignKey(Street, models.CASCADE, related_name="+", verbose_name=_("street"))
    day = models.DateField(_("day"))
    last = models.PositiveIntegerField(_("last number"))

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.UniqueConstraint("street", "day", name="incidents_series_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.last}"


class IncidentEvent(models.Model):
    """One step in an incident's life. Rows are never changed nor removed: a trigger refuses it."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="events", verbose_name=_("incident"))
    version = models.PositiveIntegerField(_("version after the step"))
    from_state = models.CharField(_("from"), max_length=12, choices=IncidentState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=IncidentState.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="incident_events", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )
    note = models.TextField(_("note"), blank=True, max_length=2000)
    photo_hashes = ArrayField(models.CharField(max_length=64), verbose_name=_("photos"), default=list, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("incident event")
        verbose_name_plural = _("incident events")
        constraints = [models.UniqueConstraint("incident", "version", name="incidents_event_version_once")]

    def __str__(self) -> str:
        return f"{self.incident} {self.from_state}→{self.to_state}"


class IncidentJoin(models.Model):
    """“This one too”: somebody else has seen the incident, or its reporter has seen it again. Rows are only added."""

    id = models.UUIDField(primary_key=True, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="joins", verbose_name=_("incident"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="joined_incidents", verbose_name=_("person"))
    device = models.ForeignKey(Device, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(_("note"), blank=True, max_length=2000)
    photo_hashes = ArrayField(models.CharField(max_length=64), verbose_name=_("photos"), default=list, blank=True)
    point = models.PointField(_("place"), srid=4326, null=True, blank=True)
    accuracy_m = models.FloatField(_("accuracy in metres"), null=True, blank=True)
    location_source = models.CharField(
        _("place taken from"), max_length=8, choices=LocationSource.choices, blank=True, default=""
    )
    captured_at = models.DateTimeField(_("captured by the phone's clock"))
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("further report of an incident")
        verbose_name_plural = _("further reports of incidents")
        indexes = [models.Index("incident", "at", name="incidents_joins_in_order")]

    def __str__(self) -> str:
        return f"{self.incident} + {self.person}"
