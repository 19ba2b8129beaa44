"""Everything the server says, it says in Chinese as well."""

from collections import defaultdict

import pytest
from django.utils import translation

from server.problems import Problem
from tests.server.catalogues import catalogues, placeholders, used


def every_problem(base: type[Problem] = Problem) -> list[type[Problem]]:
    return [base, *(found for below in base.__subclasses__() for found in every_problem(below))]


def test_every_sentence_of_the_code_is_translated():
    known = {entry.msgid for entry in catalogues()}
    missing = {msgid: file for msgid, file in used().items() if msgid not in known}
    assert missing == {}


def test_no_translation_is_empty_or_fuzzy():
    assert [entry for entry in catalogues() if not entry.msgstr.strip() or entry.fuzzy] == []


def test_one_sentence_has_one_translation():
    # Django pours all catalogues into one; of two translations the last one read would win everywhere.
    ways: dict[str, set[str]] = defaultdict(set)
    for entry in catalogues():
        ways[entry.msgid].add(entry.msgstr)
    assert {msgid: found for msgid, found in ways.items() if len(found) > 1} == {}


def test_a_translation_fills_in_the_same_values():
    wrong = [entry for entry in catalogues() if placeholders(entry.msgid) != placeholders(entry.msgstr)]
    assert wrong == []


def test_no_catalogue_keeps_what_nobody_says():
    said = used()
    assert [entry for entry in catalogues() if entry.msgid not in said] == []


@pytest.mark.parametrize("problem", every_problem(), ids=lambda problem: problem.code)
def test_a_refusal_is_said_in_chinese(problem):
    with translation.override("zh-hans"):
        sentence = str(problem.sentence)
    assert any("\u4e00" <= character <= "\u9fff" for character in sentence), sentence
