"""Where lines go: to standard error, one JSON object each; what a command has to say goes to standard output.

For Django's `LOGGING` and for granian's `--log-config`.
"""

from typing import Any

HANDLER = {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "lines"}


def logging_config(level: str) -> dict[str, Any]:
    """A `dictConfig`. Django's own handlers are taken off: one of them mails whole requests to administrators."""
    quiet = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "server.logs.lines.formatter"}},
        "handlers": {"lines": HANDLER},
        "root": {"handlers": ["lines"], "level": level},
        "loggers": {
            "django": {**quiet, "level": "INFO"},
            # Refusals are counted, and every request has its own line.
            "django.request": {**quiet, "level": "ERROR"},
            "django.server": {**quiet, "level": "ERROR"},
            # Statements with their values, whatever level the rest has.
            "django.db.backends": {**quiet, "level": "WARNING"},
            # It names who failed to sign in; the table that it writes is for those who may know.
            "axes": {**quiet, "level": "ERROR"},
            "procrastinate": {**quiet, "level": "INFO"},
            # Each process tells all tasks as it reads them.
            "procrastinate.blueprints": {**quiet, "level": "WARNING"},
            "procrastinate.periodic": {**quiet, "level": "WARNING"},
        },
    }
