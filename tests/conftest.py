"""What all tests share: the environment of a test run, Hypothesis profiles, and one process for each real window."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.faults.ledger"]

# Kivy reads its environment on import, wherever that happens first. A test never opens a window on the desk.
os.environ["SDL_VIDEODRIVER"] = "offscreen"
os.environ.setdefault("KIVY_NO_ARGS", "1")
os.environ.setdefault("KIVY_HOME", tempfile.mkdtemp(prefix="gridwalk-kivy-"))

settings.register_profile("ci", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("nightly", parent=settings.get_profile("ci"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_configure() -> None:
    """Take the connection pool away before the first connection is made.

    The pool's threads keep sessions open on the database that a test run is about to drop, and a transaction of a test
    has to stay on one connection anyway.
    """
    from django.conf import settings as django_settings

    django_settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process has one Kivy window, and two cores carry one browser: such tests stay together under xdist."""
    for item in items:
        for name in ("kivy", "browser"):
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.xdist_group(name))
                break


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path: Path):
    """Photos and packs of a test go into its own folder; nothing is cached from one test to the next."""
    from django.core.cache import cache

    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATE_DIR = tmp_path / "state"
    settings.CACHE_DIR = tmp_path / "cache"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()
