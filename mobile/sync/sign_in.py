"""Signing in: the only place where "wrong password" may be said."""

from mobile.store import Store
from mobile.store.views import Login
from mobile.sync.client import Client
from mobile.sync.problems import NotOurServer


def sign_in(store: Store, base_url: str, username: str, password: str, *, language: str = "zh-hans") -> Login:
    """Signs this phone in and saves the token and the person in the store.

    Raises `WrongLogin`, `TooManyTries`, `DeviceRevoked`, `Offline`, `NotOurServer`, `ServerBusy`; the store is then
    unchanged.
    """
    client = Client(base_url, language=language)
    try:
        message = {"username": username, "password": password, "device": store.device()}
        answer = client.post("session/", message)
        token, person = answer.get("token"), answer.get("person")
        if not isinstance(token, str) or not isinstance(person, dict) or not person.get("id"):
            raise NotOurServer
        client.token = token
        me = client.get("me/")
    finally:
        client.close()
    login = Login(client.base_url, username, token, str(answer.get("expiry") or ""))
    store.save_login(login, person)
    store.save_me(me)
    return login
