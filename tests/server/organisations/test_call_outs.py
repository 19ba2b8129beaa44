"""A call-out asks people for help: whom, what they answer, which answer counts, and who learns the names."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from server.grids.audience import NotInOrder, WholeStreetNotYours
from server.grids.scope import for_person
from server.identity import new_id
from server.organisations.call_outs import answers_to, call_outs_for, section
from server.organisations.calling_out import AnswerDraft, answer_call_outs, call_for_help, end_call_out
from server.organisations.models import CallOut, CallOutAnswer, Organisation, OrganisationKind, OrganisationPost
from server.organisations.problems import CallOutEmpty, NotAskedForHelp, TeamUnknown, UnknownAnswer
from server.problems import NotAllowed, NotFound, TextUnusable
from tests.factories.places import make_street, make_tree
from tests.people import make_community_staff, make_person, make_street_staff, make_worker
from tests.server.phones import client_of
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Cast:
    def __init__(self):
        self.grids = make_tree()
        self.worker = make_worker(self.grids["S11"])
        self.mate = make_worker(self.grids["S21"], username="mate")
        self.member = make_person("member")
        self.community = make_community_staff(self.grids["L"])
        self.street = make_street_staff()
        self.team = Organisation.objects.create(
            street=make_street(), kind=OrganisationKind.PARTNER_UNIT, name="示例服务队"
        )
        OrganisationPost.objects.create(
            person=self.member, organisation=self.team, term=DateRange(date(2020, 1, 1), None)
        )

    def call(self, who=None, *grids, **changes):
        now = timezone.now()
        said = {
            "title": "扫雪",
            "text": "带上铁锹",
            "place": "东门",
            "contact": "社区办公室",
            "needed": 3,
            "starts_at": now + 4 * HOUR,
            "ends_at": now + 8 * HOUR,
            "answer_by": now + 2 * HOUR,
        }
        ids = [self.grids[code].id for code in grids]
        return call_for_help(for_person(who or self.community), grid_ids=ids, **{**said, **changes})

    def answer(self, who, call_out, answer, *, at=None, note="", answer_id=None):
        draft = AnswerDraft(answer_id or new_id(), call_out.id, answer, at or timezone.now(), note)
        (result,) = answer_call_outs(for_person(who), [draft])
        if isinstance(result, Exception):
            raise result
        return result


@pytest.fixture
def cast():
    return Cast()


def counting(call_out):
    return {answer.person.username: answer.answer for answer in answers_to([call_out])[call_out.id].values()}


def test_it_asks_those_below_the_grids_or_of_the_team(cast):
    below = cast.call(None, "M1", title="院里")
    team = cast.call(None, title="队里", organisation_id=cast.team.id)
    both = cast.call(None, "S21", title="都要", organisation_id=cast.team.id)
    everybody = cast.call(cast.street, title="全街道")
    asked = {
        person.username: set(call_outs_for(for_person(person)))
        for person in (cast.worker, cast.mate, cast.member, cast.community)
    }
    assert asked == {
        "worker": {below, everybody},
        "mate": {both, everybody},
        "member": {team, both},
        "community": set(),
    }


def test_the_newest_answer_in_time_counts_and_every_one_is_kept(cast):
    call_out = cast.call(None, "M1")
    now = timezone.now()
    cast.answer(cast.worker, call_out, "declined", at=now)
    cast.answer(cast.worker, call_out, "accepted", at=now + HOUR)
    assert counting(call_out) == {"worker": "accepted"}
    # Given earlier, and arriving later.
    cast.answer(cast.worker, call_out, "declined", at=now + HOUR / 2)
    assert counting(call_out) == {"worker": "accepted"}
    # After the end nothing changes any more, but that one has helped.
    cast.answer(cast.worker, call_out, "declined", at=call_out.ends_at + HOUR)
    assert counting(call_out) == {"worker": "accepted"}
    cast.answer(cast.worker, call_out, "done", at=call_out.ends_at + 2 * HOUR)
    assert counting(call_out) == {"worker": "done"}
    assert CallOutAnswer.objects.count() == 5


def test_an_answer_sent_twice_is_one(cast):
    call_out, answer_id = cast.call(None, "M1"), new_id()
    for _ in range(2):
        cast.answer(cast.worker, call_out, "accepted", answer_id=answer_id)
    assert CallOutAnswer.objects.count() == 1


def test_what_cannot_be_an_answer_is_refused(cast):
    call_out = cast.call(None, "M1")
    with pytest.raises(UnknownAnswer):
        cast.answer(cast.worker, call_out, "maybe")
    with pytest.raises(TextUnusable):
        cast.answer(cast.worker, call_out, "accepted", note="长" * 501)
    with pytest.raises(NotAskedForHelp):
        cast.answer(cast.mate, call_out, "accepted")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": " "}, CallOutEmpty),
        ({"needed": 0}, CallOutEmpty),
        ({"needed": 501}, CallOutEmpty),
        ({"text": "字" * 2001}, TextUnusable),
        ({"organisation_id": new_id()}, TeamUnknown),
        ({"answer_by": timezone.now() - HOUR}, NotInOrder),
        ({"answer_by": timezone.now() + 30 * HOUR}, NotInOrder),
        ({"ends_at": timezone.now() + 3 * HOUR}, NotInOrder),
    ],
)
def test_what_cannot_be_a_call_out_is_refused(cast, changes, problem):
    with pytest.raises(problem):
        cast.call(None, "M1", **changes)
    assert not CallOut.objects.exists()


def test_who_may_call_and_end(cast):
    with pytest.raises(NotAllowed):
        cast.call(cast.worker, "S11")
    with pytest.raises(NotAllowed):
        cast.call(cast.worker, organisation_id=cast.team.id)
    with pytest.raises(WholeStreetNotYours):
        cast.call(cast.community)
    call_out = cast.call(cast.street)
    with pytest.raises(NotAllowed):
        end_call_out(for_person(cast.community), call_out.id)
    with pytest.raises(NotFound):
        end_call_out(for_person(cast.worker), call_out.id)
    assert end_call_out(for_person(cast.street), call_out.id).over_at <= timezone.now()


def test_phones_are_told_how_many_come_and_never_who(cast):
    call_out = cast.call(None, "L")
    cast.answer(cast.mate, call_out, "accepted", note="只告诉办公室")
    (told,) = section(for_person(cast.worker))
    assert (told["coming"], told["needed"], told["answer"]) == (1, 3, None)
    assert "mate" not in str(told)
    assert "只告诉办公室" not in str(told)
    mine = cast.answer(cast.worker, call_out, "declined", note="上班")
    (told,) = section(for_person(cast.worker))
    assert told["coming"] == 1
    assert (told["answer"]["id"], told["answer"]["answer"], told["answer"]["note"]) == (
        str(mine.id),
        "declined",
        "上班",
    )


def test_the_office_that_asked_reads_the_names(cast):
    call_out = cast.call(None, "M1")
    cast.answer(cast.worker, call_out, "accepted", note="我来")
    address = f"/api/v1/call-outs/{call_out.id}/answers/"
    (row,) = client_of(cast.community).get(address).json()
    assert (row["person"], row["answer"], row["note"]) == ("worker", "accepted", "我来")
    assert client_of(cast.mate).get(address).status_code == 403


def test_a_phone_answers_also_when_it_was_offline_at_the_end(cast):
    phone = make_phone(cast.worker)
    call_out = cast.call(None, "M1")
    op = phone.op("call_out.answer", call_out.id, {"answer": "accepted", "note": "带铁锹"})
    end_call_out(for_person(cast.community), call_out.id)
    assert phone.statuses(op) == ["applied"]
    assert phone.statuses(op) == ["duplicate"]
    kept = CallOutAnswer.objects.get()
    assert (str(kept.id), kept.device_id, kept.note) == (op["op_id"], phone.device.id, "带铁锹")
    refused = phone.results(phone.op("call_out.answer", new_id(), {"answer": "accepted"}))
    assert (refused[0]["status"], refused[0]["code"]) == ("rejected", "not_asked_for_help")
