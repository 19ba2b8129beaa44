"""Buildings, their units and dwellings, and the households and residents who live there."""

from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import Transform
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from server.grids.models import ServiceGrid, Street
from server.households.likeness import NameKey
from server.households.likeness import PossibleDuplicate as PossibleDuplicate
from server.households.past import RegisterChange as RegisterChange
from server.households.past import ResidentRemoval as ResidentRemoval
from server.identity import new_id
from server.privacy.masking import masked_name


class BuildingUse(models.TextChoices):
    RESIDENTIAL = "residential", _("residential")
    PUBLIC = "public", _("public")
    COMMERCIAL = "commercial", _("commercial")
    OTHER = "other", _("other")


class Building(models.Model):
    """A building by its footprint. `raw` keeps what the source said; `small_grid` is assigned on write."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    street = models.ForeignKey(Street, models.PROTECT, related_name="buildings", verbose_name=_("street"))
    small_grid = models.ForeignKey(
        ServiceGrid, models.PROTECT, null=True, blank=True, related_name="buildings", verbose_name=_("small grid")
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    number = models.CharField(_("building number"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    use = models.CharField(_("use"), max_length=16, choices=BuildingUse.choices, default=BuildingUse.RESIDENTIAL)
    floors = models.PositiveSmallIntegerField(_("floors"), default=1)
    geom = models.PolygonField(_("footprint"), srid=4326)
    geom_3857 = models.GeneratedField(
        expression=Transform("geom", 3857), output_field=models.PolygonField(srid=3857), db_persist=True
    )
    source = models.CharField(_("source"), max_length=120)
    source_id = models.CharField(_("id in the source"), max_length=80, blank=True)
    source_crs = models.CharField(_("CRS of the source"), max_length=40, default="EPSG:4326")
    raw = models.JSONField(_("attributes of the source"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        constraints = [
            models.UniqueConstraint(
                "street",
                "source",
                "source_id",
                name="households_building_source_once",
                condition=~models.Q(source_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.address or self.number


class BuildingUnit(models.Model):
    """An entrance of a building (单元)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    building = models.ForeignKey(Building, models.CASCADE, related_name="units", verbose_name=_("building"))
    number = models.PositiveSmallIntegerField(_("unit number"))

    class Meta:
        verbose_name = _("building unit")
        verbose_name_plural = _("building units")
        constraints = [models.UniqueConstraint("building", "number", name="households_buildingunit_number_once")]

    def __str__(self) -> str:
        return f"{self.building} {self.number}"


class Dwelling(models.Model):
    """A door: unit × floor × number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(BuildingUnit, models.CASCADE, related_name="dwellings", verbose_name=_("building unit"))
    floor = models.SmallIntegerField(_("floor"))
    number = models.CharField(_("room"), max_length=12)

    class Meta:
        verbose_name = _("dwelling")
        verbose_name_plural = _("dwellings")
        constraints = [models.UniqueConstraint("unit", "number", name="households_dwelling_number_once")]

    def __str__(self) -> str:
        return f"{self.unit}-{self.number}"


class HouseholdStatus(models.TextChoices):
    LIVED_IN = "lived_in", _("lived in")
    VACANT = "vacant", _("vacant")
    NOT_OURS = "not_ours", _("not ours")


class Household(models.Model):
    """Who lives behind a door. `pinyin` and `initials` are computed on write from `name`, for searching."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    street = models.ForeignKey(Street, models.PROTECT, related_name="households", verbose_name=_("street"))
    small_grid = models.ForeignKey(ServiceGrid, models.PROTECT, related_name="households", verbose_name=_("small grid"))
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="households", verbose_name=_("dwelling"))
    name = models.CharField(_("householder"), max_length=64)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    pinyin = models.CharField(_("pinyin"), max_length=160, blank=True, editable=False)
    initials = models.CharField(_("initials"), max_length=32, blank=True, editable=False)
    status = models.CharField(
        _("status"), max_length=12, choices=HouseholdStatus.choices, default=HouseholdStatus.LIVED_IN
    )
    registered_on = models.DateField(_("registered on"))
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self) -> str:
        # Wherever a record is only named, as in lists and titles, it is masked.
        return masked_name(self.name)


class HouseholdPlacement(models.Model):
    """In which small grid a household was counted, and when, so that last month is reported on last month's borders."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="placements", verbose_name=_("household"))
    small_grid = models.ForeignKey(ServiceGrid, models.PROTECT, related_name="placements", verbose_name=_("small grid"))
    valid = DateRangeField(_("valid"))

    class Meta:
        verbose_name = _("household placement")
        verbose_name_plural = _("household placements")
        constraints = [
            ExclusionConstraint(
                name="households_placement_one_at_a_time",
                expressions=[(F("household"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.valid}"


class CareCategory(models.TextChoices):
    """Coarse on purpose: what a visitor needs to know at the door, never a diagnosis."""

    LIVES_ALONE = "lives_alone", _("lives alone")
    EMPTY_NEST = "empty_nest", _("empty nest")
    LEFT_BEHIND = "left_behind", _("left behind")
    REDUCED_MOBILITY = "reduced_mobility", _("reduced mobility")
    DISABLED = "disabled", _("disabled person")
    NEEDS_CHECKING = "needs_checking", _("needs checking")


class Resident(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.CASCADE, related_name="residents", verbose_name=_("household"))
    name = models.CharField(_("name"), max_length=64)
    # Not a varchar: one character may become eighteen when its width is evened out.
    name_key = models.GeneratedField(expression=NameKey("name"), output_field=models.TextField(), db_persist=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    care_categories = ArrayField(
        models.CharField(max_length=20, choices=CareCategory.choices),
        verbose_name=_("care categories"),
        default=list,
        blank=True,
    )
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        indexes = [models.Index("name_key", "birth_year", name="households_resident_likeness")]

    def __str__(self) -> str:
        return masked_name(self.name)
