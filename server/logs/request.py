"""Which request a line of the log belongs to: its id, for the time of the request."""

import re
from uuid import uuid4

import structlog

# What proxies make: 32 hex digits or a UUID. Whatever else a client sends is not repeated: it could say anything.
MADE_BY_A_PROXY = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def begin(told: str) -> str:
    """Takes the id that a proxy told, or makes one; lines logged from now on carry it."""
    request_id = told.lower() if MADE_BY_A_PROXY.fullmatch(told) else uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)
    return request_id


def current_id() -> str:
    """The id of the request under way, or nothing outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
