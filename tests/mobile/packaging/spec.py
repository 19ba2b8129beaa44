"""Reads `mobile/buildozer.spec` and says what is wrong with it, and what the Android manifest will say."""

import configparser
from dataclasses import dataclass
from pathlib import Path

MOBILE = Path(__file__).resolve().parents[3] / "mobile"
SPEC = MOBILE / "buildozer.spec"
# What python-for-android has a current recipe for, and this app may use.
# The settings below were checked against buildozer's own `targets/android.py`: it passes over unknown ones in silence,
# and `android.features` becomes an option that python-for-android's build does not take.
RECIPES = {"python3", "kivy", "pyjnius", "android", "pillow", "sqlite3", "openssl", "cryptography"}
PERMISSIONS = {
    "INTERNET", "ACCESS_NETWORK_STATE", "ACCESS_FINE_LOCATION", "ACCESS_COARSE_LOCATION", "POST_NOTIFICATIONS",
}  # fmt: skip
ARCHITECTURES = {"arm64-v8a", "armeabi-v7a", "x86_64", "x86"}
KNOWN = {
    "title", "package.name", "package.domain", "version.regex", "version.filename", "source.dir",
    "source.include_exts", "source.exclude_exts", "source.exclude_dirs", "source.exclude_patterns", "requirements",
    "icon.filename", "presplash.filename", "android.presplash_color", "orientation", "fullscreen",
    "android.permissions", "android.api", "android.minapi", "android.archs",
    "android.allow_backup", "android.extra_manifest_application_arguments", "android.res_xml",
    "android.enable_androidx", "android.logcat_filters",
    "p4a.branch",
}  # fmt: skip


@dataclass(frozen=True)
class Spec:
    app: dict[str, str]

    @classmethod
    def read(cls, path: Path = SPEC) -> "Spec":
        parser = configparser.RawConfigParser()
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read(path, "utf-8")
        return cls(dict(parser["app"]))

    def list(self, key: str) -> list[str]:
        return [part.strip() for part in self.app.get(key, "").split(",") if part.strip()]

    def path(self, key: str) -> Path:
        return Path(self.app.get(key, "").replace("%(source.dir)s", str(MOBILE)))

    @property
    def permissions(self) -> set[str]:
        return {name.rsplit(".", 1)[-1] for name in self.list("android.permissions")}

    def packed(self) -> "list[Path]":
        """The files that go into the package, as buildozer chooses them."""
        extensions = set(self.list("source.include_exts"))
        excluded, patterns = set(self.list("source.exclude_dirs")), set(self.list("source.exclude_patterns"))
        files = []
        for path in sorted(MOBILE.rglob("*")):
            inside = path.relative_to(MOBILE)
            chosen = path.suffix[1:] in extensions and not excluded & set(inside.parts) and str(inside) not in patterns
            if path.is_file() and chosen:
                files.append(path)
        return files


def faults(spec: Spec) -> list[str]:
    """Each line says one thing that would break the build, the phone or a promise of the product."""
    app, found = spec.app, []
    found += [f"unknown setting {key}" for key in sorted(app.keys() - KNOWN)]
    found += [f"no recipe for {name}" for name in spec.list("requirements") if name.split("==")[0] not in RECIPES]
    found += [f"{name} is not pinned" for name in spec.list("requirements") if name == "kivy"]
    found += [f"permission {name} is not needed" for name in sorted(spec.permissions - PERMISSIONS)]
    found += [f"permission {name} is missing" for name in sorted(PERMISSIONS - spec.permissions)]
    found += [f"architecture {name} is unknown" for name in spec.list("android.archs") if name not in ARCHITECTURES]
    if "arm64-v8a" not in spec.list("android.archs"):
        found.append("shops refuse a package without arm64-v8a")
    if int(app.get("android.api", 0)) < 34:
        found.append("shops refuse a target below API 34")
    if int(app.get("android.minapi", 0)) < 29:
        found.append("before Android 10 a photo needs the right to write to the shared storage")
    if app.get("android.allow_backup", "True") != "False":
        found.append("a backup would carry residents' data off the phone")
    files = ("icon.filename", "version.filename", "android.extra_manifest_application_arguments")
    found += [f"{key} names no file" for key in files if not spec.path(key).is_file()]
    found += [f"{name} is no file" for name in spec.list("android.res_xml") if not (MOBILE / name).is_file()]
    return found


def manifest_facts(spec: Spec) -> dict[str, object]:
    """What python-for-android will render into AndroidManifest.xml."""
    return {
        "package": f"{spec.app['package.domain']}.{spec.app['package.name']}",
        "permissions": sorted(spec.permissions),
        "allowBackup": spec.app["android.allow_backup"] == "True",
        "targetSdkVersion": int(spec.app["android.api"]),
        "minSdkVersion": int(spec.app["android.minapi"]),
        "orientation": spec.app["orientation"],
        "services": spec.list("services"),
    }
