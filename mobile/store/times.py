"""Moments and days as the store keeps them: UTC with six decimals and a Z, so that text sorts as time does."""

from datetime import UTC, date, datetime


def text_of(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def uniform(text: str | None) -> str | None:
    """A moment as the server wrote it, in the store's form."""
    return None if text is None else text_of(datetime.fromisoformat(text))


def day_of(text: str) -> date:
    """The calendar day, where the phone is, of a stored moment."""
    return moment_of(text).astimezone().date()
