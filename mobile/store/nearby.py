"""Whether somebody has reported this already: open incidents of the same category close to a place.

The rule: 60 m, about one building and its yard. A fix that is less sure than that searches as far as its own doubt, up
to 150 m; a pin was put there by hand and is taken at its word.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, hypot, radians

from mobile.store.views import IncidentView

NEAR_M = 60.0
MOST_DOUBT_M = 150.0
MOST_SHOWN = 5
METRES_PER_DEGREE = 111_320.0
SETTLED = ("closed", "cancelled", "merged", "rejected")


@dataclass(frozen=True)
class Near:
    """An open incident and how far from the place it is."""

    incident: IncidentView
    metres: float


def radius(accuracy_m: float | None) -> float:
    return max(NEAR_M, min(accuracy_m or 0.0, MOST_DOUBT_M))


def metres_between(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """On the plane that touches the earth here: exact to a centimetre over a few hundred metres."""
    across = (other_lon - lon) * cos(radians(lat))
    return hypot(across, other_lat - lat) * METRES_PER_DEGREE


def nearby(
    incidents: Iterable[IncidentView], *, category: str, lon: float, lat: float, accuracy_m: float | None
) -> list[Near]:
    """The nearest first. What the office has refused is no incident."""
    found = [
        Near(incident, metres_between(lon, lat, incident.lon, incident.lat))
        for incident in incidents
        if incident.category == category
        and incident.state not in SETTLED
        and not (incident.attention and not incident.number)
    ]
    within = [near for near in found if near.metres <= radius(accuracy_m)]
    return sorted(within, key=lambda near: near.metres)[:MOST_SHOWN]
