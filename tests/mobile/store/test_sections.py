"""Small lists from the office: replaced whole, kept over a restart, and not readable on the disk."""

from dataclasses import replace

import pytest

from mobile.store import Store
from mobile.wire import NotOurEnvelope, PullAnswer, Section
from tests.mobile.store.test_mirror import pulled
from tests.mobile.store.town import KEY, building, open_town

NOTICE = {"id": "1", "title": "停水通知"}


def told(**sections) -> PullAnswer:
    return replace(pulled(), sections={name: Section(*section) for name, section in sections.items()})


@pytest.fixture
def store(tmp_path):
    store = open_town(tmp_path, building())
    yield store
    store.close()


def test_before_the_first_pull_everything_is_asked_for_and_nothing_shown(store):
    assert set(store.sections.tags().values()) == {""}
    assert store.sections.items("notices") == ()


def test_a_list_takes_the_place_of_the_one_before(store):
    store.mirror.apply_pull(told(notices=("t1", (NOTICE, {"id": "2"}))))
    assert (store.sections.tags()["notices"], len(store.sections.items("notices"))) == ("t1", 2)
    store.mirror.apply_pull(told(notices=("t2", (NOTICE,))))
    assert (store.sections.tags()["notices"], store.sections.items("notices")) == ("t2", (NOTICE,))
    store.mirror.apply_pull(told())
    assert store.sections.items("notices") == (NOTICE,), "what is not told again stays"


def test_a_list_that_this_app_does_not_know_is_passed_over(store):
    store.mirror.apply_pull(told(lottery=("t1", (NOTICE,))))
    assert "lottery" not in store.sections.tags()


def test_it_is_there_after_a_restart_and_sealed_on_the_disk(store, tmp_path):
    store.mirror.apply_pull(told(notices=("t1", (NOTICE,))))
    store.close()
    again = Store.open(store.folder, key=KEY)
    assert again.sections.items("notices") == (NOTICE,)
    again.close()
    assert all("停水通知".encode() not in path.read_bytes() for path in store.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("section", [None, [], {"tag": "", "items": []}, {"tag": "t"}, {"tag": "t", "items": [1]}])
def test_what_is_no_list_is_not_our_answer(section):
    with pytest.raises(NotOurEnvelope):
        Section.read(section)
