"""Messages by touches in the real window: a call-out answered without a network, a task taken to its end, a refused
record found from here, and what the phone says aloud."""

from datetime import UTC, datetime, timedelta

import pytest

from mobile.store import mirror
from mobile.wire import Change, OpResult
from tests.mobile.screens import mailbox
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.test_decisions import judged, says
from tests.mobile.screens.town import GRID, Town
from tests.mobile.store.town import incident_row


@pytest.fixture
def told(phone: Phone):
    found = mailbox.fill(phone.app.store)
    phone.app.syncing.touched()
    phone.rest()
    return found


def to_messages(phone: Phone) -> None:
    phone.tap("tab:today")
    phone.tap("today:messages")
    phone.wait(lambda: phone.place == "messages" and phone.app.shell.places.current_screen.found >= 0)
    phone.rest()


def sent(phone: Phone) -> list:
    return phone.app.store.outgoing.take_batch(9)


def test_a_call_out_is_accepted_without_a_network_changed_and_sent(phone: Phone, told) -> None:
    store, (first, _) = phone.app.store, told["call_outs"]
    to_messages(phone)
    phone.tap(f"call_out:{first['id']}")
    phone.wait(lambda: says(phone, "需要 12 人，已有 5 人能来"))
    phone.type("call_out:note", "我带两把铁锹")
    phone.tap("call_out:accepted")
    phone.wait(lambda: says(phone, "您说：能来（还没发送）", "我带两把铁锹", "已有 6 人能来"))
    assert not phone.has("call_out:accepted")
    phone.tap("call_out:declined")
    phone.wait(lambda: says(phone, "您说：来不了（还没发送）", "已有 5 人能来"))
    phone.tap("call_out:accepted")
    phone.wait(lambda: says(phone, "您说：能来（还没发送）"))
    ops = sent(phone)
    assert [(op.kind, op.entity_id, op.body["answer"]) for op in ops] == [
        ("call_out.answer", first["id"], answer) for answer in ("accepted", "declined", "accepted")
    ]
    store.outgoing.settle([OpResult(op.op_id, "applied") for op in ops])
    phone.app.syncing.touched()
    phone.wait(lambda: says(phone, "您说：能来") and not says(phone, "还没发送"))
    phone.tap("call_out:back")
    assert phone.place == "messages"


def test_the_office_can_be_called_from_a_call_out(phone: Phone, told) -> None:
    to_messages(phone)
    phone.tap(f"call_out:{told['call_outs'][0]['id']}")
    phone.tap("call_out:call")
    assert phone.app.devices.share.dialled == ["0931-1234567"]


def test_a_task_is_taken_on_and_settled_with_a_note_and_a_photo_without_a_network(phone: Phone, told) -> None:
    task = told["tasks"][0]
    to_messages(phone)
    phone.tap(f"task:{task['id']}")
    phone.wait(lambda: says(phone, "下水堵塞", "办事处说：请先放警示牌"))
    phone.tap("task:to_in_progress")
    phone.wait(lambda: phone.has("task:to_resolved"))
    phone.tap("task:to_resolved")
    phone.tap("task:save")
    phone.wait(lambda: says(phone, "请写一句"))
    phone.type("task:note", "已放警示牌，排水所下午来换井盖")
    phone.tap("task:photos:camera")
    screen = phone.app.shell.places.get_screen("task")
    phone.wait(lambda: screen.ids.photos.hashes)
    # Out and in again: what was written is still there.
    phone.tap("task:leave_step")
    phone.tap("task:to_resolved")
    assert screen.ids.note.text == "已放警示牌，排水所下午来换井盖"
    photos = list(screen.ids.photos.hashes)
    assert len(photos) == 1
    phone.tap("task:save")
    phone.wait(lambda: phone.place == "messages")
    phone.wait(lambda: not phone.has(f"task:{task['id']}"))
    begun, done = sent(phone)
    assert (begun.base_version, begun.body["to_state"]) == (3, "in_progress")
    assert (done.base_version, done.body["to_state"], done.body["photos"]) == (4, "resolved", photos)


def test_a_task_leads_to_its_place_on_the_map(phone: Phone, told) -> None:
    task = told["tasks"][0]
    to_messages(phone)
    phone.tap(f"task:{task['id']}")
    phone.tap("task:map")
    phone.wait(lambda: phone.place == "map" and not phone.map.grid_map.motion.flying)
    grid_map = phone.map.grid_map
    x, y = grid_map.camera.to_screen(*grid_map._projection.to_metres(task["lon"], task["lat"]))
    assert 0 < x < grid_map.width
    assert 0 < y < grid_map.height


