"""The Android side, by pyjnius. Imported on a phone only; the class names and signatures are held by a test."""

from pathlib import Path

from mobile.device.android.camera import AndroidCamera
from mobile.device.android.gps import AndroidGps
from mobile.device.android.keystore import AndroidKeystore
from mobile.device.android.network import AndroidNetwork
from mobile.device.android.share import AndroidShare
from mobile.device.devices import Devices


def android_devices(data: Path) -> Devices:
    return Devices(AndroidGps(), AndroidCamera(), AndroidKeystore(data / "keys"), AndroidShare(), AndroidNetwork())
