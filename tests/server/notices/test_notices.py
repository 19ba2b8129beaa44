"""Notices reach those who work below the chosen grids, for their time; nobody records who has read one."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from server.grids.audience import NotInOrder, WholeStreetNotYours
from server.grids.scope import for_person
from server.notices.models import Importance, Notice
from server.notices.problems import NoticeEmpty
from server.notices.selectors import notices_for, section
from server.notices.services import end_notice, write_notice
from server.problems import NotAllowed, NotFound, TextUnusable
from tests.factories.places import make_tree
from tests.people import make_community_staff, make_street_staff, make_worker
from tests.server.phones import client_of

pytestmark = pytest.mark.django_db
NOW = timezone.now


class Cast:
    def __init__(self):
        self.grids = make_tree()
        self.worker = make_worker(self.grids["S11"])
        self.mate = make_worker(self.grids["S21"], username="mate")
        self.community = make_community_staff(self.grids["L"])
        self.street = make_street_staff()

    def write(self, who=None, *grids, **changes):
        said = {"title": "停水", "text": "明天上午停水。", "starts_at": NOW(), "ends_at": NOW() + timedelta(days=2)}
        ids = [self.grids[code].id for code in grids]
        return write_notice(for_person(who or self.community), grid_ids=ids, **{**said, **changes})

    def titles(self, who):
        return [notice.title for notice in notices_for(for_person(who))]


@pytest.fixture
def cast():
    return Cast()


def test_it_goes_to_those_who_work_below_the_chosen_grids(cast):
    cast.write(None, "M1", title="一号院")
    cast.write(None, "S21", "M1", title="两处")
    cast.write(cast.street, title="全街道")
    assert cast.titles(cast.worker) == ["全街道", "两处", "一号院"]
    assert cast.titles(cast.mate) == ["全街道", "两处"]
    assert cast.titles(cast.community) == []


def test_the_important_ones_come_first(cast):
    cast.write(None, "L", title="要紧", importance=Importance.IMPORTANT)
    cast.write(None, "L", title="平常")
    assert cast.titles(cast.worker) == ["要紧", "平常"]


def test_it_may_be_for_some_posts_only(cast):
    cast.write(None, "L", title="组长会", roles=["grid_leader"])
    assert cast.titles(cast.worker) == []


def test_what_is_over_or_far_ahead_is_told_to_nobody(cast):
    later = NOW() + timedelta(days=30)
    cast.write(None, "L", starts_at=later, ends_at=later + timedelta(days=1))
    over = cast.write(None, "L")
    Notice.objects.filter(id=over.id).update(ends_at=NOW() - timedelta(minutes=1))
    ended = cast.write(None, "L")
    end_notice(for_person(cast.community), ended.id)
    first = end_notice(for_person(cast.street), ended.id).ended_at
    assert end_notice(for_person(cast.street), ended.id).ended_at == first
    assert cast.titles(cast.worker) == []


def test_who_may_write_and_end(cast):
    with pytest.raises(NotAllowed):
        cast.write(cast.worker, "S11")
    with pytest.raises(WholeStreetNotYours):
        cast.write(cast.community)
    notice = cast.write(cast.street)
    with pytest.raises(NotAllowed):
        end_notice(for_person(cast.community), notice.id)
    with pytest.raises(NotFound):
        end_notice(for_person(cast.worker), notice.id)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": "  "}, NoticeEmpty),
        ({"text": ""}, NoticeEmpty),
        ({"text": "停" * 4001}, TextUnusable),
        ({"text": "a\x00b"}, TextUnusable),
        ({"ends_at": NOW() - timedelta(days=1)}, NotInOrder),
        ({"starts_at": NOW() + timedelta(days=3)}, NotInOrder),
    ],
)
def test_what_cannot_be_a_notice_is_refused(cast, changes, problem):
    with pytest.raises(problem):
        cast.write(None, "L", **changes)
    assert not Notice.objects.exists()


def test_phones_are_told_the_whole_list(cast):
    cast.write(None, "M1", importance=Importance.IMPORTANT)
    (told,) = section(for_person(cast.worker))
    assert set(told) == {"id", "title", "text", "important", "starts_at", "ends_at", "author"}
    assert (told["important"], told["author"]) == (True, "community")


def test_nothing_in_the_database_says_who_has_read_one(cast):
    models = apps.get_app_config("notices").get_models(include_auto_created=True)
    people = {field.name for model in models for field in model._meta.get_fields() if field.related_model is not None}
    assert people == {"street", "author", "notice", "servicegrid", "grids"}


def test_by_the_api(cast):
    office = client_of(cast.community)
    body = {
        "title": "停电",
        "text": "周三检修。",
        "grid_ids": [str(cast.grids["M1"].id)],
        "starts_at": NOW().isoformat(),
        "ends_at": (NOW() + timedelta(days=1)).isoformat(),
    }
    written = office.post("/api/v1/notices/", body, content_type="application/json")
    assert written.status_code == 201, written.content
    assert [row["title"] for row in client_of(cast.worker).get("/api/v1/notices/").json()] == ["停电"]
    assert [row["title"] for row in office.get("/api/v1/notices/written/").json()] == ["停电"]
    assert office.post(f"/api/v1/notices/{written.json()['id']}/end/").json()["ended_at"]
    assert client_of(cast.worker).get("/api/v1/notices/").json() == []
