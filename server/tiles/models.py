"""When something that tiles show has changed: rows that statement triggers add, and that are never updated."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from server.grids.models import Street


class ChangeSource(models.TextChoices):
    """What tiles are made of, and what decides who sees them. Doors are buildings with the households behind them."""

    POSTS = "posts", _("posts")
    GRIDS = "grids", _("grids")
    DOORS = "doors", _("doors")
    INCIDENTS = "incidents", _("incidents")
    BASEMAP = "basemap", _("base map")


class LayerChange(models.Model):
    """One statement changed a source in a street (the base map has none).

    Rows are only added: a counter would make all writers of a street wait for each other. The version of a source is
    made from all rows that are visible, so that a change that commits late still gives a new version.
    """

    street = models.ForeignKey(Street, models.CASCADE, null=True, related_name="+", db_index=False)
    source = models.CharField(max_length=12, choices=ChangeSource.choices)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("layer change")
        verbose_name_plural = _("layer changes")
        indexes = [models.Index("source", "street", "id", name="tiles_layerchange_version")]

    def __str__(self) -> str:
        return f"{self.source} {self.at}"
