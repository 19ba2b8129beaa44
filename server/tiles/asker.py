"""Who asks for a tile, and how the map stands, in one query.

By Django's own way the session, the person and the notes are three, and putting the first two together takes longer
than all the rest of a 304. What Django found for a session is right as long as the session's data, the person's
password and their being active are what they were then; these three are read each time.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request

from server.accounts.authentication import DeviceAuthentication
from server.accounts.models import Person
from server.api.problems import NotSignedIn
from server.tiles.models import ChangeSource
from server.tiles.prepared import only_row
from server.tiles.versions import NOTES_SQL, Notes, notes_of

ASKED_SQL = f"""
    select
        (select session_data from django_session where session_key = %(session)s and expire_date > %(now)s),
        (select password from accounts_person where id = %(person)s and is_active),
        ({NOTES_SQL})
"""  # noqa: S608


@dataclass(frozen=True)
class Seen:
    """What Django made of a session's data."""

    session_data: str
    person: Person


# Some hundred people look at maps through one process.
KEPT = 512
_seen: OrderedDict[str, Seen] = OrderedDict()
_lock = Lock()


def asker_of(request: HttpRequest, *sources: ChangeSource) -> tuple[Person, Notes]:
    """Whoever is signed in, by session or by a phone's token, and the notes of the sources. Raises NotSignedIn and its
    kin."""
    key = request.session.session_key or ""
    seen = _seen.get(key)
    session_data, password, notes = only_row(
        ASKED_SQL,
        {
            "session": key,
            "now": timezone.now(),
            "person": seen.person.id if seen else None,
            "sources": [source.value for source in sources],
        },
    )
    if "Authorization" in request.headers:
        found = DeviceAuthentication().authenticate(Request(request))
        if found:
            return found[0], notes_of(notes)
    if seen and (session_data, password) == (seen.session_data, seen.person.password):
        return seen.person, notes_of(notes)
    if not isinstance(request.user, Person):
        raise NotSignedIn
    remember(key, Seen(session_data or "", request.user))
    return request.user, notes_of(notes)


def remember(key: str, seen: Seen) -> None:
    with _lock:
        _seen[key] = seen
        _seen.move_to_end(key)
        while len(_seen) > KEPT:
            _seen.popitem(last=False)