def test_the_badge_counts_what_waits_and_goes_down(phone: Phone, told) -> None:
    shell = phone.app.shell
    phone.wait(lambda: shell.news.get("today") == 6)
    assert (phone.find("tab:today").count, phone.find("tab:today").badge) == (6, "6")
    to_messages(phone)
    phone.tap(f"notice:{told['notices'][0]['id']}")
    phone.wait(lambda: says(phone, "示例路检修"))
    phone.wait(lambda: shell.news.get("today") == 5)
    phone.tap("notice:back")
    phone.tap(f"call_out:{told['call_outs'][0]['id']}")
    phone.tap("call_out:declined")
    phone.wait(lambda: shell.news.get("today") == 4)
    assert {op.kind for op in sent(phone)} == {"call_out.answer"}, "what was opened is not sent"


def test_a_refused_record_is_found_here_and_mended(phone: Phone, town: Town) -> None:
    phone.app.store.record_visit(household_id=town.households[2], outcome="met")
    op_id = judged(phone, "rejected", "bad_photo_hash")
    to_messages(phone)
    phone.wait(lambda: says(phone, "走访：张伟", "要您看一看的记录"))
    phone.tap(f"question:{op_id}")
    assert phone.place == "outbox"
    phone.tap(f"outbox:retry:{op_id}")
    phone.wait(lambda: phone.counts() == (1, 0))
    phone.tap("outbox:back")
    assert phone.place == "messages"
    phone.wait(lambda: not phone.has(f"question:{op_id}"))


def test_what_changed_since_yesterday_leads_to_its_place(phone: Phone, town: Town) -> None:
    store = phone.app.store
    row = incident_row(description="路灯不亮", category="lamp", reported_at=mailbox.at(minutes=-5))
    incident = Change("incident", "0192f4c2-0000-7000-8000-0000000000b1", 7, GRID, False, row)
    with store.database.write() as db:
        mirror.apply(db, incident, 0)
    to_messages(phone)
    phone.wait(lambda: says(phone, "您的网格里新上报：路灯不亮"))
    phone.tap(f"since:incident_new:{incident.id}")
    phone.wait(lambda: phone.place == "map" and phone.page is phone.map.pages["incident"])
    phone.wait(lambda: says(phone, "路灯不亮"))


def test_nothing_to_read_is_said_kindly(phone: Phone) -> None:
    to_messages(phone)
    phone.wait(lambda: says(phone, "没有消息"))


def test_many_messages_are_shown_a_few_at_a_time(phone: Phone) -> None:
    mailbox.put(phone.app.store, notices=[mailbox.notice(title=f"通知{n}") for n in range(30)])
    to_messages(phone)
    assert says(phone, "再看 18 条")
    phone.tap("messages:more_notices")
    phone.wait(lambda: says(phone, "通知29"))


# -- said aloud


def daytime(phone: Phone, hour: int = 10) -> None:
    """Puts the office's time to an hour of the day: by night the phone is quiet."""
    store = phone.app.store
    now = datetime.now(UTC).astimezone().replace(hour=hour, minute=0)
    store.clock.wall = lambda: now.astimezone(UTC) + timedelta(0)


def test_the_phone_asks_before_it_says_anything_and_then_says_only_the_kind(phone: Phone) -> None:
    daytime(phone)
    notifications = phone.app.devices.notifications
    mailbox.put(phone.app.store, tasks=[mailbox.task()])
    phone.app.syncing.touched()
    phone.rest()
    assert notifications.asked == 0
    assert notifications.shown == []
    to_messages(phone)
    phone.tap("messages:alerts_on")
    phone.wait(lambda: phone.app.settings.alerts == "on")
    assert notifications.asked == 1
    mailbox.put(phone.app.store, tasks=[mailbox.task(id="0192f4c2-0000-7000-8000-0000000000aa")])
    phone.app.syncing.touched()
    phone.wait(lambda: notifications.shown)
    (note,) = notifications.shown
    assert (note.text, note.urgent) == ("有新任务", False)
    assert "井盖" not in note.title + note.text
    assert says(phone, "有新任务"), "it is said in the app as well"
    phone.tap("shell:alert")
    phone.wait(lambda: phone.place == "task")


def test_a_no_is_kept_and_can_be_changed_in_me(phone: Phone, told) -> None:
    daytime(phone)
    phone.app.devices.notifications.allowed = False
    to_messages(phone)
    phone.tap("messages:alerts_on")
    phone.wait(lambda: phone.app.settings.alerts == "off")
    phone.app.devices.notifications.allowed = True
    phone.tap("tab:me")
    phone.tap("me:alerts_on")
    phone.wait(lambda: phone.app.settings.alerts == "on")
    phone.tap("me:alerts_off")
    phone.wait(lambda: phone.app.settings.alerts == "off")


def test_an_emergency_is_said_also_by_night_and_to_whoever_wants_no_reminders(phone: Phone) -> None:
    daytime(phone, hour=23)
    phone.app.wiring.alerts.choose("off")
    mailbox.put(phone.app.store, emergencies=[{"id": "0192f4c2-0000-7000-8000-0000000000ee"}], tasks=[mailbox.task()])
    phone.app.syncing.touched()
    phone.wait(lambda: phone.app.devices.notifications.shown)
    assert [(note.text, note.urgent) for note in phone.app.devices.notifications.shown] == [
        ("应急开始，请打开看一看", True)
    ]
