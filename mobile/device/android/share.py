"""Other apps, by intents."""

from pathlib import Path

from jnius import autoclass, cast

from mobile.device.android.activity import activity


class AndroidShare:
    def dial(self, number: str) -> None:
        """ACTION_DIAL needs no permission: the person presses the call button."""
        intent = autoclass("android.content.Intent")(
            "android.intent.action.DIAL", autoclass("android.net.Uri").parse(f"tel:{number}")
        )
        activity().startActivity(intent)

    def send_file(self, path: Path) -> None:
        """By a content Uri in the shared downloads: a path in the app's private folder opens to nobody else."""
        values = autoclass("android.content.ContentValues")()
        values.put("_display_name", path.name)
        values.put("mime_type", "application/octet-stream")
        resolver = activity().getContentResolver()
        uri = resolver.insert(autoclass("android.provider.MediaStore$Downloads").EXTERNAL_CONTENT_URI, values)
        stream = resolver.openOutputStream(uri)
        try:
            stream.write(path.read_bytes())
        finally:
            stream.close()
        intents = autoclass("android.content.Intent")
        intent = intents("android.intent.action.SEND")
        intent.setType("application/octet-stream")
        intent.putExtra("android.intent.extra.STREAM", cast("android.os.Parcelable", uri))
        intent.addFlags(intents.FLAG_GRANT_READ_URI_PERMISSION)
        activity().startActivity(intents.createChooser(intent, None))
