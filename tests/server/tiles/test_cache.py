"""The folder of finished tiles stays within its limit and never stands in the way."""

import os

from server.tiles import cache


def test_what_was_kept_is_fetched(settings, tmp_path):
    settings.CACHE_DIR = tmp_path
    assert cache.fetch("ab-1-2-3") is None
    cache.keep("ab-1-2-3", b"tile")
    assert cache.fetch("ab-1-2-3") == b"tile"
    assert [path.name for path in cache.folder().glob("*/*")] == ["ab-1-2-3"]


def test_the_oldest_go_when_the_folder_is_full(settings, tmp_path):
    settings.CACHE_DIR = tmp_path
    for age, key in enumerate(["new", "middle", "old", "oldest"]):
        cache.keep(key, bytes(100))
        os.utime(cache.path_of(key), (1_000_000 - age, 1_000_000 - age))
    cache.prune(limit=400)
    assert all(map(cache.fetch, ["new", "middle", "old", "oldest"]))
    cache.prune(limit=399)
    assert [key for key in ["new", "middle", "old", "oldest"] if cache.fetch(key)] == ["new"]


def test_a_folder_that_cannot_be_written_keeps_nothing(settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings.CACHE_DIR = blocked
    cache.keep("key", b"tile")
    assert cache.fetch("key") is None
