"""Sign-ins that end, replies that are lost, phones that the office takes off the list: recording goes on, and every
message says what is true."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from mobile.sync import Client
from mobile.sync.problems import DeviceRevoked, Offline, WrongLogin
from mobile.sync.sign_in import ask
from server.accounts.models import Device, DeviceToken
from server.accounts.services import revoke_device
from server.visits.models import Visit
from tests.faults.test_accounts import phone as phone
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def record(phone, field, number=0):
    return phone.store.record_visit(household_id=str(field.homes[number].id), outcome="met")


@pytest.mark.case("R22")
def test_an_expired_sign_in_says_so_and_recording_goes_on(phone, field, trials):
    DeviceToken.objects.update(expiry=timezone.now() - timedelta(days=1))
    record(phone, field)
    for _ in range(3):
        report = phone.sync()
        trials.hold("G", report.error_code == "token_expired" and "password" not in report.message.lower(), report)
    assert phone.store.login_state() == "expired"
    record(phone, field, 1)
    trials.hold("A", phone.store.counts().waiting == 2, "dropped")
    with pytest.raises(WrongLogin):
        ask(phone.store.device(), phone.url, "worker", "not the password", language="en")
    assert phone.store.login_state() == "expired"
    phone.sign_in()
    assert phone.store.login_state() == "active"
    trials.hold("A", phone.sync().waiting == 0 and Visit.objects.count() == 2, "not sent")


@pytest.mark.case("R23")
def test_a_phone_that_syncs_each_week_is_never_logged_out(phone, field, trials):
    now = timezone.now()
    for week in range(1, 10):
        with time_machine.travel(now + timedelta(weeks=week), tick=True):
            report = phone.sync()
            trials.hold("A", report.error_code not in {"token_expired", "not_signed_in"}, f"week {week}")
    assert phone.store.login_state() == "active"


@pytest.mark.fault("login-reply-lost")
@pytest.mark.case("R23")
def test_a_sign_in_whose_reply_is_lost_strands_nobody(phone, field, monkeypatch, trials):
    before = phone.store.login()
    whole = Client.post

    def lost(client, path, message, **how):
        answer = whole(client, path, message, **how)
        if path == "session/":
            raise Offline
        return answer

    record(phone, field)
    monkeypatch.setattr(Client, "post", lost)
    with pytest.raises(Offline):
        phone.sign_in()
    monkeypatch.undo()
    trials.hold("A", phone.store.login() == before and phone.sync().waiting == 0, "the old sign-in is gone")
    phone.sign_in()
    record(phone, field, 1)
    trials.hold("A", phone.sync().waiting == 0, "the new sign-in does not work")
    assert Device.objects.count() == 1
    trials.count()


@pytest.mark.fault("token-revoked")
@pytest.mark.case("R24")
def test_a_phone_revoked_between_two_batches_keeps_the_rest(phone, field, monkeypatch, trials):
    visits = [record(phone, field, number % 3) for number in range(6)]
    whole, take = Client.post, type(phone.store.outgoing).take_batch
    sent = []

    def revoked_before_the_third(client, path, message, **how):
        if path == "sync/push":
            sent.append(path)
            if len(sent) == 3:
                revoke_device(device=Device.objects.get())
        return whole(client, path, message, **how)

    monkeypatch.setattr(Client, "post", revoked_before_the_third)
    monkeypatch.setattr(
        type(phone.store.outgoing), "take_batch", lambda self, size, **how: take(self, min(size, 2), **how)
    )
    report = phone.sync()
    monkeypatch.undo()
    here = {str(visit.id) for visit in Visit.objects.all()}
    waiting = {item.entity_id for item in phone.store.outbox() if item.state == "waiting"}
    trials.hold("A", here | waiting == set(visits) and not here & waiting, "lost or twice")
    assert len(here) == 4
    assert report.error_code == "device_revoked"
    assert phone.store.login_state() == "revoked"
    record(phone, field)
    with pytest.raises(DeviceRevoked):
        ask(phone.store.device(), phone.url, "worker", PASSWORD, language="en")
    Device.objects.update(revoked_at=None)
    trials.hold("A", phone.sync().waiting == 0 and Visit.objects.count() == 7, "not sent when taken back")
    assert phone.store.login_state() == "active"
    trials.count()
