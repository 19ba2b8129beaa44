"""Where a visitor stood, and what the phone made of it, is kept for a year: nobody asks for it after that.

That holds for positions in the answers to a form as well.
"""

from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, F, Func, Q
from django.utils import timezone

from server.visits.models import Visit

KEPT = timedelta(days=365)
BATCH = 2000


def forget_fixes() -> int:
    """Removes positions and what speaks for them from visits of more than a year ago; gives their number."""
    told = Q(fix__isnull=False) | ~Q(presence_grade="")
    old = Visit.objects.filter(told, visited_at__lt=timezone.now() - KEPT).order_by("id")
    forgotten = 0
    while ids := list(old.values_list("id", flat=True)[:BATCH]):
        forgotten += Visit.objects.filter(id__in=ids).update(
            fix=None, fix_accuracy_m=None, presence_grade="", presence_reasons=[]
        )
    return forgotten + forget_answered_positions()


class NamesPlace(Func):
    """Whether the answers to a form name a position, at any depth."""

    template = (
        'jsonb_path_exists(%(expressions)s, \'$.answers.** ? (@.lon.type() == "number" '
        '&& @.lat.type() == "number" && @.accuracy_m.type() == "number")\'::jsonpath)'
    )
    output_field = BooleanField()


def forget_answered_positions() -> int:
    old = Visit.objects.filter(form__isnull=False, visited_at__lt=timezone.now() - KEPT)
    named = old.annotate(names_place=NamesPlace(F("form"))).filter(names_place=True).order_by("id")
    forgotten = 0
    while visits := list(named.only("id", "form")[:BATCH]):
        for visit in visits:
            visit.form = without_places(visit.form)
        forgotten += Visit.objects.bulk_update(visits, ["form"])
    return forgotten


def without_places(answers: Any) -> Any:
    """The same without the positions; what else was answered stays."""
    if isinstance(answers, dict):
        return {name: without_places(answer) for name, answer in answers.items() if not is_place(answer)}
    if isinstance(answers, list):
        # A turn of a repeat is never taken out: the others would change their numbers.
        return [{} if is_place(answer) else without_places(answer) for answer in answers]
    return answers


def is_place(answer: Any) -> bool:
    names = ("lon", "lat", "accuracy_m")
    return isinstance(answer, dict) and all(isinstance(answer.get(name), int | float) for name in names)
