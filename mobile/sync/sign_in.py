"""Signing in: the only place where "wrong password" may be said."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mobile.store import Store
from mobile.store.accounts import Account
from mobile.store.views import Login
from mobile.sync.client import Client
from mobile.sync.problems import NotOurServer


@dataclass(frozen=True)
class SignedIn:
    """What a sign-in brought. `escrow` opens the account's key where the PIN is forgotten; `sealing` seals exports."""

    login: Login
    person: dict[str, Any]
    me: dict[str, Any]
    escrow: bytes | None
    sealing: dict[str, str] | None

    def keep_in(self, store: Store) -> Login:
        store.save_login(self.login, self.person)
        store.save_me(self.me)
        if self.sealing:
            store.save_sealing(self.sealing)
        return self.login


def ask(
    device: Mapping[str, str], base_url: str, username: str, password: str, *, language: str = "zh-hans"
) -> SignedIn:
    """Asks the server; nothing on the phone changes.

    Raises `WrongLogin`, `TooManyTries`, `DeviceRevoked`, `Offline`, `NotOurServer`, `ServerBusy`.
    """
    client = Client(base_url, language=language)
    try:
        message = {"username": username, "password": password, "device": dict(device)}
        answer = client.post("session/", message)
        token, person = answer.get("token"), answer.get("person")
        if not isinstance(token, str) or not isinstance(person, dict) or not person.get("id"):
            raise NotOurServer
        client.token = token
        me = client.get("me/")
    finally:
        client.close()
    login = Login(client.base_url, username, token, str(answer.get("expiry") or ""))
    escrow = answer.get("escrow")
    sealing = answer.get("sealing")
    return SignedIn(
        login,
        person,
        me,
        base64.b64decode(escrow) if isinstance(escrow, str) else None,
        sealing if isinstance(sealing, dict) else None,
    )


def sign_in(store: Store, base_url: str, username: str, password: str, *, language: str = "zh-hans") -> Login:
    """Signs this phone in and saves the token and the person in the open store. Raises as `ask`; the store is then
    unchanged."""
    return ask(store.device(), base_url, username, password, language=language).keep_in(store)


def sign_in_to(account: Account, base_url: str, username: str, password: str, *, language: str = "zh-hans") -> Store:
    """Signs in and opens the account, also where its PIN is forgotten: the password has shown whose it is."""
    signed_in = ask(account.device(), base_url, username, password, language=language)
    store = account.open_signed_in(signed_in.escrow)
    signed_in.keep_in(store)
    return store
