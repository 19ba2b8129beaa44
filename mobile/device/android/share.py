"""Other apps, by intents."""

from jnius import autoclass

from mobile.device.android.activity import activity


class AndroidShare:
    def dial(self, number: str) -> None:
        """ACTION_DIAL needs no permission: the person presses the call button."""
        intent = autoclass("android.content.Intent")(
            "android.intent.action.DIAL", autoclass("android.net.Uri").parse(f"tel:{number}")
        )
        activity().startActivity(intent)
