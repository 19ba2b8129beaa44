"""What needs a decision, decided in the office's pages: each kind, what it does to the register, and what the phone
hears of it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server.households.models import Household, RegisterChange
from server.privacy.selectors import reveals_of
from server.sync.models import Decision
from server.sync.verdicts import verdicts_of
from server.visits.models import Visit
from tests.people import make_community_staff
from tests.web.conftest import Office
from tests.web.records import Waiting, make_abroad, make_waiting, undecided
from tests.web.street import StreetForTests

pytestmark = pytest.mark.browser


@pytest.fixture
def waiting(street: StreetForTests) -> Waiting:
    return make_waiting(street)


def verdict(waiting: Waiting, name: str) -> dict[str, Any]:
    [found] = verdicts_of(waiting.phone.device, [waiting.ids[name]])
    return found


def act(page: Page, fold: str) -> Any:
    """The form of an act, its fold open."""
    details = page.locator("#decide details", has=page.locator("summary", has_text=fold))
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    return details


def test_the_list_says_in_words_who_what_where_and_why(office: Office, street: StreetForTests, waiting: Waiting):
    office.sign_in("community", to="/inbox/")
    rows = office.page.locator("#inbox-table tbody tr")
    expect(rows).to_have_count(6)
    expect(office.page.locator("#to-decide")).to_have_text("5")
    row = office.page.locator(f"[data-row='{waiting.ids['outside']}']")
    for words in (
        "Visit",
        "met",
        "refused",
        "not in the worker's grids",
        "1 waits behind it",
        "陈网格员",
        "S22号楼 · Unit 1, room 101",
        "王*",
    ):
        expect(row).to_contain_text(words)
    expect(row).not_to_contain_text("王小明")
    conflict = office.page.locator(f"[data-row='{waiting.ids['phones']}']")
    expect(conflict).to_contain_text("Phone")
    expect(conflict).to_contain_text("Somebody else changed the same entry in between.")
    expect(office.page.locator("#unreadable-table tbody tr")).to_have_count(1)
    office.picture("inbox_en")


def test_the_list_is_narrowed_by_state_worker_and_verb(office: Office, street: StreetForTests, waiting: Waiting):
    office.sign_in("street", to="/inbox/?state=conflict")
    expect(office.page.locator("#inbox-table tbody tr")).to_have_count(1)
    expect(office.page.locator("#unreadable-table")).to_have_count(0)
    office.page.locator("[name=state]").select_option("")
    office.page.locator("[name=kind]").select_option("visit.record")
    expect(office.page.locator("#inbox-table tbody tr")).to_have_count(2)
    office.page.goto(f"/inbox/?person={waiting.phone.person.id}&state=unreadable")
    expect(office.page.locator("#unreadable-table tbody tr")).to_have_count(1)
    expect(office.page.locator("#inbox-table")).to_have_count(0)
    office.page.goto(f"/inbox/?person={street.staff.id}")
    expect(office.page.get_by_text("Nothing that waits fits these filters.")).to_be_visible()


def test_a_refused_visit_is_accepted_lands_and_frees_what_waits(
    office: Office, street: StreetForTests, waiting: Waiting
):
    office.sign_in("community", to="/inbox/?state=rejected")
    office.page.keyboard.press("j")
    office.page.keyboard.press("Enter")
    expect(office.page.locator("#behind tbody tr")).to_have_count(1)
    expect(office.page.locator("#content")).to_contain_text("临时顶班")
    office.picture("inbox_visit_en")
    form = act(office.page, "Accept as it is")
    form.get_by_label("Reason").fill("临时顶班，属实")
    form.get_by_role("button", name="Accept").click()
    expect(office.page.get_by_role("status")).to_contain_text("Accepted: it counts now.")
    expect(office.page.get_by_role("status")).to_contain_text(
        "1 record that waited behind it now needs a decision of its own."
    )
    # Back where the list was left.
    expect(office.page.locator("[name=state]")).to_have_value("rejected")
    visit = Visit.objects.get(id=waiting.visits["outside"])
    assert visit.visitor_id == waiting.phone.person.id
    told = verdict(waiting, "outside")
    assert (told["status"], told["decision"], told["reason"]) == ("applied", "accepted", "临时顶班，属实")
    # Judged now, by the worker's own rights: the household is not theirs for the correction either.
    assert verdict(waiting, "behind")["status"] == "rejected"
    office.picture("inbox_done_en")


def test_what_cannot_be_says_what_stands_against_it_and_is_amended(
    office: Office, street: StreetForTests, waiting: Waiting
):
    office.faults.allowed.add(400)
    office.sign_in("community", to=waiting.address("strange"))
    form = act(office.page, "Accept as it is")
    form.get_by_label("Reason").fill("照收")
    form.get_by_role("button", name="Accept").click()
    expect(office.page.get_by_role("alert")).to_contain_text("There is no such outcome of a visit: sang.")
    expect(office.page.get_by_role("alert")).to_contain_text("Nothing was decided.")
    expect(act(office.page, "Accept as it is").get_by_label("Reason")).to_have_value("照收")
    office.picture("inbox_refusal_en")
    form = act(office.page, "Amend and accept")
    expect(form).to_contain_text("came as “sang”")
    form.locator("[name=value-outcome]").select_option("met")
    form.locator("[name=reason]").fill("应为见到")
    form.get_by_role("button", name="Amend and accept").click()
    expect(office.page.get_by_role("status")).to_contain_text("Amended and accepted")
    expect(office.page.get_by_role("status")).to_contain_text("1 record that waited behind it counts now too.")
    visit = Visit.objects.get(id=waiting.visits["strange"])
    assert (visit.outcome, visit.note) == ("met", "原话")
    assert Decision.objects.get().changes == {"outcome": "met"}
    assert visit.corrected_by.outcome == "declined"
    assert verdict(waiting, "strange")["decision"] == "amended"
    assert verdict(waiting, "after")["status"] == "applied"


def test_a_conflict_shows_three_sides_and_is_decided_field_by_field(
    office: Office, street: StreetForTests, waiting: Waiting
):
    Household.objects.filter(id=waiting.home.id).update(phone="13700001234")
    office.sign_in("community", to=waiting.address("phones"))
    cells = office.page.locator("#sides tbody tr", has_text="Phone").locator("th, td")
    assert [text.strip() for text in cells.all_inner_texts()] == [
        "Phone",
        "138****0000",
        "139****5678",
        "137****1234",
    ]
    expect(office.page.locator("#sides tbody tr", has_text="State of the home")).to_contain_text("written when it came")
    office.picture("inbox_conflict_en")
    form = act(office.page, "Decide field by field")
    form.get_by_label("Something else:").check()
    form.locator("[name=value-phone]").fill("13612345678")
    form.locator("[name=reason]").fill("电话核实过")
    form.get_by_role("button", name="Decide so").click()
    expect(office.page.get_by_role("status")).to_contain_text("Amended and accepted")
    waiting.home.refresh_from_db()
    assert (waiting.home.phone, waiting.home.status) == ("13612345678", "vacant")
    office.page.goto(f"/households/{waiting.home.id}/")
    expect(office.page.locator("#past")).to_contain_text("137****1234 → 136****5678")
    expect(office.page.locator("#past")).to_contain_text("陈网格员")
    office.picture("household_past_en")


def test_the_workers_side_of_a_conflict_is_taken(office: Office, street: StreetForTests, waiting: Waiting):
    office.sign_in("community", to=waiting.address("phones"))
    form = act(office.page, "Take what the worker wrote")
    form.get_by_role("button", name="Take what the worker wrote").click()
    expect(office.page.get_by_role("status")).to_contain_text("Accepted")
    waiting.home.refresh_from_db()
    assert waiting.home.phone == "13900005678"


def test_a_dismissal_needs_a_reason_and_the_worker_reads_it(office: Office, street: StreetForTests, waiting: Waiting):
    office.faults.allowed.add(400)
    office.sign_in("community", to=waiting.address("phones"))
    form = act(office.page, "Keep what stands now")
    form.locator("[name=reason]").fill("   ")
    form.get_by_role("button", name="Keep what stands now").click()
    expect(office.page.get_by_role("alert")).to_contain_text("Say why: the worker reads it.")
    form = act(office.page, "Keep what stands now")
    form.locator("[name=reason]").fill("号码已由家属更正")
    form.get_by_role("button", name="Keep what stands now").click()
    expect(office.page.get_by_role("status")).to_contain_text("Dismissed")
    told = verdict(waiting, "phones")
    assert (told["status"], told["reason"]) == ("dismissed", "号码已由家属更正")
    waiting.home.refresh_from_db()
    assert waiting.home.phone == ""
    office.page.goto(waiting.address("phones"))
    expect(office.page.locator("main")).to_contain_text("号码已由家属更正")
    expect(office.page.locator("#decide")).to_have_count(0)


def test_names_of_a_record_are_shown_for_a_reason_that_is_logged(
    office: Office, street: StreetForTests, waiting: Waiting
):
    office.sign_in("community", to=waiting.address("unknown"))
    expect(office.page.locator("main")).not_to_contain_text("王小明")
    office.page.get_by_label("Why do you need").fill("核对来电")
    office.page.get_by_role("button", name="Show in full").click()
    expect(office.page.locator("#content pre")).to_contain_text("王小明")
    [reveal] = reveals_of("operation", waiting.ids["unknown"])
    assert (reveal.person_id, reveal.reason) == (street.community.id, "核对来电")
    office.page.goto(waiting.address("phones"))
    office.page.get_by_label("Why do you need").fill("回电")
    office.page.get_by_role("button", name="Show in full").click()
    expect(office.page.locator("#sides")).to_contain_text("13900005678")


def test_an_unreadable_message_is_read_for_a_reason_and_set_aside(
    office: Office, street: StreetForTests, waiting: Waiting
):
    assert waiting.unreadable is not None
    office.sign_in("community", to="/inbox/?state=unreadable")
    office.page.locator("#unreadable-table a").click()
    expect(office.page.locator("main")).not_to_contain_text("王小明")
    office.page.get_by_label("Why do you need").fill("查看原文")
    office.page.get_by_role("button", name="Show in full").click()
    expect(office.page.locator("pre")).to_contain_text("not an operation 王小明")
    office.picture("inbox_message_en")
    office.page.get_by_label("Reason, needed").fill("已请其重新记录")
    office.page.get_by_role("button", name="Set aside").click()
    expect(office.page.get_by_role("status")).to_contain_text("Set aside")
    assert Decision.objects.get().unreadable_id == waiting.unreadable.id


def test_when_all_is_decided_the_list_says_so(office: Office, street: StreetForTests):
    office.sign_in("community", to="/inbox/")
    expect(office.page.get_by_text("Nothing waits for a decision.")).to_be_visible()
    expect(office.page.locator("#to-decide")).to_have_count(0)
    office.picture("inbox_empty_en")


def test_another_community_sees_and_decides_nothing(client, street: StreetForTests, waiting: Waiting):
    large, _home = make_abroad(street)
    client.force_login(make_community_staff(large, "elsewhere"), "django.contrib.auth.backends.ModelBackend")
    listed = client.get("/inbox/").content.decode()
    assert "陈网格员" not in listed
    assert "S22号楼" not in listed
    for address in (waiting.address("outside"), f"/inbox/messages/{waiting.unreadable.id}/"):
        assert client.get(address).status_code == 404
    posts = {"act": "dismiss", "reason": "x"}
    assert client.post(f"{waiting.address('outside')}decide/", posts).status_code == 404
    assert client.post(f"{waiting.address('outside')}reveal/", posts).status_code == 404
    assert client.post(f"/inbox/messages/{waiting.unreadable.id}/dismiss/", posts).status_code == 404
    assert not Decision.objects.exists()


def test_a_home_outside_the_area_is_not_described(client, street: StreetForTests, waiting: Waiting):
    _large, home = make_abroad(street)
    op = waiting.phone.visit(home)
    waiting.phone.results(op)
    client.force_login(street.community, "django.contrib.auth.backends.ModelBackend")
    for address in ("/inbox/", f"/inbox/{op['op_id']}/"):
        text = client.get(address, headers={"accept-language": "en"}).content.decode()
        assert str(home.dwelling.unit.building.address) not in text
        assert "XS" not in text
    revealed = client.post(f"/inbox/{op['op_id']}/reveal/", {"reason": "x"}).content.decode()
    assert home.name not in revealed


def test_a_made_up_act_decides_nothing(client, street: StreetForTests, waiting: Waiting):
    client.force_login(street.community, "django.contrib.auth.backends.ModelBackend")
    before = undecided()
    for form in ({}, {"act": "delete"}, {"act": "amend", "reason": "x"}, {"act": "amend", "reason": ""}):
        assert client.post(f"{waiting.address('strange')}decide/", form).status_code == 400
    assert undecided() == before


@pytest.mark.parametrize("page", ["/inbox/?state=lost", "/inbox/?kind=nonsense", "/inbox/?person=x"])
def test_a_filter_that_means_nothing_is_refused_in_words(client, street: StreetForTests, page: str):
    client.force_login(street.staff, "django.contrib.auth.backends.ModelBackend")
    assert client.get(page).status_code == 400


def test_a_full_list_costs_as_many_queries_as_a_short_one(
    client, street: StreetForTests, waiting: Waiting, django_assert_max_num_queries
):
    client.force_login(street.community, "django.contrib.auth.backends.ModelBackend")
    waiting.phone.results(*[waiting.phone.visit(waiting.home, body={"outcome": "sang"}) for _ in range(60)])
    with django_assert_max_num_queries(32):
        assert client.get("/inbox/").content.decode().count("data-row=") == 50


def test_history_holds_no_name_in_full(client, street: StreetForTests, waiting: Waiting):
    op = waiting.phone.op(
        "resident.amend",
        waiting.resident.id,
        {
            "household_id": str(waiting.home.id),
            "changes": {"name": "王大明", "birth_year": 1949, "care": []},
            "seen": {"name": "王小明", "birth_year": 1950, "care": ["lives_alone"]},
        },
        base_version=1,
    )
    assert waiting.phone.statuses(op) == ["applied"]
    assert RegisterChange.objects.filter(record_id=waiting.resident.id).count() == 3
    client.force_login(street.community, "django.contrib.auth.backends.ModelBackend")
    text = client.get(f"/households/{waiting.home.id}/").content.decode()
    assert "出生年份" in text
    for secret in ("王大明", "王小明", "1949", "1950"):
        assert secret not in text
