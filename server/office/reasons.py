"""Why somebody reads a record in full."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from server.problems import BadInput, check_text

REASON_LENGTH = 200


def reason_in(request: HttpRequest) -> str:
    """Why somebody needs to read it. Raises BadInput without one."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise BadInput({"reason": [_("Say why you need to read it.")]})
    check_text(reason, limit=REASON_LENGTH)
    return reason
