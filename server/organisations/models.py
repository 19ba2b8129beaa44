"""Departments and partner units, the people who act for them, and call-outs that ask people for help."""

from datetime import datetime

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Device, Person
from server.grids.models import ServiceGrid, Street
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


class CallOut(models.Model):
    """The office asks people for help. It goes to who works below one of `grids`, or acts for `organisation`; with
    neither, to everybody of the street."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    street = models.ForeignKey(Street, models.PROTECT, related_name="call_outs", verbose_name=_("street"))
    grids = models.ManyToManyField(ServiceGrid, blank=True, related_name="call_outs", verbose_name=_("service grids"))
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="call_outs",
        verbose_name=_("team or unit"),
    )
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    place = models.CharField(_("meeting place"), max_length=120, blank=True)
    contact = models.CharField(_("office to ask"), max_length=120, blank=True)
    needed = models.PositiveSmallIntegerField(_("people needed"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    answer_by = models.DateTimeField(_("answer by"))
    author = models.ForeignKey(Person, models.PROTECT, related_name="call_outs", verbose_name=_("author"))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended early"), null=True, blank=True)

    class Meta:
        verbose_name = _("call-out")
        verbose_name_plural = _("call-outs")
        indexes = [models.Index("street", "ends_at", name="organisations_call_out_ends")]

    def __str__(self) -> str:
        return self.title

    @property
    def over_at(self) -> datetime:
        """When it was over, or will be."""
        return min(self.ended_at, self.ends_at) if self.ended_at else self.ends_at


class Answer(models.TextChoices):
    ACCEPTED = "accepted", _("coming")
    DECLINED = "declined", _("cannot come")
    DONE = "done", _("has helped")


class CallOutAnswer(models.Model):
    """What somebody answered, and when. Each answer stays; the newest one that was given in time counts."""

    # The operation's id where it came from a phone: the same answer sent twice is one.
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call_out = models.ForeignKey(CallOut, models.CASCADE, related_name="answers", verbose_name=_("call-out"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="call_out_answers", verbose_name=_("person"))
    device = models.ForeignKey(
        Device, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("device")
    )
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices)
    note = models.TextField(_("note"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered at"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer to a call-out")
        verbose_name_plural = _("answers to call-outs")
        indexes = [models.Index("call_out", "person", "answered_at", name="organisations_answers")]

    def __str__(self) -> str:
        return f"{self.call_out} · {self.get_answer_display()}"
