"""FLAG_SECURE on the app's window."""

from jnius import autoclass

from mobile.device.android.activity import activity


class AndroidSecrecy:
    def keep_secret(self) -> None:
        # Android allows a window to be touched on its own thread only; anywhere else it throws.
        from android.runnable import run_on_ui_thread

        @run_on_ui_thread
        def throw() -> None:
            flags = autoclass("android.view.WindowManager$LayoutParams")
            activity().getWindow().addFlags(flags.FLAG_SECURE)

        throw()
