"""`/metrics`: who may read it, and that it counts what happens, by patterns and never by anybody's id."""

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.test import Client
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.parser import text_string_to_metric_families

from server.metrics.folder import VARIABLE, prepare
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_worker
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db


def numbers(client: Client | None = None) -> dict[str, float]:
    answer = (client or Client()).get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        f"{sample.name}{{{','.join(f'{k}={v}' for k, v in sorted(sample.labels.items()) if k != 'pid')}}}": sample.value
        for family in families
        for sample in family.samples
    }


def grown(before: dict[str, float], after: dict[str, float], name: str) -> float:
    assert name in after, sorted(key for key in after if key.startswith(name.partition("{")[0]))
    return after[name] - before.get(name, 0)


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """Only the numbers of this process: another process of the same test run counts in the same folder."""
    kept = MultiProcessCollector.collect

    def collect(collector):
        own = tmp_path / "own"
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir()
        for path in Path(collector._path).glob(f"*_{os.getpid()}.db"):
            shutil.copy(path, own)
        collector._path = str(own)
        return kept(collector)

    monkeypatch.setattr(MultiProcessCollector, "collect", collect)


# A pull tells what was committed, so a test that never commits could see nothing of it.
@pytest.mark.django_db(transaction=True)
def test_pushes_and_pulls_are_counted_by_verb_verdict_and_route(alone):
    grids = make_tree()
    home = make_household(make_building(grids["S11"]))
    phone = make_phone(make_worker(grids["S11"]))
    before = numbers()
    good = phone.visit(home)
    phone.push(good, phone.visit(home, body={"outcome": "no such"}), phone.op("张三", home.id, {}))
    phone.push(good)
    grid = str(grids["S11"].id)
    phone.snapshot(grid)
    phone.pull({grid: "0.0"})
    phone.http.get(f"/api/v1/households/{home.id}/", headers=phone.headers)
    after = numbers()
    operations = "gridwalk_push_operations_total{status=%s,verb=%s}"
    assert grown(before, after, operations % ("applied", "visit.record")) == 1
    assert grown(before, after, operations % ("duplicate", "visit.record")) == 1
    assert grown(before, after, operations % ("rejected", "visit.record")) == 1
    assert grown(before, after, operations % ("rejected", "unknown")) == 1
    assert grown(before, after, "gridwalk_push_batch_seconds_count{}") == 2
    assert grown(before, after, "gridwalk_pull_rows_total{way=pull}") >= 3
    assert grown(before, after, "gridwalk_pull_rows_total{way=snapshot}") >= 3
    assert grown(before, after, "gridwalk_requests_total{method=POST,route=api/v1/sync/push,status=200}") == 2
    assert grown(before, after, "gridwalk_request_bytes_total{method=POST,route=api/v1/sync/push}") > 100
    text = Client().get("/metrics").content.decode()
    assert str(home.id) not in text
    assert "张三" not in text
    assert "households/<uuid:household_id>/" in text
    assert after["gridwalk_quarantine_operations{}"] >= 2
    assert after["gridwalk_database_up{}"] == 1
    assert after["gridwalk_media_free_bytes{}"] > 0


def test_addresses_that_nobody_knows_are_one_route():
    before = numbers()
    for word in ("a", "b", "李四"):
        Client().get(f"/api/v1/{word}/")
    after = numbers()
    routes = {name for name in after if name.startswith("gridwalk_requests_total") and "status=404" in name}
    assert sum(after[name] - before.get(name, 0) for name in routes) == 3
    assert not any("李四" in name for name in routes)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via", "X-Forwarded-Proto"])
def test_through_a_proxy_nobody_reads_them_without_a_token(client, header):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={header: "x"}).status_code == 404


@pytest.mark.parametrize("address", ["10.0.0.7", "", "192.168.1.2", "unix:"])
def test_from_elsewhere_nobody_reads_them_without_a_token(client, address):
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 404


def test_with_a_token_only_who_shows_it(client, settings):
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer a-long-tokem"}).status_code == 404
    shown = {"Authorization": "Bearer a-long-token"}
    assert client.get("/metrics", headers=shown, REMOTE_ADDR="10.0.0.7").status_code == 200


def test_without_the_database_they_say_so(monkeypatch):
    def broken():
        raise DatabaseError

    monkeypatch.setattr("server.watch.metrics.holders", broken)
    assert numbers()["gridwalk_database_up{}"] == 0


def test_workers_of_one_server_tell_one_sum(tmp_path: Path):
    """Two processes count in the folder of their parent; either tells both."""
    count = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from server.metrics import meters; meters.PULLED.labels('pull').inc(5)\n"
        "from prometheus_client import CollectorRegistry, generate_latest\n"
        "from prometheus_client.multiprocess import MultiProcessCollector\n"
        "registry = CollectorRegistry(); MultiProcessCollector(registry, path=str(settings.METRICS_FOLDER))\n"
        "print(generate_latest(registry).decode())"
    )
    environment = {**os.environ, "GRIDWALK_METRICS_DIR": str(tmp_path / "metrics")}
    said = ""
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", count], env=environment, capture_output=True, text=True, check=True
        )
        said = done.stdout
    assert 'gridwalk_pull_rows_total{way="pull"} 10.0' in said


def test_numbers_of_a_server_that_is_gone_are_removed(tmp_path: Path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / str(gone.pid)).mkdir()
    own = prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [str(os.getppid())] == [own.name]


def test_where_nothing_can_be_written_each_counts_for_itself(tmp_path: Path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "before")
    (tmp_path / "file").write_bytes(gzip.compress(b""))
    assert prepare(tmp_path / "file") is None
    assert VARIABLE not in os.environ
