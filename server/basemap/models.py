"""The base map: roads, water, green and land use from an open extract, served by us and packed for phones."""

from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import Transform
from django.utils.translation import gettext_lazy as _


class BaseMapKind(models.TextChoices):
    ROAD = "road", _("road")
    WATER = "water", _("water")
    GREEN = "green", _("green space")
    LAND_USE = "land_use", _("land use")
    RAIL = "rail", _("railway")
    PLACE = "place", _("place name")


class BaseMapFeature(models.Model):
    """One feature of the base map; `rank` orders drawing and labels, 0 being the most important."""

    kind = models.CharField(_("kind"), max_length=16, choices=BaseMapKind.choices)
    kind_class = models.CharField(
        _("class"), max_length=32, help_text=_("the source's own class, as in highway=primary")
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=9)
    geom = models.GeometryField(_("geometry"), srid=4326)
    geom_3857 = models.GeneratedField(
        expression=Transform("geom", 3857), output_field=models.GeometryField(srid=3857), db_persist=True
    )
    source = models.CharField(_("source"), max_length=80)
    source_id = models.CharField(_("id in the source"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("base map feature")
        verbose_name_plural = _("base map features")
        constraints = [
            models.UniqueConstraint("source", "source_id", "kind", name="basemap_feature_source_once"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.kind_class} {self.source_id}"
