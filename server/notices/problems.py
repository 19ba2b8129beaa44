"""Refusals about notices."""

from django.utils.translation import gettext_lazy as _

from server.problems import Problem


class NoticeEmpty(Problem):
    code = "notice_empty"
    sentence = _("A notice needs a title and a text.")
