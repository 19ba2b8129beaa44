"""What came of a phone's sealed file, in a sentence: what counts now, what needs a decision, what was there already."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from server.office.inbox.words import joined
from server.sync.models import OperationState
from server.sync.sealed import Imported

COUNTS = (OperationState.APPLIED, OperationState.MERGED)
WAITS = (OperationState.REJECTED, OperationState.CONFLICT, OperationState.BLOCKED, "unreadable")


def imported_words(done: Imported) -> str:
    total = sum(done.statuses.values())
    counted = sum(done.statuses.get(status, 0) for status in COUNTS)
    waits = sum(done.statuses.get(status, 0) for status in WAITS)
    known = total - counted - waits
    parts = []
    if counted or not total:
        parts.append(ngettext("%(n)s record counts now", "%(n)s records count now", counted) % {"n": counted})
    if waits:
        parts.append(ngettext("%(n)s needs a decision", "%(n)s need a decision", waits) % {"n": waits})
    if known:
        parts.append(ngettext("%(n)s was here already", "%(n)s were here already", known) % {"n": known})
    if done.photos:
        parts.append(ngettext("%(n)s photo", "%(n)s photos", done.photos) % {"n": done.photos})
    if done.refused:
        unusable = len(done.refused)
        parts.append(ngettext("%(n)s photo cannot be used", "%(n)s photos cannot be used", unusable) % {"n": unusable})
    phone = " · ".join(name for name in (done.device.person.display_name, done.device.name) if name)
    return _("Taken in from the file of %(phone)s: %(what)s.") % {"phone": phone, "what": joined(parts)}
