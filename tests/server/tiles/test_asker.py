"""Who asks is known from one query, and nothing that ends access is noticed late."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories.places import make_tree
from tests.people import make_person, make_worker
from tests.server.tiles.test_tiles import address_of, signed_in

pytestmark = pytest.mark.django_db
TILE = "/tiles/buildings/{}/{}/{}.mvt".format(*address_of(50, 50, 16))


@pytest.fixture
def worker():
    return make_worker(make_tree()["S11"])


@pytest.fixture
def browser(worker) -> Client:
    """A browser that has had the tile twice, so that its session is known."""
    client = signed_in(worker)
    assert [client.get(TILE).status_code for _ in range(2)] == [200, 200]
    return client


def test_an_unchanged_tile_costs_django_no_query(browser, django_assert_num_queries: DjangoAssertNumQueries):
    etag = browser.get(TILE)["ETag"]
    # The one query goes past Django, as a prepared statement.
    with django_assert_num_queries(0):
        assert browser.get(TILE, headers={"if-none-match": etag}).status_code == 304


def test_signing_out_ends_it_at_once(browser):
    browser.logout()
    assert browser.get(TILE).status_code == 401


def test_a_session_that_another_process_ended_is_over(browser):
    Session.objects.all().delete()
    assert browser.get(TILE).status_code == 401


def test_a_session_expires(browser):
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert browser.get(TILE).status_code == 401


def test_a_new_password_ends_other_sessions(browser, worker):
    worker.set_password("another-long-password")
    worker.save()
    assert browser.get(TILE).status_code == 401


def test_a_closed_account_is_shut_out_and_let_in_again(browser, worker):
    worker.is_active = False
    worker.save()
    assert browser.get(TILE).status_code == 401
    worker.is_active = True
    worker.save()
    assert browser.get(TILE).status_code == 200


def test_two_browsers_are_not_mixed_up(browser):
    stranger = signed_in(make_person("stranger"))
    tags = [client.get(TILE)["ETag"] for client in (browser, stranger, browser, stranger)]
    assert tags[0] == tags[2] != tags[1] == tags[3]


def test_nobody_is_nobody():
    assert [Client().get(TILE).status_code for _ in range(2)] == [401, 401]
