"""Refusals about forms."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from server.problems import Conflict, NotFound, Problem

ANSWER_FAULTS: Mapping[str, str | Promise] = {
    "unknown_question": _("there is no such question"),
    "wrong_type": _("it is of another kind"),
    "not_a_choice": _("it is none of the choices"),
    "too_long": _("it is too long"),
    "too_many": _("there are too many"),
    "too_large": _("all answers together are too large"),
    "not_a_photo": _("the visit does not have this photo"),
}


class FormRefused(Problem):
    """`data["faults"]` lists what is wrong, each with sheet, row and column; `data["count"]` counts all of them."""

    code = "form_refused"
    sentence = _("The form was not taken: %(count)s faults to mend. Nothing was changed.")
    status = 422

    @property
    def message(self) -> str:
        first = self.data["faults"][0]["message"] if self.data["faults"] else ""
        return f"{super().message} {first}".strip()


class FormNotFound(NotFound):
    sentence = _("There is no such form in your street.")


class UnknownForm(Problem):
    """What a phone filled in is of no form, or of no version, that this street ever had."""

    code = "unknown_form"
    sentence = _("There is no form “%(form)s” with version %(version)s.")


class BadAnswer(Problem):
    """`path` names the question as in `/people[2]/age`, `fault` what is wrong with its answer; see form.md."""

    code = "bad_answer"
    sentence = _("The answer to “%(path)s” does not fit the form: %(fault)s.")

    @property
    def message(self) -> str:
        """The codes of faults are for programs; people read their words."""
        path, fault = str(self.data.get("path", "")), str(self.data.get("fault", ""))
        return str(self.sentence) % {"path": path or "/", "fault": ANSWER_FAULTS.get(fault, fault)}


class TooManyForms(Conflict):
    code = "too_many_forms"
    sentence = _("At most %(limit)s forms can be in use at a time. Retire one first.")
