"""The protocol when things go wrong between a real phone store and the real server."""

import pytest

from mobile.sync import Client, Session
from mobile.sync.problems import Offline
from server.sync.models import Operation
from server.sync.services import begin_epoch
from server.visits.models import Visit
from tests.faults.line import Line
from tests.journeys.field import Field, Handset

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def field():
    return Field()


@pytest.fixture
def phone(field, live_server, tmp_path):
    handset = Handset(tmp_path / "worker", live_server.url, "worker")
    handset.sign_in()
    assert handset.sync().complete
    yield handset
    handset.store.close()


class LosesReplies(Client):
    """The server gets and commits what is pushed; its reply is lost."""

    def request(self, method, path, body=None, headers=None):
        answer = super().request(method, path, body, headers)
        if path.endswith("/sync/push"):
            self.close()
            raise Offline
        return answer


def test_a_reply_lost_after_the_commit_ten_times_is_one_visit(field, phone):
    phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met")
    login = phone.store.login()
    for _ in range(10):
        report = Session().run(phone.store, LosesReplies(login.base_url, login.token))
        assert (report.error_code, report.waiting) == ("offline", 1)
    assert Visit.objects.count() == 1
    report = phone.sync()
    assert (report.pushed, report.waiting) == (1, 0)
    assert (Visit.objects.count(), Operation.objects.count()) == (1, 1)


def test_a_server_restored_to_yesterday_is_repaired_by_the_phone(field, phone):
    lost = phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met")
    phone.sync()
    # The backup is from before the visit.
    Operation.objects.all().delete()
    Visit.objects.all().delete()
    begin_epoch()
    report = phone.sync()
    assert (report.error_code, report.pushed, report.waiting) == (None, 1, 0)
    assert [visit.id for visit in phone.store.household(str(field.homes[0].id)).visits] == [lost]
    assert str(Visit.objects.get().id) == lost
    assert phone.sync().complete


def test_work_goes_on_while_the_line_is_cut(field, phone, live_server):
    with Line(live_server.thread.port) as line:
        phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met")
        line.cut()
        assert phone.sync(line.url, timeout=3).error_code == "offline"
        phone.store.record_visit(household_id=str(field.homes[1].id), outcome="phone")
        line.mend()
        assert phone.sync(line.url).pushed == 2
    assert Visit.objects.count() == 2


def test_a_token_that_was_taken_back_stops_nothing_but_the_sync(field, phone):
    field.worker.auth_token_set.all().delete()
    phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met")
    report = phone.sync()
    assert (report.error_code, report.waiting) == ("token_expired", 1)
    phone.sign_in()
    assert phone.sync().pushed == 1
