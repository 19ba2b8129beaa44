"""The Android adapters against a hand-written table of Java names and signatures."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.mobile.device.java import Thing, install

LISTENER = {
    "onLocationChanged": {"(Landroid/location/Location;)V", "(Ljava/util/List;)V"},
    "onFlushComplete": {"(I)V"},
    "onProviderEnabled": {"(Ljava/lang/String;)V"},
    "onProviderDisabled": {"(Ljava/lang/String;)V"},
    "onStatusChanged": {"(Ljava/lang/String;ILandroid/os/Bundle;)V"},
}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    services = {
        "location": Thing("android.location.LocationManager", answers),
        "connectivity": Thing("android.net.ConnectivityManager", answers),
    }
    started: list[Any] = []
    answers["started"] = started
    answers["org.kivy.android.PythonActivity.mActivity"] = SimpleNamespace(
        getSystemService=services.__getitem__, startActivity=started.append
    )
    install(monkeypatch, answers)
    return answers


# An accuracy that stands for another app's doing.
MOCKED = 1.0


def location(lon: float, lat: float, accuracy: float, bearing: float | None = None) -> SimpleNamespace:
    return SimpleNamespace(
        getLongitude=lambda: lon,
        getLatitude=lambda: lat,
        getAccuracy=lambda: accuracy,
        isFromMockProvider=lambda: accuracy == MOCKED,
        hasBearing=lambda: bearing is not None,
        getBearing=lambda: bearing,
    )


def settle() -> None:
    from kivy.clock import Clock

    for _ in range(3):
        Clock.tick()


def test_the_listener_has_every_method_that_android_calls(answers: dict[str, Any]) -> None:
    from mobile.device.android.gps import Listener

    found: dict[str, set[str]] = {}
    for member in vars(Listener).values():
        if hasattr(member, "java"):
            name, signature = member.java
            found.setdefault(name, set()).add(signature)
    assert found == LISTENER
    assert Listener.__javainterfaces__ == ["android/location/LocationListener"]


@pytest.mark.case("R27")
def test_a_good_fix_ends_the_search_and_the_listening(answers: dict[str, Any]) -> None:
    from mobile.device.android.gps import AndroidGps

    removed: list[Any] = []
    asked: list[tuple[Any, ...]] = []
    answers["android.location.LocationManager.isProviderEnabled"] = lambda name: True
    answers["android.location.LocationManager.requestLocationUpdates"] = lambda *a: asked.append(a)
    answers["android.location.LocationManager.removeUpdates"] = removed.append
    gps, fixes = AndroidGps(), []
    gps.take(fixes.append, pytest.fail)
    listener = gps.listener
    assert listener is not None
    batch = [location(116.1, 40.1, 80.0), location(116.2, 40.2, 9.0, bearing=271.5)]
    listener.on_locations(SimpleNamespace(size=lambda: 2, get=batch.__getitem__))
    settle()
    assert [(fix.lon, fix.lat, fix.accuracy_m, fix.heading) for fix in fixes] == [(116.2, 40.2, 9.0, 271.5)]
    assert removed == [listener]
    assert {call[0] for call in asked} == {"gps", "network"}


def test_location_switched_off_is_said(answers: dict[str, Any]) -> None:
    from mobile.device.android.gps import AndroidGps

    answers["android.location.LocationManager.isProviderEnabled"] = lambda name: False
    codes: list[str] = []
    AndroidGps().take(pytest.fail, codes.append)
    assert codes == ["off"]


def test_a_refused_permission_is_said(monkeypatch: pytest.MonkeyPatch, answers: dict[str, Any]) -> None:
    answers["granted"] = False
    install(monkeypatch, answers)
    from mobile.device.android.gps import AndroidGps

    codes: list[str] = []
    AndroidGps().take(pytest.fail, codes.append)
    settle()
    assert codes == ["denied"]


def test_no_active_network_is_offline(answers: dict[str, Any]) -> None:
    from mobile.device.android.network import AndroidNetwork

    network = AndroidNetwork()
    assert network.is_online() is False
    answers["android.net.ConnectivityManager.getActiveNetwork"] = lambda: object()
    answers["android.net.ConnectivityManager.getNetworkCapabilities"] = lambda _: SimpleNamespace(
        hasTransport=lambda kind: True
    )
    seen: list[bool] = []
    assert network.is_online() is True
    network.known, network.follow = False, seen.append
    network.look(0)
    assert seen == [True]


def test_a_phone_that_lends_no_place_for_the_photo_is_said_and_does_not_end_the_app(answers: dict[str, Any]) -> None:
    import sys

    def refuse(*_: Any) -> None:
        raise sys.modules["jnius"].JavaException

    answers["org.kivy.android.PythonActivity.mActivity"].getContentResolver = lambda: SimpleNamespace(insert=refuse)
    sys.modules["android"].activity = SimpleNamespace()  # type: ignore[attr-defined]
    from mobile.device.android.camera import AndroidCamera

    codes: list[str] = []
    AndroidCamera().take(pytest.fail, codes.append)
    assert codes == ["failed"]


def test_the_dialler_opens_by_an_intent(answers: dict[str, Any]) -> None:
    from mobile.device.android.share import AndroidShare

    AndroidShare().dial("13800001234")
    assert len(answers["started"]) == 1


def test_a_file_is_offered_to_other_apps_by_a_content_uri(answers: dict[str, Any], tmp_path: Path) -> None:
    from mobile.device.android.share import AndroidShare

    written: list[bytes] = []
    stream = SimpleNamespace(write=written.append, close=lambda: written.append(b"closed"))
    answers["org.kivy.android.PythonActivity.mActivity"].getContentResolver = lambda: SimpleNamespace(
        insert=lambda *_: "content://7", openOutputStream=lambda _: stream
    )
    file = tmp_path / "gridwalk.sealed"
    file.write_bytes(b"sealed")
    AndroidShare().send_file(file)
    assert written == [b"sealed", b"closed"]
    assert len(answers["started"]) == 1


def test_a_secret_is_sealed_with_nonce_and_cipher(answers: dict[str, Any]) -> None:
    from mobile.device.android.keystore import AndroidKeystore

    cipher = SimpleNamespace(
        init=lambda *a: None, getIV=lambda: bytes(12), doFinal=lambda data: bytes(byte ^ 0x5A for byte in data)
    )
    answers["javax.crypto.Cipher.getInstance"] = lambda name: cipher
    answers["java.security.KeyStore.getInstance"] = lambda name: SimpleNamespace(
        load=lambda _: None, containsAlias=lambda _: True, getKey=lambda *a: object()
    )
    keystore = AndroidKeystore()
    sealed = keystore.seal(b"123456")
    assert b"123456" not in sealed
    assert sealed[:12] == bytes(12)
    assert keystore.open(sealed) == b"123456"


def test_without_a_camera_app_it_is_said_and_nothing_is_left_behind(answers: dict[str, Any]) -> None:
    import sys

    deleted: list[Any] = []

    def refuse(*_: Any) -> None:
        raise sys.modules["jnius"].JavaException

    lent = answers["org.kivy.android.PythonActivity.mActivity"]
    lent.getContentResolver = lambda: SimpleNamespace(
        insert=lambda *_: "content://7", delete=lambda uri, *_: deleted.append(uri)
    )
    lent.startActivityForResult = refuse
    sys.modules["android"].activity = SimpleNamespace(bind=lambda **_: None, unbind=lambda **_: None)  # type: ignore[attr-defined]
    from mobile.device.android.camera import AndroidCamera

    codes: list[str] = []
    AndroidCamera().take(pytest.fail, codes.append)
    assert (codes, deleted) == (["none"], ["content://7"])


def test_the_window_is_kept_out_of_screenshots_and_recent_apps(answers: dict[str, Any]) -> None:
    from mobile.device.android.secrecy import AndroidSecrecy

    flags: list[Any] = []
    answers["android.view.WindowManager$LayoutParams.FLAG_SECURE"] = 0x2000
    lent = answers["org.kivy.android.PythonActivity.mActivity"]
    lent.getWindow = lambda: SimpleNamespace(addFlags=flags.append)
    AndroidSecrecy().keep_secret()
    assert flags == [0x2000]
