"""Signing in: the only place where "wrong password" may be said."""

from mobile.store import Store
from mobile.store.views import Login


def sign_in(store: Store, base_url: str, username: str, password: str, *, language: str = "zh-hans") -> Login:
    """Signs this phone in and saves the token and the person in the store.

    Raises `WrongLogin`, `TooManyTries`, `Offline`, `NotOurServer`, `ServerBusy`; the store is then unchanged.
    """
    raise NotImplementedError
