"""Refusals about packs, and the sentences for faults that a manifest reports."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from server.problems import NotAllowed, Problem


class NoPost(NotAllowed):
    code = "no_post"
    sentence = _("You hold no post with grids at present, so there is no map to download; ask your office.")


class NoSuchRange(Problem):
    code = "no_such_range"
    sentence = _("The file has %(bytes)s bytes; the part of it that was asked for does not exist.")
    status = 416


FAULT_SENTENCES: dict[str, str | Promise] = {
    "invalid_geometry": _("The outline crosses itself and was mended for drawing."),
    "empty_geometry": _("There is no outline to draw."),
    "not_finite": _("The outline has coordinates that are no numbers."),
    "too_many_points": _("The outline has too many points to draw."),
}
