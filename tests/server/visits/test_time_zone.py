"""Days are cut in one time zone: the database's and the settings' are held together."""

import pytest

from server.visits.checks import check_time_zone, zones_of


@pytest.mark.django_db
def test_a_changed_setting_is_noticed(settings):
    assert zones_of("default") == [settings.TIME_ZONE]
    assert check_time_zone(databases=["default"]) == []
    settings.TIME_ZONE = "Asia/Urumqi"
    assert [error.id for error in check_time_zone(databases=["default"])] == ["visits.E001"]
