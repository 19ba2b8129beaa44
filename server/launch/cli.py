"""The command line of `python3 -m server`."""

import argparse
import sys

from server.launch import bench, demo, manage, tests
from server.launch.interrupts import in_order
from server.launch.problems import CannotStart

INTERRUPTED = 130  # what a shell expects of a program that Ctrl-C ended


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python3 -m server", description="Gridwalk on this machine, from nothing.")
    commands = top.add_subparsers(dest="command", required=True)
    for name, module, text in (
        ("demo", demo, "run the product with demo data"),
        ("test", tests, "check everything"),
        ("bench", bench, "measure it against its peers"),
        ("manage", manage, "run a Django command on the demo's database"),
    ):
        command = commands.add_parser(name, help=text, description=module.__doc__)
        module.arguments(command)
        command.set_defaults(run=module.main)
    return top


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    with in_order():
        try:
            code: int = options.run(options)
        except CannotStart as problem:
            print(f"\n{problem}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\nStopped.", file=sys.stderr)
            return INTERRUPTED
    return code
