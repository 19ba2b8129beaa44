"""The benchmark harness: its clocks, its ratios, its table, and which benchmarks it finds."""

import ast
import itertools
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.bench import __main__ as harness
from tests.bench.context import dsn
from tests.bench.measure import Result, best_of, quantile, rate


def test_a_ratio_is_ours_by_the_peer_and_better_depends_on_the_unit():
    slower = Result("draw", "2k", "ms", ours=20.0, peer=10.0, peer_name="other")
    faster = Result("tiles", "300", "tiles/s", ours=400.0, peer=100.0, peer_name="other")
    assert (slower.ratio, slower.times_better) == (2.0, 0.5)
    assert (faster.ratio, faster.times_better) == (4.0, 4.0)
    assert Result("pack", "1k", "s", ours=1.0).ratio is None


def test_the_json_has_the_promised_keys():
    row = Result("tiles", "300", "tiles/s", 400.0, 100.0, "tipg").as_json("a machine", {"python": "3.11"})
    assert list(row) == ["name", "size", "unit", "ours", "peer", "peer_name", "ratio", "machine", "versions"]


def test_the_best_round_counts():
    calls = itertools.count()
    timing = best_of(lambda: [None] * 1000 * next(calls), rounds=3, warm_up=2)
    assert next(calls) == 5
    assert 0 <= timing.wall < 1


def test_the_nearest_rank_is_a_sample():
    assert quantile([5, 1, 4, 2, 3], 0.5) == 3
    assert quantile([1, 2], 0.95) == 2
    assert quantile([7], 0.0) == 7


def test_a_rate_counts_calls_from_all_threads():
    seen: list[int] = []
    per_second = rate(seen.append, seconds=0.2, threads=3)
    assert sorted(seen) == list(range(len(seen)))
    assert per_second > 0


def test_an_error_in_a_thread_ends_the_measurement():
    def refuse(number: int) -> None:
        raise ConnectionError(number)

    with pytest.raises(ConnectionError):
        rate(refuse, seconds=30, threads=2)


def test_every_benchmark_is_found_and_keeps_the_protocol():
    for name, module in harness.names().items():
        tree = ast.parse((Path(harness.__file__).parent / f"{module}.py").read_text(encoding="utf-8"))
        functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert "run" in functions, module
        assert name.replace("-", "").replace("_", "").isalnum()


def test_the_table_shows_what_is_better():
    shown = harness.table([Result("tiles", "300", "tiles/s", 400.0, 100.0, "tipg"), Result("pack", "1k", "s", 1.5)])
    assert "4× as good" in shown
    assert shown.splitlines()[2].split() == ["pack", "1k", "1.5", "-", "s"]


def test_a_database_url_becomes_what_libpq_reads():
    read = conninfo_to_dict(dsn("postgis://me:p%40ss@127.0.0.1:5433/field"))
    assert read == {"user": "me", "password": "p@ss", "dbname": "field", "host": "127.0.0.1", "port": "5433"}
