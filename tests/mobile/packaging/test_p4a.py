"""python-for-android itself meets our requirements and renders our manifest: without an SDK, without a build."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from jinja2 import Template

from tests.mobile.packaging.p4a import resolve
from tests.mobile.packaging.spec import MOBILE, Spec

ANDROID = "{http://schemas.android.com/apk/res/android}"


def bootstraps() -> Path:
    import pythonforandroid

    return Path(pythonforandroid.__file__).parent / "bootstraps"


def rendered(spec: Spec) -> ElementTree.Element:
    """The manifest, from the template and with the arguments that buildozer makes of the spec."""
    extra = spec.app.get("android.extra_manifest_application_arguments")
    arguments = SimpleNamespace(
        numeric_version="1", version="1", min_sdk_version=int(spec.app["android.minapi"]),
        permissions=[{"name": name} for name in spec.list("android.permissions")],
        wakelock=False, billing_pubkey=None, extra_manifest_xml="", backup_rules="",
        allow_backup="true" if spec.app.get("android.allow_backup", "True") == "True" else "false",
        extra_manifest_application_arguments=spec.path("android.extra_manifest_application_arguments").read_text()
        if extra
        else "",
        android_apptheme="@android:style/Theme.NoTitleBar", window=True, android_used_libs=[], meta_data=[],
        android_entrypoint="org.kivy.android.PythonActivity", manifest_orientation=spec.app["orientation"],
        activity_launch_mode="singleTask", launcher=False, home_app=False, intent_filters="",
        service_class_name="", package="org.gridwalk.gridwalk", native_services=[], add_activity=[],
    )  # fmt: skip
    template = Template((bootstraps() / "_sdl_common/build/templates/AndroidManifest.tmpl.xml").read_text())
    text = template.render(
        args=arguments, service=False, service_data=[], android_api=spec.app["android.api"], debug=False, url_scheme=""
    )
    return ElementTree.fromstring(text)


def faults(manifest: ElementTree.Element) -> list[str]:
    """What would break a promise of the product."""
    application = manifest.find("application")
    assert application is not None
    found = []
    if application.get(f"{ANDROID}allowBackup") != "false":
        found.append("a backup carries residents' data off the phone")
    if application.get(f"{ANDROID}usesCleartextTraffic") != "false":
        found.append("the phone may speak without TLS")
    for name in ("dataExtractionRules", "fullBackupContent"):
        rules = (application.get(f"{ANDROID}{name}") or "").removeprefix("@xml/")
        if not rules or not (MOBILE / "packaging" / f"{rules}.xml").is_file():
            found.append(f"{name} names no rules")
    if application.get(f"{ANDROID}debuggable"):
        found.append("a release can be debugged")
    parts = [part for kind in ("activity", "service", "receiver", "provider") for part in application.findall(kind)]
    open_parts = [part.get(f"{ANDROID}name") for part in parts if part.get(f"{ANDROID}exported") == "true"]
    if open_parts != ["org.kivy.android.PythonActivity"]:
        found.append(f"open to other apps: {open_parts}")
    if application.findall("service"):
        found.append("something runs in the background")
    asked = {item.get(f"{ANDROID}name", "").rsplit(".", 1)[-1] for item in manifest.findall("uses-permission")}
    found += [f"asks for {name}" for name in sorted(asked) if "BACKGROUND" in name or "STORAGE" in name]
    return found


def test_the_rendered_manifest_keeps_every_promise() -> None:
    spec = Spec.read()
    manifest = rendered(spec)
    assert faults(manifest) == []
    sdk = manifest.find("uses-sdk")
    assert sdk is not None
    versions = (sdk.get(f"{ANDROID}minSdkVersion"), sdk.get(f"{ANDROID}targetSdkVersion"))
    assert versions == (spec.app["android.minapi"], spec.app["android.api"])
    asked = {item.get(f"{ANDROID}name") for item in manifest.findall("uses-permission")}
    assert asked == set(spec.list("android.permissions"))
    assert "android.permission.CAMERA" not in asked
    # Nothing here looks for other apps: the camera app is started without asking whether there is one.
    assert manifest.find("queries") is None


@pytest.mark.parametrize(
    ("setting", "value", "fault"),
    [
        ("android.allow_backup", "True", "off the phone"),
        ("android.extra_manifest_application_arguments", "", "without TLS"),
        ("android.permissions", "android.permission.ACCESS_BACKGROUND_LOCATION", "BACKGROUND"),
        ("android.permissions", "android.permission.WRITE_EXTERNAL_STORAGE", "STORAGE"),
    ],
)
def test_a_spoiled_spec_spoils_the_manifest(setting: str, value: str, fault: str) -> None:
    spec = Spec.read()
    found = faults(rendered(replace(spec, app={**spec.app, setting: value})))
    assert any(fault in line for line in found)


@pytest.mark.parametrize("rules", ["data_extraction_rules", "backup_rules"])
def test_the_rules_let_nothing_out(rules: str) -> None:
    root = ElementTree.parse(MOBILE / "packaging" / f"{rules}.xml").getroot()
    ways = list(root) if rules == "data_extraction_rules" else [root]
    for way in ways:
        assert {part.get("domain") for part in way} == {"root", "file", "database", "sharedpref", "external"}
        assert {part.tag for part in way} == {"exclude"}
    assert [way.tag for way in ways] in (["cloud-backup", "device-transfer"], ["full-backup-content"])


def test_its_resolver_finds_a_recipe_for_everything(tmp_path: Path) -> None:
    spec = Spec.read()
    graph = resolve(spec.list("requirements"), spec.list("android.archs")[0], tmp_path)
    asked = {name.split("==")[0] for name in spec.list("requirements")}
    assert asked <= graph.recipes.keys(), "a requirement without a recipe would be fetched as if it were pure Python"
    assert str(graph.recipes["python3"]).startswith("3.14")
    assert graph.recipes["kivy"] == "2.3.1"
    assert graph.bootstrap == "sdl2"


def test_its_resolver_takes_no_unknown_native_package_for_a_recipe(tmp_path: Path) -> None:
    graph = resolve(["python3", "kivy", "orjson"], "arm64-v8a", tmp_path)
    assert "orjson" in graph.modules
    assert "orjson" not in graph.recipes
