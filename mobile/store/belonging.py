"""Whose account this is, and how it stands with the server."""

import platform
from typing import Any

from mobile.store import meta
from mobile.store.database import Database
from mobile.store.entry import LoginState
from mobile.store.views import GridView, Login, Me

APP_VERSION = "0.1.0"
# What the server says of a sign-in that it no longer takes.
REFUSALS: dict[str, LoginState] = {"token_expired": "expired", "device_revoked": "revoked", "device_wiped": "revoked"}


class Belonging:
    """The store's part that knows the person, their grids and their sign-in."""

    database: Database
    device_id: str

    def device(self) -> dict[str, str]:
        """What sign-in tells the server about this phone: `id`, `name`, `platform`, `app_version`."""
        return {
            "id": self.device_id,
            "name": platform.node()[:80] or "phone",
            "platform": f"{platform.system()} {platform.release()}"[:40],
            "app_version": APP_VERSION,
        }

    def login(self) -> Login | None:
        """The saved way to the server, or None before the first sign-in and after signing out."""
        kept = meta.get(self.database.read(), "login")
        return Login(**kept) if kept else None

    def save_login(self, login: Login, person: dict[str, Any]) -> None:
        """Keeps the way to the server and the person as the sign-in told them."""
        with self.database.write() as db:
            meta.put(db, "login", login.__dict__)
            meta.put(db, "person", person)
            meta.put(db, "login_refused", None)

    def login_state(self) -> LoginState:
        """Only the server's word ends a sign-in, never the phone's clock. Recording goes on in every state."""
        if self.login() is None:
            return "signed_out"
        refused = meta.get(self.database.read(), "login_refused")
        return REFUSALS.get(refused, "active")

    def note_login(self, code: str | None) -> None:
        """What a sync met: the code of the problem that ended it, or None where all went well."""
        if code in REFUSALS or (code is None and self.login_state() != "active"):
            with self.database.write() as db:
                meta.put(db, "login_refused", code)

    def save_me(self, me: dict[str, Any]) -> None:
        """Keeps the answer of `GET /api/v1/me/`."""
        with self.database.write() as db:
            meta.put(db, "me", me)
            meta.put(db, "person", me["person"])

    def me(self) -> Me | None:
        """The person signed in, as the server last told; works without network."""
        db = self.database.read()
        person = meta.get(db, "person")
        if person is None:
            return None
        told = meta.get(db, "me") or {}
        street = told.get("street") or {}
        return Me(
            person_id=person["id"],
            username=person["username"],
            display_name=person["display_name"],
            language=person.get("language") or "zh-hans",
            street_name=street.get("name") or "",
            centre=(street["centre"][0], street["centre"][1]) if street.get("centre") else None,
            is_demo=bool(street.get("is_demo")),
            posts=tuple(told.get("posts") or ()),
            grids=tuple(self.grids()),
        )

    def grids(self) -> list[GridView]:
        """The small grids of the scope; `complete` once their first download is."""
        rows = self.database.read().execute(
            """
            select grid.*, (select count(*) from record where grid = grid.id and kind = 'household') as households
            from grid order by code
            """
        )
        return [
            GridView(
                id=row["id"],
                code=row["code"],
                name=row["name"],
                parent_name=row["parent_name"],
                complete=row["cursor"] is not None,
                households=row["households"],
            )
            for row in rows
        ]
