"""Visit forms that the office writes. A version never changes: the visits recorded with it are read by it for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Person
from server.grids.models import Street
from server.identity import new_id


class FormPurpose(models.TextChoices):
    VISIT = "visit", _("visit")


class Form(models.Model):
    """One form of a street, by its code. A retired one goes to no phone; answers on the way to it still count."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    street = models.ForeignKey(Street, models.PROTECT, related_name="forms", verbose_name=_("street"))
    code = models.CharField(_("code"), max_length=40)
    purpose = models.CharField(_("purpose"), max_length=12, choices=FormPurpose.choices, default=FormPurpose.VISIT)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    retired_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("retired by")
    )

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        constraints = [models.UniqueConstraint("street", "code", name="forms_form_once")]

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """What a workbook was compiled to, with the workbook. A trigger refuses every change."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    form = models.ForeignKey(Form, models.PROTECT, related_name="versions", verbose_name=_("form"))
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField(_("definition"))
    # Of the definition without its number: the same content is no new version.
    digest = models.CharField(_("digest"), max_length=64)
    workbook = models.BinaryField(_("workbook"))
    file_name = models.CharField(_("file name"), max_length=120, blank=True)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        constraints = [models.UniqueConstraint("form", "number", name="forms_version_once")]

    def __str__(self) -> str:
        return f"{self.form} {self.number}"
