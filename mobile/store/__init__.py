"""The phone's own data: what the server last said, what this phone recorded, and what is still to be sent."""

from mobile.store.store import Store

__all__ = ["Store"]
