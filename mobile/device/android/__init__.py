"""The Android side, by pyjnius. Imported on a phone only."""

from mobile.device.android.camera import AndroidCamera
from mobile.device.android.gps import AndroidGps
from mobile.device.android.keystore import AndroidKeystore
from mobile.device.android.network import AndroidNetwork
from mobile.device.android.notifications import AndroidNotifications
from mobile.device.android.secrecy import AndroidSecrecy
from mobile.device.android.share import AndroidShare


def android_parts() -> tuple[
    AndroidGps, AndroidCamera, AndroidKeystore, AndroidShare, AndroidNetwork, AndroidNotifications, AndroidSecrecy
]:
    """In the order in which `Devices` takes them."""
    return (
        AndroidGps(),
        AndroidCamera(),
        AndroidKeystore(),
        AndroidShare(),
        AndroidNetwork(),
        AndroidNotifications(),
        AndroidSecrecy(),
    )
