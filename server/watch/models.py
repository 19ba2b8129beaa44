"""Alarms that stand, with the time since when, and when somebody last looked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StandingAlarm(models.Model):
    """One alarm as long as its reason lasts. `data` holds numbers, times and names of programs; nobody's name."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    data = models.JSONField(_("data"), default=dict)
    began_at = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last noticed"))

    class Meta:
        verbose_name = _("standing alarm")
        verbose_name_plural = _("standing alarms")

    def __str__(self) -> str:
        return self.code


class LastLook(models.Model):
    """When the alarms were last looked for. One row: an alarm that nobody looks for stays silent."""

    id = models.BooleanField(primary_key=True, default=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("last look")
        verbose_name_plural = _("last looks")
        constraints = [models.CheckConstraint(condition=models.Q(id=True), name="watch_last_look_one_row")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
