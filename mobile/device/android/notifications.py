"""Notifications by Android's own classes, without the support library, which python-for-android does not package."""

from collections.abc import Callable
from typing import Any

from jnius import autoclass, cast

from mobile.device.android.activity import activity, service
from mobile.device.android.permission import ask
from mobile.device.notifications import Note

PERMISSION = "android.permission.POST_NOTIFICATIONS"
# From these versions on there are channels, and a permission of its own.
CHANNELS_SINCE, PERMISSION_SINCE = 26, 33
WORK, URGENT = "work", "urgent"


class AndroidNotifications:
    def may_show(self) -> bool:
        return bool(manager().areNotificationsEnabled())

    def ask(self, done: Callable[[bool], None]) -> None:
        if version() < PERMISSION_SINCE:
            done(self.may_show())
        else:
            ask([PERMISSION], done)

    def show(self, note: Note) -> None:
        if not self.may_show():
            return
        kinds = autoclass("android.app.Notification")
        builder = self.builder(note)
        builder.setContentTitle(chars(note.title))
        builder.setContentText(chars(note.text))
        builder.setSmallIcon(activity().getApplicationInfo().icon)
        builder.setContentIntent(self.to_the_app())
        builder.setAutoCancel(True)
        # Behind the lock the phone's owner decides what is shown; there is nothing personal in it in any case.
        builder.setVisibility(kinds.VISIBILITY_PRIVATE)
        manager().notify(note.tag, 1, builder.build())

    def builder(self, note: Note) -> Any:
        builders = autoclass("android.app.Notification$Builder")
        if version() < CHANNELS_SINCE:
            return builders(activity())
        managers = autoclass("android.app.NotificationManager")
        importance = managers.IMPORTANCE_HIGH if note.urgent else managers.IMPORTANCE_DEFAULT
        name = URGENT if note.urgent else WORK
        # Making a channel that is there already changes nothing: what its owner has set stays.
        channel = autoclass("android.app.NotificationChannel")(name, chars(note.title), importance)
        manager().createNotificationChannel(channel)
        return builders(activity(), name)

    def to_the_app(self) -> Any:
        intents, pending = autoclass("android.content.Intent"), autoclass("android.app.PendingIntent")
        intent = intents(activity(), activity().getClass())
        intent.addFlags(intents.FLAG_ACTIVITY_SINGLE_TOP)
        # Since Android 12 an intent that does not say whether it may be changed ends the app.
        flags = pending.FLAG_UPDATE_CURRENT | pending.FLAG_IMMUTABLE
        return pending.getActivity(activity(), 0, intent, flags)


def version() -> int:
    return int(autoclass("android.os.Build$VERSION").SDK_INT)


def manager() -> Any:
    return service("notification", "android.app.NotificationManager")


def chars(text: str) -> Any:
    """pyjnius finds no method that takes a CharSequence for a plain string."""
    return cast("java.lang.CharSequence", autoclass("java.lang.String")(text))
