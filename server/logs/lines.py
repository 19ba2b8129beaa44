"""One line of JSON for each record, without anybody's data in it.

A log is copied, searched and kept by people who may not see a household. So a line holds what the program is and not
what it was told: of an error its kind and its place in the code, never its words, which in a database's case are the
values of a row; of a library's message only the pattern that stands in its code.
"""

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Their messages name jobs, processes and addresses of the installation. Those of the others may repeat what was sent.
TRUSTED = ("server", "procrastinate", "granian", "_granian", "psycopg.pool")
ROOT = Path(__file__).resolve().parents[2]
DEEPEST = 30


def formatter() -> logging.Formatter:
    """For `logging.config`: every record, from structlog or from the standard library, as one line."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[say_what_is_safe, *ALWAYS],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        use_get_message=False,
        pass_foreign_args=True,
    )


def set_up() -> None:
    """Lets structlog's own loggers go the same way as the standard library's."""
    structlog.configure(
        processors=[*ALWAYS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def say_what_is_safe(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The message of a program that we trust; of any other the pattern, and where it was said."""
    record: logging.LogRecord = event["_record"]
    arguments, event["where"] = event.pop("positional_args", ()), f"{record.module}:{record.lineno}"
    if record.name.split(".")[0] in TRUSTED or record.name in TRUSTED:
        event["event"] = filled(event["event"], arguments)
    elif not arguments:
        # It may have been put together before it was logged.
        event["event"] = record.name
    return event


def filled(pattern: str, arguments: Any) -> str:
    try:
        return pattern % arguments if arguments else pattern
    except (TypeError, ValueError, KeyError):
        return pattern


def name_the_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """An exception as its kinds, what the database says of itself, and the places that it passed."""
    told = event.pop("exc_info", None)
    event.pop("stack_info", None)
    error = told[1] if isinstance(told, tuple) else told if isinstance(told, BaseException) else None
    if told is True:
        error = sys.exc_info()[1]
    if error is not None:
        event["error"] = [about(one) for one in chain_of(error)]
        event["trace"] = places(error.__traceback__)
    return event


def chain_of(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found and len(found) < DEEPEST:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def about(error: BaseException) -> dict[str, str]:
    """Names of the schema are ours; `message_detail` would be a row's values."""
    said = {"kind": f"{type(error).__module__}.{type(error).__qualname__}"}
    diagnosis = getattr(error, "diag", None)
    for name in ("sqlstate", "table_name", "column_name", "constraint_name"):
        if value := getattr(diagnosis, name, None):
            said[name] = str(value)
    return said


def places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-DEEPEST:]
    return [f"{short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else "/".join(path.parts[-3:])


def render(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


ALWAYS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    name_the_error,
]
