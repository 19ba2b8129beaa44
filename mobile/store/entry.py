"""Which screen comes first: one pure rule, so that a dead sign-in never asks for a PIN in vain, and a locked account
never for a password that it does not need."""

from datetime import timedelta
from typing import Literal

from mobile.store.clock import Moment

LoginState = Literal["signed_out", "active", "expired", "revoked"]
Screen = Literal["sign_in", "pin", "work"]
Notice = Literal["", "sign_in_again", "ask_the_office"]

# Out of the app: long enough for a photo or a call, too short for somebody else.
AWAY = timedelta(minutes=1)


def first_screen(*, has_account: bool, key_lost: bool, locked: bool, login: LoginState) -> tuple[Screen, Notice]:
    """The screen, and what it says besides.

    `login` is only known once the account is open; until then it says nothing. Capture goes on behind an expired and a
    revoked sign-in: the work stays, with a notice. Signed out by the worker's own wish means the sign-in.
    """
    if not has_account:
        return "sign_in", ""
    if key_lost:
        return "sign_in", "sign_in_again"
    if locked:
        return "pin", ""
    if login == "signed_out":
        return "sign_in", ""
    return "work", {"active": "", "expired": "sign_in_again", "revoked": "ask_the_office"}[login]  # type: ignore[return-value]


def must_ask_pin(*, has_pin: bool, left: Moment | None, now: Moment) -> bool:
    """On every start, and after a minute out of the app. By the steady clock, which counts on through sleep."""
    if not has_pin:
        return False
    if left is None or left.boot_id != now.boot_id:
        return True
    return passed(left, now) >= AWAY


def is_idle(*, touched: Moment, now: Moment, minutes: int) -> bool:
    """Whether nobody has touched the app for so long that it locks itself. A minute is the least."""
    return passed(touched, now) >= timedelta(minutes=max(1, minutes))


def passed(since: Moment, now: Moment) -> timedelta:
    return timedelta(milliseconds=now.elapsed_ms - since.elapsed_ms)


def hinted(username: str) -> str:
    """Enough for its owner to know the account by, too little for a stranger to sign in with."""
    return username[: 1 if len(username) < 6 else 2] + "***" if username else ""
