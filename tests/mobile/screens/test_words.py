"""Sentences with numbers in them: one is not many in English, and Chinese does not mind."""

import pytest

from mobile.widgets.words import counting, words


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0 doors"), (1, "1 door"), (2, "2 doors"), ("1", "1 door"), (21, "21 doors")]
)
def test_a_number_takes_its_noun_along(n, text):
    assert counting.format("{n:door|doors}", n=n) == text


def test_other_fields_are_formatted_as_ever():
    assert counting.format("{name} {share:.1f} {n:02d}", name="a|b", share=2, n=7) == "a|b 2.0 07"


@pytest.mark.parametrize("n", [1, 2])
def test_both_languages_say_it(n, monkeypatch):
    monkeypatch.setattr(words, "language", "en")
    assert words.say("outbox.photos", n=n) == ("1 photo waiting" if n == 1 else "2 photos waiting")
    monkeypatch.setattr(words, "language", "zh")
    assert str(n) in words.say("outbox.photos", n=n)
