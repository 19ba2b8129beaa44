"""What the office refuses and decides, seen and put to rest by touches; the day's receipt; photos on their way."""

import pytest

from mobile.store.hiding import hide
from mobile.wire import DayReceipt, OpResult, Verdict
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import Town


def read_again(phone: Phone) -> None:
    phone.app.syncing.touched()
    phone.rest()


def judged(phone: Phone, status: str, code: str = "", data: dict | None = None) -> str:
    """The newest record as the office has judged it."""
    store = phone.app.store
    newest = store.outgoing.take_batch(99)[-1]
    store.outgoing.settle([OpResult(newest.op_id, status, code, "", data or {})])
    read_again(phone)
    return newest.op_id


def decided(phone: Phone, op_id: str, status: str, decision: str, reason: str) -> None:
    store = phone.app.store
    with store.database.write() as db:
        store.outgoing.decide(db, [Verdict(OpResult(op_id, status), decision, reason, "2026-11-22T09:00:00Z")])
    read_again(phone)


def to_outbox(phone: Phone) -> None:
    phone.tap("tab:me")
    phone.tap("me:outbox")


def says(phone: Phone, *parts: str) -> bool:
    texts = phone.texts()
    return all(any(part in text for text in texts) for part in parts)


def test_a_refusal_is_read_then_the_decision_then_it_is_put_to_rest(phone: Phone, town: Town) -> None:
    phone.app.store.record_visit(household_id=town.households[2], outcome="met")
    op_id = judged(phone, "rejected", "outside_your_grids")
    to_outbox(phone)
    phone.wait(lambda: says(phone, "不在您负责的网格里"))
    assert phone.has(f"outbox:retry:{op_id}")
    assert not phone.has(f"outbox:understood:{op_id}"), "nobody has decided yet"
    decided(phone, op_id, "dismissed", "dismissed", "这一户已由张华走访")
    phone.wait(lambda: says(phone, "办事处说：这一户已由张华走访", "不采用"))
    phone.tap(f"outbox:understood:{op_id}")
    phone.wait(lambda: not phone.has(f"outbox:understood:{op_id}"))
    assert phone.counts() == (0, 0)
    assert phone.app.store.outbox() == []


def test_an_accepted_record_shows_the_offices_words_until_they_are_read(phone: Phone, town: Town) -> None:
    phone.app.store.record_visit(household_id=town.households[2], outcome="met")
    op_id = judged(phone, "rejected", "outside_your_grids")
    decided(phone, op_id, "applied", "accepted", "已核实")
    to_outbox(phone)
    phone.wait(lambda: says(phone, "办事处说：已核实"))
    phone.tap(f"outbox:understood:{op_id}")
    phone.wait(lambda: not says(phone, "办事处说"))
    assert [item.state for item in phone.app.store.outbox()] == ["sent"], "the record stays among those the office has"


def test_a_conflict_shows_what_was_seen_written_and_is_there_now(phone: Phone, town: Town) -> None:
    phone.app.store.amend_household(town.households[0], phone="13900000001")
    fields = {"phone": {"seen": "138****1234", "yours": "13900000001", "now": "13700000002"}}
    op_id = judged(phone, "conflict", "fields_changed", {"fields": fields})
    to_outbox(phone)
    assert not phone.has(f"outbox:retry:{op_id}"), "only the office can choose"
    phone.wait(lambda: says(phone, "我看到的：138****1234", "我写的：13900000001", "办事处现在是：13700000002"))


def test_a_blocked_record_says_what_it_waits_for(phone: Phone, town: Town) -> None:
    store = phone.app.store
    store.amend_household(town.households[0], phone="13900000001")
    judged(phone, "rejected", "unknown_household")
    store.amend_household(town.households[0], name="王大明")
    judged(phone, "blocked", "waits_for_earlier")
    to_outbox(phone)
    phone.wait(lambda: says(phone, "在等这一条先处理：修改户信息"))


