"""A photo by the phone's camera app, written to a MediaStore content Uri: file paths are refused since Android 7."""

from collections.abc import Callable
from typing import Any

from jnius import JavaException, autoclass, cast
from kivy.clock import Clock

from mobile.device.android.activity import activity
from mobile.device.android.permission import ask

REQUEST, RESULT_OK, CHUNK = 0x6721, -1, 1 << 16


class AndroidCamera:
    def __init__(self) -> None:
        self.waiting: Callable[[int, int, Any], None] | None = None

    def take(self, done: Callable[[bytes], None], failed: Callable[[str], None]) -> None:
        # An app that declares CAMERA in its manifest must also hold it before it may ask the camera app.
        ask(["android.permission.CAMERA"], lambda given: self.start(done, failed) if given else failed("denied"))

    def start(self, done: Callable[[bytes], None], failed: Callable[[str], None]) -> None:
        from android import activity as results

        intents, store = autoclass("android.content.Intent"), autoclass("android.provider.MediaStore")
        images = autoclass("android.provider.MediaStore$Images$Media")
        values = autoclass("android.content.ContentValues")()
        values.put("mime_type", "image/jpeg")
        resolver = activity().getContentResolver()
        try:
            uri = resolver.insert(images.EXTERNAL_CONTENT_URI, values)
        except JavaException:
            # Android 9 and older ask for the right to write to the shared storage, which this app does not hold.
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
        activity().startActivityForResult(intent, REQUEST)


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
