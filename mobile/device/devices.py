"""Chooses the phone's parts: Android's own on a phone, steerable stand-ins on a desk."""

from dataclasses import dataclass, field
from pathlib import Path

from kivy.utils import platform

from mobile.device.camera import Camera, FakeCamera
from mobile.device.gps import FakeGps, Gps
from mobile.device.keystore import FileKeystore, Keystore
from mobile.device.network import FakeNetwork, Network
from mobile.device.notifications import DeskNotifications, Notifications
from mobile.device.secrecy import DeskSecrecy, Secrecy
from mobile.device.share import DeskShare, Share


@dataclass(frozen=True)
class Devices:
    gps: Gps
    camera: Camera
    keystore: Keystore
    share: Share
    network: Network
    notifications: Notifications = field(default_factory=DeskNotifications)
    secrecy: Secrecy = field(default_factory=DeskSecrecy)


def desk_devices(data: Path, *, gps: str = "", camera: str = "") -> Devices:
    return Devices(FakeGps(gps), FakeCamera(camera or None), FileKeystore(data / "keys"), DeskShare(), FakeNetwork())


def choose_devices(data: Path, *, gps: str = "", camera: str = "") -> Devices:
    if platform != "android":
        return desk_devices(data, gps=gps, camera=camera)
    from mobile.device.android import android_parts

    return Devices(*android_parts())
