"""A position as a phone or a person gave it: checked before it touches a row. EPSG:4326, longitude first."""

from math import isfinite

from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy as _

from server.problems import Problem

# A street office's area spans a few kilometres; a swapped pair lies thousands away. Degrees.
NEAR_DEGREES = 2.0


class BadPosition(Problem):
    code = "bad_position"
    sentence = _("The position is not usable: longitude %(lon)s, latitude %(lat)s.")


class AxesSwapped(Problem):
    code = "axes_swapped"
    sentence = _("Longitude and latitude look swapped: longitude %(lon)s, latitude %(lat)s.")


class BadAccuracy(Problem):
    code = "bad_accuracy"
    sentence = _("The accuracy must be a number of metres, zero or more: %(accuracy)s.")


def check_position(lon: float, lat: float, *, near: Point | None = None) -> None:
    """Refuse what is no place on earth, and a pair whose axes are swapped.

    `near` is the street's centre: a pair far from it whose mirror image is close to it was swapped.
    A position that is merely far away passes; positions of phones may be bad without being wrong.
    """
    if not (is_number(lon) and is_number(lat)):
        raise BadPosition(lon=str(lon), lat=str(lat))
    if abs(lat) > 90 and abs(lat) <= 180 and abs(lon) <= 90:
        raise AxesSwapped(lon=lon, lat=lat)
    if abs(lon) > 180 or abs(lat) > 90:
        raise BadPosition(lon=lon, lat=lat)
    if near and not is_near(lon, lat, near) and is_near(lat, lon, near):
        raise AxesSwapped(lon=lon, lat=lat)


def check_accuracy(accuracy_m: float) -> None:
    """Accuracy is a radius in metres."""
    if not is_number(accuracy_m) or accuracy_m < 0:
        raise BadAccuracy(accuracy=str(accuracy_m))


def is_number(value: object) -> bool:
    """A finite number; bool is an int to Python and no number to us."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def is_near(lon: float, lat: float, point: Point) -> bool:
    return abs(lon - point.x) < NEAR_DEGREES and abs(lat - point.y) < NEAR_DEGREES
