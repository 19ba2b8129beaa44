"""Two entries of the register that may be one person: same name as it sounds to a reader, and same year of birth."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Person
from server.grids.models import Street
from server.identity import new_id


class NameKey(models.Func):
    """A name without what people write differently: width, spaces, the dot between parts of a name, letter case."""

    template = "lower(regexp_replace(normalize(%(expressions)s, NFKC), '[[:space:].·•‧・]', '', 'g'))"
    arity = 1


class LikenessState(models.TextChoices):
    OPEN = "open", _("to be looked at")
    MERGED = "merged", _("one person")
    DISMISSED = "dismissed", _("two people")


class PossibleDuplicate(models.Model):
    """A pair that the office is to look at. Each pair once, whatever became of it: two people stay two people."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    street = models.ForeignKey(Street, models.PROTECT, related_name="+", verbose_name=_("street"))
    # Without foreign keys: what was decided outlives an entry that is taken off.
    first_id = models.UUIDField(_("resident"))
    second_id = models.UUIDField(_("other resident"))
    state = models.CharField(_("state"), max_length=12, choices=LikenessState.choices, default=LikenessState.OPEN)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint("first_id", "second_id", name="households_likeness_once"),
            models.CheckConstraint(
                condition=models.Q(first_id__lt=models.F("second_id")), name="households_likeness_ordered"
            ),
        ]
        indexes = [models.Index("street", name="households_likeness_open", condition=models.Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
