"""The package's recipe, held without an Android SDK."""

from dataclasses import replace

import pytest

from tests.mobile.packaging.spec import Spec, faults, manifest_facts


def test_the_spec_has_no_fault() -> None:
    assert faults(Spec.read()) == []


@pytest.mark.parametrize(
    ("setting", "value", "fault"),
    [
        ("requirements", "python3,kivy==2.3.1,shapely", "no recipe for shapely"),
        ("requirements", "python3,kivy", "kivy is not pinned"),
        (
            "android.permissions",
            "android.permission.ACCESS_BACKGROUND_LOCATION",
            "ACCESS_BACKGROUND_LOCATION is not needed",
        ),
        ("android.permissions", "android.permission.INTERNET", "permission ACCESS_FINE_LOCATION is missing"),
        ("android.permissions", "android.permission.CAMERA", "permission CAMERA is not needed"),
        ("android.minapi", "24", "right to write to the shared storage"),
        ("android.res_xml", "none.xml", "none.xml is no file"),
        ("android.archs", "armeabi-v7a", "without arm64-v8a"),
        ("android.archs", "arm64", "architecture arm64 is unknown"),
        ("android.api", "30", "below API 34"),
        ("android.allow_backup", "True", "off the phone"),
        ("android.alow_backup", "False", "unknown setting android.alow_backup"),
        ("android.window_softinput_mode", "adjustResize", "unknown setting android.window_softinput_mode"),
        ("android.features", "android.hardware.camera", "unknown setting android.features"),
        ("icon.filename", "%(source.dir)s/none.png", "icon.filename names no file"),
    ],
)
def test_the_lint_finds_each_fault(setting: str, value: str, fault: str) -> None:
    spec = Spec.read()
    spoiled = replace(spec, app={**spec.app, setting: value})
    assert any(fault in line for line in faults(spoiled))


@pytest.mark.case("R27")
def test_the_manifest_asks_for_little_and_runs_nothing_in_the_background() -> None:
    facts = manifest_facts(Spec.read())
    assert facts["permissions"] == [
        "ACCESS_COARSE_LOCATION", "ACCESS_FINE_LOCATION", "ACCESS_NETWORK_STATE", "INTERNET",
        "POST_NOTIFICATIONS",
    ]  # fmt: skip
    assert facts["services"] == []
    assert facts["allowBackup"] is False
    assert facts["package"] == "org.gridwalk.gridwalk"


def test_what_the_app_needs_is_packed() -> None:
    spec = Spec.read()
    packed = {
        str(path.relative_to(path.parents[len(path.parts) - 1 - path.parts.index("mobile")])) for path in spec.packed()
    }
    names = {path.name for path in spec.packed()}
    assert {"main.py", "app.py", "zh.json", "en.json", "NotoSansSC-Regular.otf", "map.png", "visit.kv"} <= names
    assert "drawing.py" not in names
    assert packed
