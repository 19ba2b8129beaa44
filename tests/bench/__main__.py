"""Runs the benchmarks; see the top of the package. `DATABASE_URL` names a cluster in which databases may be created."""

import argparse
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import psycopg

import tests.bench
from tests.bench.context import ROOT, dsn, open_context
from tests.bench.measure import Result, machine, versions

NO_BENCHMARKS = {"__main__", "context", "cores", "measure"}
PACKAGES = ["django", "granian", "kivy", "kivy-garden-mapview", "orjson", "psycopg", "shapely", "tipg", "uvicorn"]


def names() -> dict[str, str]:
    """Benchmark name → module, read from the sources: importing them needs a database."""
    found = {}
    for module in pkgutil.iter_modules(tests.bench.__path__):
        source = (Path(tests.bench.__path__[0]) / f"{module.name}.py").read_text(encoding="utf-8")
        if module.name not in NO_BENCHMARKS and "\nNAME = " in source:
            found[source.split("\nNAME = ", 1)[1].split("\n", 1)[0].split("#")[0].strip().strip("\"'")] = module.name
    return found


def run_one(module_name: str, cluster: str, output: Path) -> None:
    """In a process of its own: set Django up on a fresh database, run the benchmark, write what it found."""
    with open_context(cluster) as context:
        os.environ["DATABASE_URL"] = context.database
        os.environ["GRIDWALK_STATE_DIR"] = str(context.folder / "state")
        context.manage("migrate", "--verbosity", "0")
        import django

        django.setup()
        from django.db import connection

        module: ModuleType = importlib.import_module(f"tests.bench.{module_name}")
        try:
            results: list[Result] = module.run(context)
        finally:
            connection.close()
            if hasattr(connection, "close_pool"):
                connection.close_pool()
    output.write_text(json.dumps([vars(result) for result in results]))


def run_all(chosen: dict[str, str], cluster: str) -> tuple[list[Result], list[str]]:
    """Results of all chosen benchmarks, and the names of those that failed."""
    results: list[Result] = []
    failed = []
    for name, module in chosen.items():
        print(f"{name}:", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "results.json"
            command = [sys.executable, "-m", "tests.bench", "--one", module, "--json", str(output)]
            if run_to_its_end(command, {**os.environ, "DATABASE_URL": cluster}):
                failed.append(name)
            else:
                results += [Result(**row) for row in json.loads(output.read_text())]
    return results, failed


def run_to_its_end(command: list[str], environment: dict[str, str]) -> int:
    """The exit code. Where we are stopped, the benchmark is too, with time to stop its servers."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def table(results: list[Result]) -> str:
    """The figures as a table for people."""
    head = ("what", "of", "ours", "peer", "", "unit", "ours is")
    rows = [
        (
            result.name,
            result.size,
            number(result.ours),
            number(result.peer),
            result.peer_name or "",
            result.unit,
            f"{result.times_better:.3g}× as good" if result.times_better else "",
        )
        for result in results
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [head, *rows]]
    return "\n".join(line.rstrip() for line in lines)


def number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def postgresql_version(cluster: str) -> str:
    with psycopg.connect(dsn(cluster)) as connection:
        row = connection.execute("show server_version").fetchone()
    return str(row[0]) if row else "unknown"


def main(arguments: list[str]) -> int:
    # As an exception, so that servers and databases go with us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = argparse.ArgumentParser(prog="python3 -m server bench", description="Measures Gridwalk against its peers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="benchmarks to run (default: all)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results as JSON")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and stop")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings")
    os.environ.setdefault("GRIDWALK_DEMO", "1")
    cluster = os.environ["DATABASE_URL"]
    if options.one:
        run_one(options.one, cluster, options.json)
        return 0
    known = names()
    if options.list:
        print("\n".join(known))
        return 0
    if unknown := set(options.names) - set(known):
        parser.error(f"no benchmark called {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    chosen = {name: known[name] for name in options.names or known}
    results, failed = run_all(chosen, cluster)
    print("\n" + machine() + "\n\n" + table(results))
    if options.json:
        found = versions(PACKAGES, postgresql_version(cluster))
        rows = [result.as_json(machine(), found) for result in results]
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
