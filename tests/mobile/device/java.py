"""A stand-in for `jnius` that knows the Android classes this app uses, and refuses every name it does not know.

The table is written by hand, beside the adapters and not from the SDK: it catches a misspelling that differs between
the two, not one that both share. Only a run on a phone proves the names.
"""

import sys
import types
from typing import Any

# Class → its members that this app may touch.
KNOWN: dict[str, set[str]] = {
    "org.kivy.android.PythonActivity": {"mActivity"},
    "android.location.LocationManager": {"isProviderEnabled", "requestLocationUpdates", "removeUpdates"},
    "android.os.Looper": {"getMainLooper"},
    "android.content.Intent": {
        "putExtra", "addFlags", "setType", "createChooser", "FLAG_GRANT_WRITE_URI_PERMISSION",
        "FLAG_GRANT_READ_URI_PERMISSION", "FLAG_ACTIVITY_SINGLE_TOP",
    },
    "android.provider.MediaStore": {"ACTION_IMAGE_CAPTURE"},
    "android.provider.MediaStore$Images$Media": {"EXTERNAL_CONTENT_URI"},
    "android.provider.MediaStore$Downloads": {"EXTERNAL_CONTENT_URI"},
    "android.content.ContentValues": {"put"},
    "android.net.Uri": {"parse"},
    "android.net.ConnectivityManager": {"getActiveNetwork", "getNetworkCapabilities"},
    "android.net.NetworkCapabilities": {
        "hasTransport", "TRANSPORT_WIFI", "TRANSPORT_CELLULAR", "TRANSPORT_ETHERNET", "TRANSPORT_VPN",
    },
    "android.security.keystore.KeyProperties": {"PURPOSE_ENCRYPT", "PURPOSE_DECRYPT"},
    "android.security.keystore.KeyGenParameterSpec$Builder": {"setBlockModes", "setEncryptionPaddings", "build"},
    "java.security.KeyStore": {"getInstance", "load", "containsAlias", "getKey"},
    "javax.crypto.Cipher": {"getInstance", "init", "doFinal", "getIV", "ENCRYPT_MODE", "DECRYPT_MODE"},
    "javax.crypto.KeyGenerator": {"getInstance", "init", "generateKey"},
    "javax.crypto.spec.GCMParameterSpec": set(),
    "android.os.Parcelable": set(),
    "android.view.WindowManager$LayoutParams": {"FLAG_SECURE"},
    "android.os.Build$VERSION": {"SDK_INT"},
    "java.lang.String": set(),
    "java.lang.CharSequence": set(),
    "android.app.Notification": {"VISIBILITY_PRIVATE"},
    "android.app.Notification$Builder": {
        "setContentTitle", "setContentText", "setSmallIcon", "setContentIntent", "setAutoCancel", "setVisibility",
        "build",
    },
    "android.app.NotificationChannel": set(),
    "android.app.NotificationManager": {
        "areNotificationsEnabled", "createNotificationChannel", "notify", "IMPORTANCE_HIGH", "IMPORTANCE_DEFAULT",
    },
    "android.app.PendingIntent": {"getActivity", "FLAG_UPDATE_CURRENT", "FLAG_IMMUTABLE"},
}  # fmt: skip


class Thing:
    """A Java class or object: members are those of the table, or what a test has put in `answers`."""

    def __init__(self, name: str, answers: dict[str, Any]) -> None:
        self._name, self._answers = name, answers

    def __call__(self, *arguments: Any) -> "Thing":
        return Thing(self._name, self._answers)

    def __getattr__(self, member: str) -> Any:
        if member not in KNOWN[self._name]:
            raise AttributeError(f"{self._name} has no {member}")
        answer = self._answers.get(f"{self._name}.{member}")
        if answer is not None:
            return answer
        return 1 if member.isupper() else lambda *arguments: None


def install(monkeypatch: Any, answers: dict[str, Any]) -> None:
    """Puts the stand-in where `import jnius` finds it, and `android` beside it."""

    def autoclass(name: str) -> Thing:
        if name not in KNOWN:
            raise LookupError(f"no Java class {name}")
        return Thing(name, answers)

    def cast(name: str, thing: Any) -> Any:
        if name not in KNOWN:
            raise LookupError(f"no Java class {name}")
        return thing

    def java_method(signature: str, name: str | None = None) -> Any:
        def mark(function: Any) -> Any:
            function.java = (name or function.__name__, signature)
            return function

        return mark

    class PythonJavaClass:
        def __init__(self) -> None: ...

    jnius = types.ModuleType("jnius")

    class JavaException(Exception): ...

    jnius.__dict__.update(
        JavaException=JavaException,
        autoclass=autoclass,
        cast=cast,
        java_method=java_method,
        PythonJavaClass=PythonJavaClass,
    )
    android, permissions = types.ModuleType("android"), types.ModuleType("android.permissions")
    granted = answers.get("granted", True)
    permissions.__dict__.update(
        check_permission=lambda name: granted,
        request_permissions=lambda names, then: then(names, [granted] * len(names)),
    )
    android.permissions = permissions  # type: ignore[attr-defined]
    runnable = types.ModuleType("android.runnable")
    runnable.__dict__["run_on_ui_thread"] = lambda function: function
    modules = {"jnius": jnius, "android": android, "android.permissions": permissions, "android.runnable": runnable}
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    for name in [it for it in sys.modules if it.startswith("mobile.device.android")]:
        monkeypatch.delitem(sys.modules, name)
