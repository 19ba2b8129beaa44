"""Talks to the server: sign-in, push, photos, pull, map packs. Knows no screen."""

from mobile.sync.client import Client
from mobile.sync.run import Progress, Session, SyncReport
from mobile.sync.sign_in import sign_in, sign_in_to

__all__ = ["Client", "Progress", "Session", "SyncReport", "sign_in", "sign_in_to"]