def test_a_refused_record_can_be_offered_again(phone: Phone, town: Town) -> None:
    phone.app.store.record_visit(household_id=town.households[2], outcome="met")
    op_id = judged(phone, "rejected", "outside_your_grids")
    to_outbox(phone)
    phone.tap(f"outbox:retry:{op_id}")
    phone.wait(lambda: phone.counts() == (1, 0))


@pytest.mark.case("R14")
def test_photos_on_their_way_are_counted_one_by_one_and_in_all(phone: Phone, town: Town) -> None:
    from mobile.sync import Progress

    syncing = phone.app.syncing
    store = phone.app.store
    photos = [store.add_photo(picture(n)) for n in range(2)]
    store.record_visit(household_id=town.households[2], outcome="met", photos=tuple(photos))
    judged(phone, "applied")
    to_outbox(phone)
    phone.wait(lambda: says(phone, "照片 0/2"))
    syncing.running = True
    syncing.show(Progress("photos", 65536, 400_000, 1, 2))
    phone.wait(lambda: says(phone, "第 1 张，共 2 张 · 0.1 / 0.4 MB"))
    assert phone.app.shell.places.get_screen("outbox").share == pytest.approx(65536 / 400_000)
    store.outgoing.photo_stored(photos[0])
    syncing.show(Progress("photos", 200_000, 400_000, 2, 2))
    phone.wait(lambda: says(phone, "第 2 张，共 2 张", "照片 1/2"))
    syncing.running = False


def test_the_days_receipt_is_one_tap_away_and_says_whether_the_office_has_the_same(phone: Phone, town: Town) -> None:
    store = phone.app.store
    for household_id in town.households[2:4]:
        store.record_visit(household_id=household_id, outcome="not_home")
    to_outbox(phone)
    phone.tap("outbox:receipt")
    assert phone.place == "receipt"
    phone.wait(lambda: says(phone, "还有 2 条待发送"))
    for op in store.outgoing.take_batch(9):
        store.outgoing.settle([OpResult(op.op_id, "applied")])
    read_again(phone)
    phone.wait(lambda: says(phone, "还没有和办事处核对过", "办事处已收到 2 条"))
    own = store.receipt()
    told = {"records": 2, "photos": 0, "photos_expected": 0, "refused": 0}
    store.keep_office_receipt(DayReceipt(day=own.day.isoformat(), code="000-000", **told))
    read_again(phone)
    phone.wait(lambda: says(phone, "还不一致"))
    store.keep_office_receipt(DayReceipt(day=own.day.isoformat(), code=own.code, **told))
    read_again(phone)
    phone.wait(lambda: says(phone, "一致：", own.code))
    code = phone.find("receipt:code")
    assert code.font_size >= 50, "large enough to be read out over the telephone"
    phone.tap("receipt:earlier")
    phone.wait(lambda: says(phone, "这一天没有记录"))
    phone.tap("receipt:back")
    assert phone.place == "outbox"
    phone.tap("outbox:back")
    assert phone.place == "me"


def picture(number: int) -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (40 + number, 30)).save(out, "JPEG")
    return out.getvalue()


def test_what_was_refused_outside_ones_grids_says_what_was_written_and_offers_nothing_in_vain(
    phone: Phone, town: Town
) -> None:
    store = phone.app.store
    store.amend_household(town.households[0], phone="13900000000")
    with store.database.write() as db:
        hide(db, town.households[0])
        db.execute("delete from household where id = ?", (town.households[0],))
    op_id = store.outbox()[0].op_id
    store.outgoing.settle([OpResult(op_id, "rejected", "outside_your_grids", "")])
    phone.app.syncing.touched()
    phone.go("me")
    phone.tap("me:outbox")
    phone.wait(lambda: "电话：13900000000" in phone.texts())
    assert not phone.has(f"outbox:retry:{op_id}")
    assert not phone.has(f"outbox:open:{op_id}")
