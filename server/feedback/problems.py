"""Refusals about complaints and suggestions."""

from django.utils.translation import gettext_lazy as _

from server.problems import Conflict, Problem


class FeedbackEmpty(Problem):
    code = "feedback_empty"
    sentence = _("Please write a few words.")


class FeedbackAnswered(Conflict):
    code = "feedback_answered"
    sentence = _("Somebody has answered this meanwhile.")


class FeedbackIdTaken(Problem):
    code = "feedback_id_taken"
    status = 409
    sentence = _("Another complaint or suggestion with this id is already on record.")
