"""Service grids of three levels, their boundaries in time, and the posts that people hold in them."""

from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import Transform
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Person
from server.identity import new_id


class GridLevel(models.TextChoices):
    """A community is a large grid, an estate a medium one, a building or lane a small one."""

    LARGE = "large", _("large grid")
    MEDIUM = "medium", _("medium grid")
    SMALL = "small", _("small grid")


class Street(models.Model):
    """The area of one street office. `centre` is the origin of the local metres that phones draw in."""

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField(_("division code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=80)
    centre = models.PointField(_("centre"), srid=4326)
    is_demo = models.BooleanField(_("demo data"), default=False)

    class Meta:
        verbose_name = _("street")
        verbose_name_plural = _("streets")

    def __str__(self) -> str:
        return self.name


class ServiceGrid(models.Model):
    """A service grid as an office knows it. Where it lies, and when, is in `GridBoundary`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    street = models.ForeignKey(Street, models.PROTECT, related_name="grids", verbose_name=_("street"))
    level = models.CharField(_("level"), max_length=8, choices=GridLevel.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("service grid")
        verbose_name_plural = _("service grids")
        constraints = [
            models.UniqueConstraint("street", "code", name="grids_servicegrid_code_once"),
            models.CheckConstraint(
                condition=Q(level="large", parent__isnull=True) | (~Q(level="large") & Q(parent__isnull=False)),
                name="grids_servicegrid_parent_by_level",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GridBoundary(models.Model):
    """Where a grid lay in `valid` (local dates, end exclusive). Boundaries of one grid never overlap in time."""

    grid = models.ForeignKey(ServiceGrid, models.CASCADE, related_name="boundaries", verbose_name=_("service grid"))
    geom = models.MultiPolygonField(_("boundary"), srid=4326)
    geom_3857 = models.GeneratedField(
        expression=Transform("geom", 3857), output_field=models.MultiPolygonField(srid=3857), db_persist=True
    )
    valid = DateRangeField(_("valid"))
    source = models.CharField(_("source"), max_length=120)
    source_crs = models.CharField(_("CRS of the source"), max_length=40, default="EPSG:4326")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("grid boundary")
        verbose_name_plural = _("grid boundaries")
        constraints = [
            ExclusionConstraint(
                name="grids_gridboundary_one_at_a_time",
                expressions=[(F("grid"), RangeOperators.EQUAL), (F("valid"), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grid} {self.valid}"


class GridRole(models.TextChoices):
    """What a person does in a grid. Rights follow from the role and the grid's level."""

    GRID_WORKER = "grid_worker", _("grid worker")
    GRID_LEADER = "grid_leader", _("grid leader")
    COMMUNITY_STAFF = "community_staff", _("community staff")
    STREET_STAFF = "street_staff", _("street office staff")


class GridPost(models.Model):
    """Person × grid × role × term; access begins and ends with the term. Street staff hold one without a grid."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="grid_posts", verbose_name=_("person"))
    street = models.ForeignKey(Street, models.PROTECT, related_name="posts", verbose_name=_("street"))
    grid = models.ForeignKey(
        ServiceGrid, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("service grid")
    )
    role = models.CharField(_("role"), max_length=20, choices=GridRole.choices)
    term = DateRangeField(_("term"))

    class Meta:
        verbose_name = _("grid post")
        verbose_name_plural = _("grid posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(role="street_staff", grid__isnull=True) | (~Q(role="street_staff") & Q(grid__isnull=False)),
                name="grids_gridpost_grid_by_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.grid or self.street}"
