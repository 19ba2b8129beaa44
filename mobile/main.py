"""Starts the phone app: `python -m mobile.main --server URL [--data DIR] [--lang zh|en]`.

On a desk, `--fake-gps lon,lat,accuracy` and `--fake-camera FILE` stand in for the phone's parts; the environment
variables GRIDWALK_SERVER, GRIDWALK_DATA, GRIDWALK_FAKE_GPS and GRIDWALK_FAKE_CAMERA say the same.
"""

import argparse
import importlib.util
import os
import sys
import types
from pathlib import Path

PHONE = (412, 892)


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    told = os.environ.get
    parser = argparse.ArgumentParser(prog="gridwalk-phone", description="The Gridwalk phone app.")
    parser.add_argument("--server", default=told("GRIDWALK_SERVER", ""), help="address of the office's server")
    parser.add_argument("--data", type=Path, default=None, help="folder for the app's data")
    parser.add_argument("--lang", choices=("zh", "en"), default=None, help="language of the screens")
    parser.add_argument("--fake-gps", default=told("GRIDWALK_FAKE_GPS", ""), metavar="LON,LAT,ACCURACY")
    parser.add_argument("--fake-camera", default=told("GRIDWALK_FAKE_CAMERA", ""), metavar="FILE")
    return parser.parse_args(arguments)


def data_folder(given: Path | None) -> Path:
    """The app's private folder on a phone; on a desk, one that is named or the user's own."""
    if given is not None:
        return given
    private = os.environ.get("ANDROID_PRIVATE")
    if private:
        return Path(private) / "gridwalk"
    return Path(os.environ.get("GRIDWALK_DATA") or Path.home() / ".local" / "share" / "gridwalk-phone")


def be_the_package() -> None:
    """On a phone this folder is the app's root, under another name: its modules are found as `mobile` all the same."""
    if importlib.util.find_spec("mobile") is None:
        package = types.ModuleType("mobile")
        package.__path__ = [str(Path(__file__).resolve().parent)]
        sys.modules["mobile"] = package


def main(arguments: list[str] | None = None) -> None:
    be_the_package()
    options = parse(arguments)
    # Kivy reads both on import: it must not take our arguments for its own, nor log what people type.
    os.environ.setdefault("KIVY_NO_ARGS", "1")
    os.environ.setdefault("KIVY_NO_FILELOG", "1")
    from kivy.config import Config

    # Kivy's `trace` says every value that a rule sets, names and notes among them.
    Config.set("kivy", "log_level", "info")
    Config.set("kivy", "log_enable", 0)
    Config.set("graphics", "width", PHONE[0])
    Config.set("graphics", "height", PHONE[1])
    Config.set("input", "mouse", "mouse,disable_multitouch")
    from mobile.app import GridwalkApp

    data = data_folder(options.data)
    data.mkdir(parents=True, exist_ok=True)
    GridwalkApp(
        data=data, server=options.server, language=options.lang, gps=options.fake_gps, camera=options.fake_camera
    ).run()


if __name__ == "__main__":
    main()
