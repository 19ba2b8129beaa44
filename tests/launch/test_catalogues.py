"""The translations' check sees what is missing and what is only guessed, and nothing else."""

from pathlib import Path

from server.launch.catalogues import lacking

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: zh_Hans\\n"\n\n'


def catalogue(folder: Path, entries: str) -> Path:
    po = folder / "django.po"
    po.write_text(HEADER + entries, encoding="utf-8")
    return po


def test_a_whole_catalogue_lacks_nothing(tmp_path: Path):
    assert lacking(catalogue(tmp_path, 'msgid "Door"\nmsgstr "户"\n')) == ""


def test_an_untranslated_text_is_shown(tmp_path: Path):
    missing = lacking(catalogue(tmp_path, 'msgid "Door"\nmsgstr "户"\n\nmsgid "Lane"\nmsgstr ""\n'))
    assert 'msgid "Lane"' in missing
    assert "Door" not in missing
    assert "Content-Type" not in missing


def test_a_guess_counts_as_missing(tmp_path: Path):
    assert 'msgid "Lane"' in lacking(catalogue(tmp_path, '#, fuzzy\nmsgid "Lane"\nmsgstr "户"\n'))


def test_a_text_that_is_no_longer_used_is_left_alone(tmp_path: Path):
    assert lacking(catalogue(tmp_path, '#~ msgid "Lane"\n#~ msgstr ""\n')) == ""
