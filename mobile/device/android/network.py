"""Whether there is a network, by ConnectivityManager. A street office may run its own, without internet."""

from collections.abc import Callable
from typing import Any

from jnius import autoclass
from kivy.clock import Clock

from mobile.device.android.activity import service

POLL_SECONDS = 5.0


class AndroidNetwork:
    """Asked every few seconds while the app is in front: a NetworkCallback is an abstract class, which pyjnius
    cannot extend without Java code of our own."""

    def __init__(self) -> None:
        self.follow: Callable[[bool], None] | None = None
        self.known: bool | None = None
        self.poll: Any = None

    def is_online(self) -> bool:
        manager = service("connectivity", "android.net.ConnectivityManager")
        network = manager.getActiveNetwork()
        if network is None:
            return False
        capabilities = manager.getNetworkCapabilities(network)
        kinds = autoclass("android.net.NetworkCapabilities")
        return capabilities is not None and any(
            capabilities.hasTransport(kind)
            for kind in (kinds.TRANSPORT_WIFI, kinds.TRANSPORT_CELLULAR, kinds.TRANSPORT_ETHERNET, kinds.TRANSPORT_VPN)
        )

    def on_change(self, follow: Callable[[bool], None] | None) -> None:
        self.follow = follow
        if self.poll is not None:
            self.poll.cancel()
            self.poll = None
        if follow is not None:
            self.known = self.is_online()
            self.poll = Clock.schedule_interval(self.look, POLL_SECONDS)

    def look(self, _: float) -> None:
        online = self.is_online()
        if online != self.known:
            self.known = online
            if self.follow:
                self.follow(online)
