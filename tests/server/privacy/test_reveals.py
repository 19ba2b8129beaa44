"""The log of reads is written once, and masking says no more than it has to."""

import pytest
from django.db import DatabaseError, transaction

from server.privacy.masking import masked_name, masked_phone
from server.privacy.models import Reveal
from server.privacy.selectors import reveals_of
from server.privacy.services import log_reveal
from tests.people import make_person


@pytest.fixture
def entry(db):
    person = make_person("reader")
    return log_reveal(person=person, kind="household", record_id=person.id, reason=" 回访 ")


def test_an_entry_is_kept_with_its_reason(entry):
    assert list(reveals_of("household", entry.record_id)) == [entry]
    assert entry.reason == "回访"


def test_an_entry_is_not_changed(entry):
    with pytest.raises(DatabaseError, match="never changed nor removed"), transaction.atomic():
        Reveal.objects.update(reason="other")
    assert Reveal.objects.get().reason == "回访"


def test_an_entry_is_not_removed(entry):
    with pytest.raises(DatabaseError, match="never changed nor removed"), transaction.atomic():
        Reveal.objects.all().delete()
    assert Reveal.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("欧阳小明", "欧*"), ("买买提·艾力", "买*"), ("王", "*"), ("", "")]
)
def test_a_name_shows_its_first_character_and_not_its_length(name, masked):
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812348888", "138****8888"),
        ("138 1234 8888", "138****8888"),
        ("62785001", "****01"),
        ("12345", "****"),
        ("", ""),
        ("abc", "****"),
    ],
)
def test_a_phone_shows_its_ends(phone, masked):
    assert masked_phone(phone) == masked
