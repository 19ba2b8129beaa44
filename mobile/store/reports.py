"""Reporting and joining incidents, and following what became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mobile.store import incidents, meta
from mobile.store.database import Database
from mobile.store.nearby import Near, nearby
from mobile.store.problems import NotInStore
from mobile.store.recording import (
    INCIDENT_FORM,
    SOURCES,
    Intention,
    Recorder,
    check_photos,
    check_place,
    check_text,
    offered,
)
from mobile.store.views import IncidentView

SEEN = "incidents_seen"


@dataclass(frozen=True)
class Followed:
    """An incident that the worker reported or joined. `changed_at` is its newest step; `is_news` until it was read."""

    incident: IncidentView
    changed_at: datetime
    is_news: bool


class Reports:
    def __init__(self, database: Database, recorder: Recorder) -> None:
        self.database = database
        self.recorder = recorder

    def nearby(self, *, category: str, lon: float, lat: float, accuracy_m: float | None = None) -> list[Near]:
        """Open incidents of this category around the place, own unsent ones included; by the rule of `nearby.py`."""
        return nearby(self._all(), category=category, lon=lon, lat=lat, accuracy_m=accuracy_m)

    def last_categories(self) -> list[str]:
        """The codes of the categories that were reported last on this phone, the newest first."""
        return list(meta.get(self.database.read(), incidents.LAST_CATEGORIES) or [])

    def join(
        self,
        *,
        incident_id: str,
        note: str = "",
        photos: tuple[str, ...] = (),
        place: tuple[float, float, float | None, str] | None = None,
    ) -> str:
        """“This one too”, in place of a second report; also to an own one that is not sent yet. Returns the
        operation's id. `place`: lon, lat, accuracy and source. Raises as `Store.record_visit`."""
        check_text("note", note)
        check_photos(photos)
        told: dict[str, Any] | None = None
        if place is not None:
            lon, lat, accuracy_m, source = place
            offered("source", source, SOURCES)
            check_place(lon, lat, accuracy_m)
            told = {"lon": lon, "lat": lat, "accuracy_m": accuracy_m, "location_source": source}
        body = {"note": note, "photos": list(photos), "place": told, "form_version": INCIDENT_FORM}
        with self.recorder.saving() as db:
            title = db.execute(
                """
                select coalesce(nullif(number, ''), description) as title from incident where id = :id
                union all select description from own_incident where id = :id limit 1
                """,
                {"id": incident_id},
            ).fetchone()
            if title is None:
                raise NotInStore(kind="incident", id=incident_id)
            text = title["title"].strip().split("\n")[0][:60]
            return self.recorder.keep(Intention("incident.join", incident_id, body, text, photos=photos))

    def followed(self) -> list[Followed]:
        """What the worker reported or joined: news first, then the newest change."""
        seen = meta.get(self.database.read(), SEEN) or {}
        me = self._person().get("display_name", "")
        found = [follow(it, seen.get(it.id, ""), me) for it in self._all() if it.mine or it.joined_by_me]
        return sorted(found, key=lambda it: (it.is_news, it.changed_at), reverse=True)

    def read(self, incident_id: str) -> None:
        """The worker has looked at it."""
        incident = next((it for it in self._all() if it.id == incident_id), None)
        if incident is None or not incident.history:
            return
        with self.database.write() as db:
            known = meta.get(db, SEEN) or {}
            last = incident.history[-1].at.isoformat()
            if known.get(incident_id) != last:
                meta.put(db, SEEN, {**known, incident_id: last})

    def _all(self) -> list[IncidentView]:
        person = self._person()
        return incidents.incidents(self.database.read(), me_id=person.get("id", ""), me=person.get("display_name", ""))

    def _person(self) -> dict[str, str]:
        return meta.get(self.database.read(), "person") or {}


def follow(incident: IncidentView, seen: str, me: str) -> Followed:
    changed_at = max([incident.reported_at, *(event.at for event in incident.history)])
    news = any(event.by != me and not event.waiting and event.at.isoformat() > seen for event in incident.history)
    return Followed(incident, changed_at, news)
