"""The page of forms: a workbook goes in, its faults are shown by row, versions stay, a form is retired."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.forms.answers import FilledForm
from server.forms.models import Form, FormVersion
from server.forms.sample import sample_workbook
from server.forms.services import upload_form
from server.grids.scope import for_person
from server.visits.services import record_visit
from tests.server.forms.workbooks import small, text
from tests.server.visits.drafts import draft_for
from tests.web.conftest import Office
from tests.web.street import StreetForTests

pytestmark = pytest.mark.browser


@pytest.fixture
def send(office: Office, tmp_path: Path):
    def put_in(data: bytes, name: str = "form.xlsx") -> None:
        file = tmp_path / name
        file.write_bytes(data)
        office.page.locator("#send input[type=file]").set_input_files(file)
        office.page.get_by_role("button", name="Check and put in use").click()
        office.page.wait_for_load_state()

    return put_in


def test_a_form_goes_in_gets_a_next_version_and_is_retired(office: Office, street: StreetForTests, send):
    office.sign_in("street", to="/forms/")
    expect(office.page.locator("main")).to_contain_text("No form is in use.")
    send(sample_workbook(), "关爱走访.xlsx")
    expect(office.page.get_by_role("status")).to_contain_text("“Care visit” is in use with version 1.")
    send(sample_workbook(), "again.xlsx")
    expect(office.page.get_by_role("status")).to_contain_text("has not changed")
    send(small(text(), settings=[["form_id", "form_title"], ["care_visit", "走访"]]), "short.xlsx")
    row = office.page.locator("#in-use tbody tr")
    expect(row.locator("td").nth(1)).to_have_text("2")
    row.locator("summary").click()
    with office.page.expect_download() as download:
        row.get_by_role("link", name="1 · 关爱走访.xlsx").click()
    assert download.value.path().read_bytes() == bytes(FormVersion.objects.get(number=1).workbook)
    office.picture("forms_en")
    row.get_by_role("button", name="Retire").click()
    expect(office.page.locator("#retired tbody tr")).to_contain_text("care_visit")
    assert Form.objects.get().retired_by == street.staff
    office.page.get_by_role("button", name="Put in use again").click()
    expect(office.page.locator("#in-use tbody tr")).to_contain_text("care_visit")


def test_the_page_speaks_chinese(open_office, street: StreetForTests):
    upload_form(for_person(street.staff), sample_workbook(), file_name="关爱走访.xlsx")
    window = open_office("zh-CN")
    window.sign_in("street", to="/forms/")
    file = {
        "name": "走访.xlsx",
        "mimeType": "application/zip",
        "buffer": small(text(type="audio"), text("b", label="")),
    }
    window.page.locator("#send input[type=file]").set_input_files(file)
    window.faults.allowed.add(422)
    window.page.get_by_role("button", name="检查并启用").click()
    expect(window.page.locator("#refused")).to_contain_text("表单没有收下：有 2 处要改")
    expect(window.page.locator("#in-use tbody tr")).to_contain_text("关爱走访")
    window.picture("forms_refused_zh")


def test_faults_are_shown_by_sheet_row_and_column(office: Office, street: StreetForTests, send):
    office.sign_in("street", to="/forms/")
    office.faults.allowed.add(422)
    send(
        small(
            text("a", relevant="${b} = 1"),
            text("a", type="audio"),
            text("c", constraint="selected（., 'x'）"),
            settings=[["form_id", "form_title", "outcomes"], ["Care Visit", "走访", "met"]],
        )
    )
    rows = office.page.locator("#refused tbody tr")
    expect(office.page.locator("#refused")).to_contain_text("4 faults to mend. Nothing was changed.")
    told = [[cell.strip() for cell in row.locator("td").all_inner_texts()] for row in rows.all()]
    assert [row[:3] for row in told] == [
        ["settings", "2", "form_id"],
        ["survey", "2", "relevant"],
        ["survey", "3", "type"],
        ["survey", "4", "constraint"],
    ]
    assert "“audio” is not supported" in told[2][3]
    assert told[3][3] == "The sign “（” is not known in an expression. Write “(”."
    assert not Form.objects.exists()
    office.picture("forms_refused_en")
    send(sample_workbook())
    expect(office.page.locator("#refused")).to_have_count(0)


def test_a_community_reads_and_changes_nothing(office: Office, street: StreetForTests):
    form = upload_form(for_person(street.staff), sample_workbook(), file_name="关爱走访.xlsx").version.form
    office.sign_in("community", to="/forms/")
    expect(office.page.locator("#in-use tbody tr")).to_contain_text("Care visit")
    expect(office.page.locator("#send")).to_have_count(0)
    expect(office.page.get_by_role("button", name="Retire")).to_have_count(0)
    office.picture("forms_community_en")
    answer = office.page.request.get("/forms/sample/")
    assert (answer.status, answer.body()[:2]) == (200, b"PK")
    assert office.page.request.get(f"/forms/{form.id}/9/").status == 404


def test_answers_stand_with_their_visit_under_their_labels(office: Office, street: StreetForTests):
    scope = for_person(street.staff)
    version = upload_form(scope, sample_workbook()).version
    upload_form(scope, small(text(), settings=[["form_id", "form_title"], ["care_visit", "走访"]]))
    household = street.households["S11"][0]
    answers = {
        "health": "fair",
        "health_help": ["doctor", "medicine"],
        "medicine": "short",
        "medicine_days": 2,
        "home": {"heating": "stove", "alarm": "no", "stairs": "hard"},
        "urgent": "yes",
        "remark": "灯坏了\n换一个",
    }
    filled = FilledForm("care_visit", version.number, answers)
    record_visit(for_person(street.worker), draft_for(household, street.worker.id, form=filled))
    office.sign_in("community", to=f"/households/{household.id}/")
    told = office.page.locator("#visits .answers")
    expect(told.locator("summary")).to_contain_text("version 1 · 8 answers")
    told.locator("summary").click()
    assert [text.strip() for text in told.locator("dt, dd").all_inner_texts()] == [
        "How are they?", "Fair",
        "What help is needed?", "Company to the doctor, Medicine fetched",
        "Is there enough of the usual medicine?", "Running out",
        "For how many days?", "2",
        "The home",
        "Is the home warm?", "A coal stove",
        "Is there an alarm where coal is burnt?", "No",
        "How are the stairs?", "Hard",
        "Anything else?", "灯坏了\n换一个",
    ]  # fmt: skip
    office.picture("household_answers_en")
