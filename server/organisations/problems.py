"""Refusals about call-outs."""

from django.utils.translation import gettext_lazy as _

from server.problems import Problem


class CallOutEmpty(Problem):
    code = "call_out_empty"
    sentence = _("A call-out needs a title, and says how many people are needed: from 1 to 500.")


class TeamUnknown(Problem):
    code = "team_unknown"
    sentence = _("There is no such team or unit in your street.")
    status = 404


class UnknownAnswer(Problem):
    code = "unknown_answer"
    sentence = _("A call-out is answered with accepted, declined or done, not with: %(answer)s.")


class NotAskedForHelp(Problem):
    """Also where there is no such call-out: the two must look alike."""

    code = "not_asked_for_help"
    sentence = _("This call-out does not go to you, or does not exist.")
    status = 404
