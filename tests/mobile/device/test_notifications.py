"""Notifications: Android's classes and flags as the adapter uses them, and the desk's stand-in."""

from types import SimpleNamespace
from typing import Any

import pytest

from mobile.device.notifications import DeskNotifications, Note
from tests.mobile.device.java import Thing, install

NOTE = Note("task_new 1", "网格走访", "有新任务")
IMMUTABLE, UPDATE = 1 << 26, 1 << 27


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    answers: dict[str, Any] = {"shown": [], "channels": [], "flags": []}
    answers["android.os.Build$VERSION.SDK_INT"] = 34
    answers["android.app.PendingIntent.FLAG_IMMUTABLE"] = IMMUTABLE
    answers["android.app.PendingIntent.FLAG_UPDATE_CURRENT"] = UPDATE
    answers["android.app.PendingIntent.getActivity"] = lambda *arguments: answers["flags"].append(arguments[3])
    manager = "android.app.NotificationManager"
    answers[f"{manager}.areNotificationsEnabled"] = lambda: answers.get("enabled", True)
    answers[f"{manager}.createNotificationChannel"] = answers["channels"].append
    answers[f"{manager}.notify"] = lambda *arguments: answers["shown"].append(arguments[:2])
    answers["org.kivy.android.PythonActivity.mActivity"] = SimpleNamespace(
        getSystemService={"notification": Thing(manager, answers)}.__getitem__,
        getApplicationInfo=lambda: SimpleNamespace(icon=7),
        getClass=lambda: "class",
    )
    install(monkeypatch, answers)
    return answers


def adapter() -> Any:
    from mobile.device.android.notifications import AndroidNotifications

    return AndroidNotifications()


def test_a_note_is_shown_in_its_channel_and_opens_the_app_by_an_intent_that_nobody_may_change(answers) -> None:
    adapter().show(NOTE)
    assert answers["shown"] == [("task_new 1", 1)]
    assert len(answers["channels"]) == 1
    assert answers["flags"] == [IMMUTABLE | UPDATE]


def test_before_android_8_there_are_no_channels(answers) -> None:
    answers["android.os.Build$VERSION.SDK_INT"] = 25
    adapter().show(NOTE)
    assert (len(answers["shown"]), answers["channels"]) == (1, [])


def test_what_the_owner_has_switched_off_is_not_shown(answers) -> None:
    answers["enabled"] = False
    adapter().show(NOTE)
    assert answers["shown"] == []


@pytest.mark.parametrize(("version", "granted", "said"), [(34, True, True), (34, False, False), (32, False, True)])
def test_the_permission_is_asked_for_where_android_has_one(monkeypatch, answers, version, granted, said) -> None:
    answers["android.os.Build$VERSION.SDK_INT"], answers["granted"] = version, granted
    install(monkeypatch, answers)
    heard: list[bool] = []
    adapter().ask(heard.append)
    from kivy.clock import Clock

    for _ in range(3):
        Clock.tick()
    assert heard == [said]


def test_the_desk_remembers_and_a_second_note_of_a_tag_takes_the_firsts_place() -> None:
    desk = DeskNotifications()
    desk.show(NOTE)
    desk.show(Note("task_new 1", "网格走访", "有新任务"))
    assert len(desk.shown) == 1
    desk.allowed = False
    desk.show(Note("other", "a", "b"))
    assert len(desk.shown) == 1
