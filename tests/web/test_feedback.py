"""The street office reads and answers complaints and suggestions; nobody sees who has written them."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from server.feedback.models import Feedback
from tests.web.conftest import Office
from tests.web.street import StreetForTests

pytestmark = pytest.mark.browser


@pytest.fixture
def complaint(street: StreetForTests) -> Feedback:
    return Feedback.objects.create(
        street=street.incident.street, person=street.worker, about="office", text="社区回复太慢",
        contact="138****1234", written_at=timezone.now(),
    )  # fmt: skip


def test_the_street_answers_without_seeing_who_wrote(office: Office, street: StreetForTests, complaint: Feedback):
    office.sign_in("street", to="/feedback/")
    card = office.page.locator(f"[data-feedback='{complaint.id}']")
    expect(card).to_contain_text("社区回复太慢")
    expect(card).to_contain_text("138****1234")
    expect(office.page.locator("main")).not_to_contain_text(street.worker.display_name)
    office.picture("feedback_en")
    card.locator("textarea").fill("已经和社区谈过。")
    card.get_by_role("button", name="Answer").click()
    expect(office.page.get_by_role("status")).to_contain_text("The writer reads it")
    expect(card).to_contain_text("已经和社区谈过。")
    office.picture("feedback_answered_en")


def test_nobody_else_opens_it(client, street: StreetForTests, complaint: Feedback):
    for person in (street.community, street.department, street.worker):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        assert client.get("/feedback/").status_code == 403
        assert client.post(f"/feedback/{complaint.id}/", {"answer": "x"}).status_code == 403
    assert "/feedback/" not in client.get("/people/").content.decode()
