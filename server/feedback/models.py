"""Complaints and suggestions of those who work with the software. An answer goes back to the phone by itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Person
from server.grids.models import Street
from server.identity import new_id


class About(models.TextChoices):
    APP = "app", _("the app")
    OFFICE = "office", _("the office")
    DATA = "data", _("personal data")


class Feedback(models.Model):
    """`person` is only for the answer's way back: no page shows it, and a contact is given by whoever wants to."""

    id = models.UUIDField(primary_key=True, default=new_id)
    street = models.ForeignKey(Street, models.PROTECT, related_name="feedback", null=True, verbose_name=_("street"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="feedback", verbose_name=_("person"))
    about = models.CharField(_("about"), max_length=8, choices=About.choices)
    text = models.TextField(_("text"), max_length=2000)
    contact = models.CharField(_("contact"), max_length=64, blank=True)
    written_at = models.DateTimeField(_("written on"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    answer = models.TextField(_("answer given"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("time of the answer"), null=True, blank=True)

    class Meta:
        verbose_name = _("complaint or suggestion")
        verbose_name_plural = _("complaints and suggestions")
        indexes = [models.Index("street", "answered_at", name="feedback_by_answer")]

    def __str__(self) -> str:
        return self.get_about_display()
