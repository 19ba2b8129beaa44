"""Loads the kv rule of each screen, found beside its module under the same name."""

from pathlib import Path

from kivy.factory import Factory
from kivy.lang import Builder

from mobile.screens import (  # noqa: F401 - each module defines the classes that its rule styles
    accounts,
    building,
    call_out,
    compass,
    due,
    emergency,
    emergency_door,
    feedback,
    finder,
    followed,
    form_pin,
    form_step,
    getting,
    household,
    incident,
    legend,
    licences,
    map,  # noqa: A004
    map_filter,
    me,
    messages,
    news,
    notice,
    outbox,
    pin,
    presence,
    receipt,
    register,
    report,
    resident,
    saved,
    several,
    shell,
    sign_in,
    step,
    task,
    today,
    visit,
    visit_steps,
    walk,
)

VIEW_CLASSES = (
    finder.HitRow,
    due.DueRow,
    walk.WalkRow,
    report.FixRow,
    presence.PresenceRow,
    map.HintLine,
)


def load_screens() -> None:
    for view in VIEW_CLASSES:
        Factory.register(view.__name__, cls=view)
    for path in sorted(Path(__file__).parent.glob("*.kv")):
        if str(path) not in Builder.files:
            Builder.load_file(str(path))
