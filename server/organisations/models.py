"""Departments and partner units to which incidents are handed on, and the people who act for them."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Person
from server.grids.models import Street
from server.identity import new_id


class OrganisationKind(models.TextChoices):
    DEPARTMENT = "department", _("county department")
    PARTNER_UNIT = "partner_unit", _("partner unit")
    PROPERTY_COMPANY = "property_company", _("property company")


class Organisation(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    street = models.ForeignKey(Street, models.PROTECT, related_name="organisations", verbose_name=_("street"))
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [models.UniqueConstraint("street", "name", name="organisations_organisation_name_once")]

    def __str__(self) -> str:
        return self.name


class OrganisationPost(models.Model):
    """Person × organisation × term: its holder sees what is assigned to the organisation, and nothing else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="organisation_posts", verbose_name=_("person"))
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="posts", verbose_name=_("organisation"))
    term = DateRangeField(_("term"))

    class Meta:
        verbose_name = _("organisation post")
        verbose_name_plural = _("organisation posts")

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"
