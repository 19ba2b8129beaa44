"""What phones send, in the words of the office: verbs, fields, values and reasons. What no word fits is shown quoted.

Nothing here trusts a message: what lies in the inbox is there because something in it is not as it should be.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from server.households.models import CareCategory, HouseholdStatus
from server.households.past import RemovalReason
from server.incidents.models import IncidentState, LocationSource
from server.office import dates
from server.organisations.models import Answer
from server.sync.models import Operation
from server.sync.problems import problem_named
from server.visits.models import VisitNeed, VisitOutcome

KINDS: dict[str, Promise] = {
    "visit.record": gettext_lazy("Visit"),
    "visit.correct": gettext_lazy("Correction of a visit"),
    "incident.report": gettext_lazy("Incident reported"),
    "incident.join": gettext_lazy("Incident seen by one more"),
    "incident.step": gettext_lazy("Step of an incident"),
    "call_out.answer": gettext_lazy("Answer to a call-out"),
    "emergency.check": gettext_lazy("Door checked in an emergency"),
    "feedback.send": gettext_lazy("Complaint or suggestion"),
    "household.amend": gettext_lazy("Household amended"),
    "resident.add": gettext_lazy("New resident"),
    "resident.amend": gettext_lazy("Resident amended"),
    "resident.remove": gettext_lazy("Resident taken off"),
}
FIELDS: dict[str, Promise] = {
    "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Phone"),
    "status": gettext_lazy("State of the home"),
    "birth_year": gettext_lazy("Year of birth"),
    "care": gettext_lazy("Care categories"),
    "outcome": gettext_lazy("Outcome"),
    "needs": gettext_lazy("Needs found"),
    "note": gettext_lazy("Note"),
    "next_on": gettext_lazy("Next visit on"),
    "category": gettext_lazy("Category"),
    "description": gettext_lazy("Description"),
    "location_source": gettext_lazy("Place taken from"),
    "to_state": gettext_lazy("Becomes"),
    "organisation_id": gettext_lazy("Department or unit"),
    "reason": gettext_lazy("Reason"),
    "photos": gettext_lazy("Photos"),
    "household_id": gettext_lazy("Household"),
    "answer": gettext_lazy("Answer"),
    "headcount": gettext_lazy("People found"),
    "captured_at": gettext_lazy("Recorded"),
    "form": gettext_lazy("Form"),
}
CHOICES: dict[str, type[TextChoices]] = {
    "status": HouseholdStatus,
    "care": CareCategory,
    "outcome": VisitOutcome,
    "needs": VisitNeed,
    "to_state": IncidentState,
    "location_source": LocationSource,
    "reason": RemovalReason,
    "answer": Answer,
}
LONGEST_QUOTE = 80
MOST_ANSWERS = 40
# Refusals are worded for whoever recorded; where that would mislead at a desk, it is said of the worker.
AT_A_DESK: dict[str, Promise] = {
    "outside_your_grids": gettext_lazy("The household was not in the worker's grids."),
    "not_at_your_door": gettext_lazy("The household was not in the worker's grids."),
    "unknown_household": gettext_lazy("The household was not in the worker's grids."),
    "unknown_resident": gettext_lazy("There was no such resident in the worker's grids."),
    "outside_your_street": gettext_lazy("The place lies outside the area of the worker's street office."),
    "no_post": gettext_lazy("The worker held no post at the time."),
    "unknown_incident": gettext_lazy("The incident was not one that the worker could see."),
    "step_not_yours": gettext_lazy("This step was not the worker's to take."),
    "fields_changed": gettext_lazy("Somebody else changed the same entry in between. Both values are kept."),
    "resident_changed": gettext_lazy("The resident was changed in between, and stays on the register."),
    "resident_removed": gettext_lazy("The resident was taken off in between. What the worker wrote is kept."),
    "waits_for_earlier": gettext_lazy("It waits for an earlier record of the same matter."),
}


def kind_words(kind: str) -> str:
    return str(KINDS[kind]) if kind in KINDS else quoted(kind or "?")


def field_words(field: str) -> str:
    return str(FIELDS[field]) if field in FIELDS else field


def label_of(field: str, code: object) -> str:
    """The label of a code, or the code itself, quoted."""
    labels = dict(CHOICES[field].choices) if field in CHOICES else {}
    return str(labels[code]) if isinstance(code, str) and code in labels else quoted(str(code))


def value_words(field: str, value: object) -> str:
    """A value as people read it."""
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, list):
        return joined([label_of(field, item) if field in CHOICES else str(item) for item in value])
    if field == "next_on":
        return day_words(value)
    if field == "form":
        return form_words(value)
    if field in CHOICES and not str(value).startswith("*"):
        return label_of(field, value)
    return str(value)


def day_words(value: object) -> str:
    try:
        return dates.day_text(date.fromisoformat(str(value)))
    except ValueError:
        return quoted(str(value))


def form_words(value: object) -> str:
    """A form as it came: it lies here because it may not fit, so its own labels are of no use."""
    if not isinstance(value, Mapping) or not isinstance(value.get("answers"), Mapping):
        return quoted(str(value))
    answers = [
        f"{name}: {str(answer)[:LONGEST_QUOTE]}" for name, answer in list(value["answers"].items())[:MOST_ANSWERS]
    ]
    return " · ".join([f"{value.get('code')} {value.get('version')}"[:LONGEST_QUOTE], *answers])


def quoted(text: str) -> str:
    return _("“%(text)s”") % {"text": text[:LONGEST_QUOTE]}


def joined(words: list[str]) -> str:
    return ("、" if (get_language() or "").startswith("zh") else ", ").join(words)


def why(operation: Operation) -> str:
    """Why it waits, with the fields that it names in words. A code that nobody knows any more is shown as it is."""
    if operation.code in AT_A_DESK:
        return str(AT_A_DESK[operation.code])
    problem = problem_named(operation.code, told(operation.data)) if operation.code else None
    return problem.message if problem else operation.code


def told(data: Any) -> dict[str, Any]:
    """The data of a refusal, with codes as their words."""
    if not isinstance(data, Mapping):
        return {}
    words = {name: str(value) for name, value in data.items()}
    if "field" in words:
        words["field"] = joined([field_words(part) for part in words["field"].split(".") if part != "seen"])
    if "verb" in words:
        words["verb"] = words["verb"][:LONGEST_QUOTE]
    return dict(data) | {name: words[name] for name in ("field", "verb") if name in words}
