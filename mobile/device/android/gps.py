"""One fix from Android's LocationManager, through a listener of our own."""

from collections.abc import Callable
from typing import Any

from jnius import PythonJavaClass, autoclass, java_method
from kivy.clock import Clock

from mobile.device.android.activity import service
from mobile.device.android.permission import ask
from mobile.device.gps import Fix

FINE, COARSE = "android.permission.ACCESS_FINE_LOCATION", "android.permission.ACCESS_COARSE_LOCATION"
GOOD_ENOUGH_M = 20.0
PATIENCE_SECONDS = 20.0


class Listener(PythonJavaClass):
    """Android 12 and later deliver positions as a List; a listener without that method crashes the app there."""

    __javainterfaces__ = ["android/location/LocationListener"]
    __javacontext__ = "app"

    def __init__(self, follow: Callable[[Any], None]) -> None:
        super().__init__()
        self.follow = follow

    @java_method("(Landroid/location/Location;)V", name="onLocationChanged")
    def on_location(self, location: Any) -> None:
        self.follow(location)

    @java_method("(Ljava/util/List;)V", name="onLocationChanged")
    def on_locations(self, locations: Any) -> None:
        for i in range(locations.size()):
            self.follow(locations.get(i))

    @java_method("(I)V", name="onFlushComplete")
    def on_flush_complete(self, code: int) -> None:
        """Must be there."""

    @java_method("(Ljava/lang/String;)V", name="onProviderEnabled")
    def on_provider_enabled(self, provider: str) -> None:
        """Must be there."""

    @java_method("(Ljava/lang/String;)V", name="onProviderDisabled")
    def on_provider_disabled(self, provider: str) -> None:
        """Must be there."""

    @java_method("(Ljava/lang/String;ILandroid/os/Bundle;)V", name="onStatusChanged")
    def on_status_changed(self, provider: str, status: int, extras: Any) -> None:
        """Must be there: Android before 10 calls it."""


class AndroidGps:
    """The first fix within 20 m, or the best of 20 seconds."""

    def __init__(self) -> None:
        self.listener: Listener | None = None
        self.best: Fix | None = None
        self.deadline: Any = None

    def take(self, done: Callable[[Fix], None], failed: Callable[[str], None]) -> None:
        self.cancel()
        ask([FINE, COARSE], lambda given: self.listen(done, failed) if given else failed("denied"))

    def listen(self, done: Callable[[Fix], None], failed: Callable[[str], None]) -> None:
        manager = service("location", "android.location.LocationManager")
        providers = [name for name in ("gps", "network") if manager.isProviderEnabled(name)]
        if not providers:
            failed("off")
            return
        self.best = None

        def finish(_: float) -> None:
            best = self.best
            self.cancel()
            if best:
                done(best)
            else:
                failed("timeout")

        def follow(location: Any) -> None:
            fix = Fix(
                location.getLongitude(),
                location.getLatitude(),
                location.getAccuracy(),
                # Deprecated since Android 12 in favour of `isMock`, which older ones do not have; both say the same.
                mock=location.isFromMockProvider(),
                heading=location.getBearing() if location.hasBearing() else None,
            )
            if self.best is None or fix.accuracy_m < self.best.accuracy_m:
                self.best = fix
            if fix.accuracy_m <= GOOD_ENOUGH_M:
                Clock.schedule_once(finish, 0)

        # The listener must stay referenced, or Python frees what Java still calls.
        self.listener = Listener(follow)
        looper = autoclass("android.os.Looper").getMainLooper()
        for provider in providers:
            manager.requestLocationUpdates(provider, 0, 0.0, self.listener, looper)
        self.deadline = Clock.schedule_once(finish, PATIENCE_SECONDS)

    def cancel(self) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
            self.deadline = None
        if self.listener is not None:
            service("location", "android.location.LocationManager").removeUpdates(self.listener)
            self.listener = None
