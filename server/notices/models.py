"""Notices: what the office tells the people who work below chosen grids. Nobody records who has read one."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Person
from server.grids.models import GridRole, ServiceGrid, Street
from server.identity import new_id


class Importance(models.TextChoices):
    NORMAL = "normal", _("normal")
    IMPORTANT = "important", _("important")


class Notice(models.Model):
    """Without `grids` it goes to the whole street, without `roles` to everybody there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    street = models.ForeignKey(Street, models.PROTECT, related_name="notices", verbose_name=_("street"))
    grids = models.ManyToManyField(ServiceGrid, blank=True, related_name="notices", verbose_name=_("service grids"))
    roles = ArrayField(
        models.CharField(max_length=20, choices=GridRole.choices), verbose_name=_("roles"), default=list, blank=True
    )
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=4000)
    importance = models.CharField(_("importance"), max_length=12, choices=Importance.choices, default=Importance.NORMAL)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    author = models.ForeignKey(Person, models.PROTECT, related_name="notices", verbose_name=_("author"))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended early"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index("street", "ends_at", name="notices_by_end")]

    def __str__(self) -> str:
        return self.title

    @property
    def over_at(self) -> datetime:
        """When it was over, or will be."""
        return min(self.ended_at, self.ends_at) if self.ended_at else self.ends_at
