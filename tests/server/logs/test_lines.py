"""A line is one JSON object; errors lose their words and keep their kind and place; requests have ids."""

import io
import json
import logging
import uuid

import pytest
import structlog
from django.db import DatabaseError, IntegrityError, connection, transaction

from server.logs.lines import formatter

SECRET = "王小明13800001234"


@pytest.fixture
def lines():
    """What the root logger writes, as text."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def last(lines: io.StringIO) -> dict[str, object]:
    text = lines.getvalue().strip().splitlines()[-1]
    assert SECRET not in text
    return json.loads(text)


def test_our_own_message_is_told(lines):
    logging.getLogger("server.sync").warning("operation %s waits", "018f")
    line = last(lines)
    assert (line["event"], line["level"], line["logger"]) == ("operation 018f waits", "warning", "server.sync")


def test_a_librarys_message_keeps_its_pattern_only(lines):
    logging.getLogger("some.library").error("no such person: %s", SECRET)
    assert last(lines)["event"] == "no such person: %s"


def test_a_librarys_message_that_is_put_together_already_is_not_told(lines):
    logging.getLogger("some.library").error(f"no such person: {SECRET}")
    assert last(lines)["event"] == "some.library"


@pytest.mark.parametrize("name", ["server.sync", "some.library"])
def test_an_error_keeps_its_kind_and_place(lines, name):
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError:
        logging.getLogger(name).exception("failed")
    line = last(lines)
    assert [one["kind"] for one in line["error"]] == ["builtins.KeyError", "builtins.ValueError"]
    assert line["trace"][-1].startswith("tests/server/logs/test_lines.py:")


@pytest.mark.django_db
def test_a_database_error_names_the_constraint_and_not_the_row(lines):
    with connection.cursor() as cursor:
        cursor.execute("create temporary table t (name text constraint t_once unique)")
        try:
            with transaction.atomic():
                cursor.execute("insert into t values (%s), (%s)", [SECRET, SECRET])
        except IntegrityError:
            logging.getLogger("server.sync").exception("refused")
        line = last(lines)
        assert line["error"][1]["constraint_name"] == "t_once"
        assert line["error"][1]["sqlstate"] == "23505"
        try:
            with transaction.atomic():
                cursor.execute("select %s::int", [SECRET])
        except DatabaseError:
            structlog.get_logger("server.sync").error("refused", exc_info=True)
        assert last(lines)["error"][1]["sqlstate"] == "22P02"


@pytest.mark.parametrize("form", [lambda one: one.hex, str, lambda one: str(one).upper()], ids=["hex", "text", "upper"])
def test_the_id_of_a_proxy_is_taken_over(client, form, lines):
    told = form(uuid.uuid4())
    answer = client.get("/api/v1/nothing/", headers={"X-Request-ID": told})
    assert answer["X-Request-ID"] == told.lower() == last(lines)["request_id"]


@pytest.mark.parametrize("told", [SECRET, "110101199003071234", "x" * 32, "a" * 33, "", "a\nb", "'; drop"])
def test_an_id_that_no_proxy_makes_is_not_repeated(client, told, lines):
    answer = client.get("/api/v1/nothing/", headers={"X-Request-ID": told})
    assert answer["X-Request-ID"] != told
    assert uuid.UUID(answer["X-Request-ID"])


def test_two_requests_have_two_ids(client):
    ids = {client.get("/healthz")["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
