"""The office speaks Chinese and English completely, and writes dates and shares as people do."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from server.coverage.models import PeriodKind
from server.coverage.periods import Period
from server.office import choropleth, dates
from server.office.periods import before, label
from server.office.templatetags import office

CATALOGUE = Path(__file__).parents[2] / "server" / "office" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def test_every_sentence_has_its_chinese():
    entries = CATALOGUE.read_text(encoding="utf-8").split("\n\n")[1:]
    assert len(entries) > 150
    assert [entry for entry in entries if entry.rstrip().endswith('msgstr ""') or "fuzzy" in entry] == []


@pytest.mark.parametrize(("language", "text"), [("zh-hans", "11月22日 14:30"), ("en", "22 Nov, 14:30")])
def test_moments_are_written_as_people_write_them(time_machine, language: str, text: str):
    time_machine.move_to(datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")))
    with translation.override(language):
        assert dates.moment_text(datetime(2026, 11, 22, 6, 30, tzinfo=ZoneInfo("UTC"))) == text


@pytest.mark.parametrize(
    ("share", "text", "step"),
    [(None, "–", "unknown"), (0.0, "0%", "0"), (0.2, "20%", "1"), (0.999, "99%", "4"), (1.0, "100%", "4")],
)
def test_a_share_is_never_rounded_up_to_all(share: float | None, text: str, step: str):
    assert office.share(share) == text
    assert choropleth.class_of(share) == step


def test_windows_of_time_have_names_and_neighbours():
    assert before(Period(PeriodKind.MONTH, date(2026, 1, 1))) == Period(PeriodKind.MONTH, date(2025, 12, 1))
    with translation.override("zh-hans"):
        assert label(Period(PeriodKind.QUARTER, date(2026, 10, 1))) == "2026年第4季度"
