"""A photo by the phone's camera app, written to a MediaStore content Uri: file paths are refused since Android 7."""

from collections.abc import Callable
from typing import Any

from jnius import JavaException, autoclass, cast
from kivy.clock import Clock

from mobile.device.android.activity import activity

REQUEST, RESULT_OK, CHUNK = 0x6721, -1, 1 << 16


class AndroidCamera:
    def __init__(self) -> None:
        self.waiting: Callable[[int, int, Any], None] | None = None

    def take(self, done: Callable[[bytes], None], failed: Callable[[str], None]) -> None:
        """Without the permission CAMERA: an app that declares it in its manifest would have to hold it as well."""
        from android import activity as results

        intents, store = autoclass("android.content.Intent"), autoclass("android.provider.MediaStore")
        images = autoclass("android.provider.MediaStore$Images$Media")
        values = autoclass("android.content.ContentValues")()
        values.put("mime_type", "image/jpeg")
        resolver = activity().getContentResolver()
        try:
            uri = resolver.insert(images.EXTERNAL_CONTENT_URI, values)
        except JavaException:
            # No room, or no shared storage at all.
            uri = None
        if uri is None:
            failed("failed")
            return

        def answered(request: int, result: int, _: Any) -> None:
            if request != REQUEST:
                return
            results.unbind(on_activity_result=answered)
            content = read(resolver, uri) if result == RESULT_OK else b""
            # The picture belongs into the app's own store, not into the gallery of a shared phone.
            resolver.delete(uri, None, None)
            if content:
                Clock.schedule_once(lambda _: done(content), 0)
            else:
                Clock.schedule_once(lambda _: failed("cancelled"), 0)

        self.waiting = answered
        results.bind(on_activity_result=answered)
        intent = intents(store.ACTION_IMAGE_CAPTURE)
        intent.putExtra("output", cast("android.os.Parcelable", uri))
        intent.addFlags(intents.FLAG_GRANT_WRITE_URI_PERMISSION)
        try:
            activity().startActivityForResult(intent, REQUEST)
        except JavaException:
            # No camera app: asking beforehand would need to see the other apps, which Android hides since version 11.
            results.unbind(on_activity_result=answered)
            resolver.delete(uri, None, None)
            failed("none")


def read(resolver: Any, uri: Any) -> bytes:
    stream = resolver.openInputStream(uri)
    if stream is None:
        return b""
    content, buffer = bytearray(), bytearray(CHUNK)
    try:
        while (count := stream.read(buffer)) > 0:
            content += buffer[:count]
    finally:
        stream.close()
    return bytes(content)
