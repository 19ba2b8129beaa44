"""`python3 -m server bench [NAME…] --json FILE`: the benchmarks of `tests/bench`, on a cluster of their own."""

import argparse
import subprocess
from pathlib import Path

from server.launch import cluster, frontend, prepare, system, venv
from server.launch.environment import with_database
from server.launch.locks import held
from server.launch.places import PYTHON, ROOT
from server.launch.progress import stop_group


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="benchmarks to run (all, unless named)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and stop")


def main(options: argparse.Namespace) -> int:
    with held("setup", "setting up"):
        system.make_sure_of([system.TRANSLATION, system.VENV, system.GRAPHICS, system.DATABASE])
        venv.make_sure_of("bench")
        frontend.make_sure_of()
        prepare.compile_translations()
    command = [str(PYTHON), "-m", "tests.bench", *options.names]
    if options.json:
        command += ["--json", str(options.json.resolve())]
    if options.list:
        command.append("--list")
    # Always a cluster of its own, with the settings of a real one: figures of a busy or tuned server mean nothing.
    with cluster.temporary({}) as own:
        environment = with_database(own.url(), PYTHONPATH=str(ROOT), SDL_VIDEODRIVER="offscreen", KIVY_NO_ARGS="1")
        process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                stop_group(process)
