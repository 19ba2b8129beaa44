"""The container files keep their promises: no default secrets, health checks, volumes, no root."""

import re
import shutil
import subprocess

import pytest
import yaml

from server.launch.places import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
REQUIRED = {"GRIDWALK_DB_PASSWORD", "GRIDWALK_SECRET_KEY", "GRIDWALK_HOSTS"}


def demo_settings() -> dict[str, str]:
    lines = (ROOT / "server" / "demo.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_a_secret_has_no_default(name: str):
    uses = re.findall(r"\$\{" + name + r"(.*?)\}", TEXT)
    assert uses
    assert all(use.startswith(":?") for use in uses), uses


def test_demo_mode_is_off_unless_asked_for():
    assert OURS["server"]["environment"]["GRIDWALK_DEMO"] == "${GRIDWALK_DEMO:-0}"
    assert SERVICES["demo-data"]["profiles"] == ["demo"]


def test_the_demo_file_sets_all_that_is_required():
    settings = demo_settings()
    assert set(settings) >= REQUIRED | {"GRIDWALK_DEMO", "COMPOSE_PROFILES"}
    assert all(name in TEXT for name in settings if name != "COMPOSE_PROFILES")


def test_what_stays_up_says_how_it_is():
    for name in ("db", "worker"):
        assert SERVICES[name]["healthcheck"]["test"], name
    assert "HEALTHCHECK" in (ROOT / "server" / "Dockerfile").read_text(encoding="utf-8")


def test_nothing_serves_before_the_tables_are_there():
    for name in ("server", "worker", "demo-data"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICES["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"


def test_what_must_last_lies_in_volumes():
    named = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert named == set(COMPOSE["volumes"]) == {"database", "files"}


def test_our_containers_have_no_rights_to_spare():
    for name, service in OURS.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name


def test_only_the_server_is_published_and_to_this_machine():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"server": ["${GRIDWALK_PUBLISH:-127.0.0.1:8000}:8000"]}


def test_every_setting_is_one_the_server_reads():
    read = (ROOT / "server" / "settings.py").read_text(encoding="utf-8")
    names = {name for service in OURS.values() for name in service["environment"] if name.startswith("GRIDWALK_")}
    assert {name for name in names if f'"{name}"' not in read} == set()


def test_the_dockerfile_is_clean():
    hadolint = shutil.which("hadolint")
    assert hadolint, "hadolint comes with the test set"
    done = subprocess.run([hadolint, str(ROOT / "server" / "Dockerfile")], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_does_not_run_as_root():
    users = re.findall(r"^USER (\S+)$", (ROOT / "server" / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert users == ["10001"]
