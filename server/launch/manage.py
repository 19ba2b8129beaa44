"""`python3 -m server manage COMMAND …`: Django's command line on the demo's database, whether the demo runs or not."""

import argparse
import subprocess

from server.launch import cluster, demo, prepare
from server.launch.environment import given_database, with_database
from server.launch.locks import held, is_held
from server.launch.places import ROOT


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("line", nargs=argparse.REMAINDER, metavar="COMMAND", help="for example: createsuperuser")


def main(options: argparse.Namespace) -> int:
    if is_held("demo") and (running := cluster.recorded()):
        return call(given_database() or running.url(), options.line)
    with held("demo", "python3 -m server manage"):
        with held("setup", "setting up"):
            demo.set_up(argparse.Namespace(once=False))
        with demo.database(fresh=False) as url:
            return call(url, options.line)


def call(url: str, line: list[str]) -> int:
    command = [str(part) for part in prepare.manage(*line)]
    return subprocess.run(command, cwd=ROOT, env=with_database(url)).returncode
