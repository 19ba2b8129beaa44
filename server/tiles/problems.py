"""Refusals about tiles."""

from django.utils.translation import gettext_lazy as _

from server.problems import NotFound, Problem


class UnknownLayer(NotFound):
    code = "unknown_layer"
    sentence = _("There is no such map layer: %(layer)s.")


class BadTile(Problem):
    code = "bad_tile"
    sentence = _("There is no such tile: zoom %(z)s, column %(x)s, row %(y)s.")


class NoSuchZoom(NotFound):
    code = "no_such_zoom"
    sentence = _("The layer %(layer)s has tiles from zoom %(minzoom)s to %(maxzoom)s.")
