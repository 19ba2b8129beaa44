"""Complaints and suggestions: sent by any phone, read by the street office alone, answered on the writer's phone."""

import pytest

from server.feedback.models import Feedback
from server.feedback.problems import FeedbackAnswered, FeedbackEmpty
from server.feedback.selectors import feedback_for, section
from server.feedback.services import answer_feedback
from server.grids.scope import for_person
from server.identity import new_id
from server.problems import NotFound
from server.sync.inbox import operations_of
from tests.factories.places import make_tree
from tests.people import make_community_staff, make_person, make_street_staff, make_worker
from tests.server.sync.phone import Phone, make_phone

pytestmark = pytest.mark.django_db
TEXT = "社区的人总是很晚才回复"


@pytest.fixture
def grids():
    return make_tree()


@pytest.fixture
def phone(grids) -> Phone:
    return make_phone(make_worker(grids["S11"]))


@pytest.fixture
def street(grids):
    return for_person(make_street_staff())


def write(phone: Phone, **changes):
    body = {"about": "office", "text": TEXT, "contact": ""} | changes
    return phone.op("feedback.send", new_id(), body)


def test_it_is_sent_once_and_read_by_the_street_alone(phone, street, grids):
    op = write(phone)
    assert phone.statuses(op) == ["applied"]
    assert phone.statuses(op) == ["duplicate"]
    assert [one.text for one in feedback_for(street)] == [TEXT]
    community = for_person(make_community_staff(grids["L"], "community"))
    leader = for_person(make_worker(grids["S11"], username="other"))
    for scope in (community, leader, for_person(phone.person)):
        assert not feedback_for(scope).exists()


def test_the_writers_own_office_does_not_find_it_among_messages_either(phone, street, grids):
    """Also not one that could not be taken as it came."""
    good, bad = write(phone), write(phone, about="salary")
    assert phone.statuses(good, bad) == ["applied", "rejected"]
    community = for_person(make_community_staff(grids["L"], "community"))
    assert not operations_of(community).filter(kind="feedback.send").exists()
    assert operations_of(street).filter(kind="feedback.send").count() == 2


def test_the_answer_comes_back_to_the_writer_and_to_nobody_else(phone, street, grids):
    op = write(phone)
    phone.results(op)
    (before,) = section(for_person(phone.person))
    assert (before["id"], before["answer"], before["answered_at"]) == (op["entity_id"], "", None)
    answer_feedback(street, Feedback.objects.get().id, answer=" 我们会改。 ")
    told = phone.pull({}, sections={"feedback": ""})["sections"]["feedback"]["items"]
    assert [one["answer"] for one in told] == ["我们会改。"]
    assert section(for_person(make_worker(grids["S11"], username="other"))) == []


def test_somebody_without_a_post_is_heard_too(street):
    phone = make_phone(make_person("nobody"))
    assert phone.statuses(write(phone)) == ["applied"]
    assert feedback_for(street).count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"about": "salary"}, "bad_input"),
        ({"text": "  "}, "feedback_empty"),
        ({"text": "长" * 2001}, "bad_operation"),
        ({"contact": 7}, "bad_operation"),
    ],
)
def test_what_is_no_feedback_is_refused(phone, changes, code):
    (result,) = phone.results(write(phone, **changes))
    assert (result["status"], result["code"]) == ("rejected", code)


def test_an_id_of_another_is_refused(phone, grids):
    op = write(phone)
    phone.results(op)
    other = make_phone(make_worker(grids["S11"], username="other"))
    (result,) = other.results(other.op("feedback.send", op["entity_id"], op["body"]))
    assert result["code"] == "feedback_id_taken"


def test_it_is_answered_once(phone, street, grids):
    phone.results(write(phone))
    feedback = Feedback.objects.get()
    with pytest.raises(FeedbackEmpty):
        answer_feedback(street, feedback.id, answer=" ")
    answer_feedback(street, feedback.id, answer="好")
    with pytest.raises(FeedbackAnswered):
        answer_feedback(street, feedback.id, answer="再好")
    with pytest.raises(NotFound):
        answer_feedback(for_person(phone.person), feedback.id, answer="好")
