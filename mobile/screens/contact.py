"""What is said of a phone that the office has not been heard of on for long."""

from mobile.store.contact import Away
from mobile.widgets.words import words


def office_contact(away: Away, *, full: bool = False) -> str:
    """One line, or with `full` what to do as well; nothing while all is well."""
    size = "full" if full else "short"
    if away.expired:
        return words.say(f"contact.expired_{size}")
    if away.days_left is not None:
        return words.say(f"contact.soon_{size}", n=max(1, away.days_left))
    return ""
