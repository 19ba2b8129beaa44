"""`python3 -m server demo`: the whole product on this machine, with demo data."""

import argparse
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.launch import browser, cluster, frontend, prepare, system, venv
from server.launch.environment import given_database, with_database
from server.launch.locks import held
from server.launch.places import PYTHON, ROOT, STATE
from server.launch.processes import Processes, serve, usable_port, work
from server.launch.progress import say, stop_group

LOGINS = (
    ("street", "街道办 street office", "everything in the street"),
    ("community", "社区 community", "one large grid"),
    ("department", "部门 county department", "incidents assigned to it"),
    ("worker", "网格员 grid worker", "the phone app: their own small grids"),
    ("admin", "管理员 administrator", "/admin/"),
)
PASSWORD = "gridwalk-demo"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do the main job without a person, then stop")
    parser.add_argument("--out", type=Path, default=STATE / "once", metavar="FOLDER", help="screenshots of --once")
    parser.add_argument("--fresh", action="store_true", help="empty the demo's database and load it anew")
    parser.add_argument("--port", type=int, help="the office's port (8000, or a free one)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1: this machine only)")
    parser.add_argument("--no-phone", action="store_true", help="do not open the phone app")


def main(options: argparse.Namespace) -> int:
    with held("demo", "python3 -m server demo"):
        with held("setup", "setting up"):
            set_up(options)
        with database(fresh=options.fresh) as url, Processes() as processes:
            environment = with_database(url)
            fill(environment, fresh=options.fresh)
            if options.host != "127.0.0.1":
                environment["GRIDWALK_HOSTS"] = os.environ.get("GRIDWALK_HOSTS", "*")
            address = serve(processes, environment, options.host, usable_port(options.port))
            work(processes, environment)
            if options.once:
                return once(environment, address, options.out)
            welcome(address)
            if not options.no_phone:
                phone(processes, environment, address)
            say("\nCtrl-C stops everything.")
            processes.watch()
    return 0


def has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def set_up(options: argparse.Namespace) -> None:
    """System packages, Python packages, browser packages, translations."""
    needs = [system.TRANSLATION, system.VENV]
    if given_database() is None:
        needs.append(system.DATABASE)
    if options.once or has_display():
        needs += [system.GRAPHICS]
    if options.once:
        needs += [system.BROWSER, system.DRIVER, system.FONTS]
    system.make_sure_of(needs)
    # The script that does the main job drives the phone and the browser with the tests' own drivers.
    venv.make_sure_of("test" if options.once else "demo")
    if options.once:
        browser.make_sure_of()
    frontend.make_sure_of()
    prepare.compile_translations()


@contextmanager
def database(*, fresh: bool) -> Iterator[str]:
    """URL of the database: DATABASE_URL, or our own cluster, started and stopped here."""
    if url := given_database():
        yield url
    else:
        with cluster.kept() as own:
            if fresh:
                # Not only the demo's rows: a database that an older version left is made usable again.
                cluster.make_empty(own)
                shutil.rmtree(STATE / "media", ignore_errors=True)
            yield own.url()


def fill(environment: dict[str, str], *, fresh: bool) -> None:
    prepare.migrate(environment)
    prepare.collect_static(environment)
    prepare.load_demo(environment, fresh=fresh)


def welcome(address: str) -> None:
    say(f"\nGridwalk is running. The office: {address}/\n")
    say(f"Demo logins (password of all: {PASSWORD})")
    for username, who, what in LOGINS:
        say(f"  {username:<12}{who}: {what}")


def phone(processes: Processes, environment: dict[str, str], address: str) -> None:
    """Open the phone app where there is a display. A phone in the street keeps the street's time, whatever this desk
    does: the day of its records is the day by its own clock."""
    environment = {**environment, "TZ": environment.get("GRIDWALK_TIME_ZONE", "Asia/Shanghai")}
    command: list[str | Path] = [PYTHON, "-m", "mobile.main", "--server", address]
    if has_display():
        processes.start("phone", command, environment)
        processes.forget("phone")
        say("\nThe phone app opens in its own window: sign in as worker.")
    else:
        short = PYTHON.relative_to(ROOT) if PYTHON.is_relative_to(ROOT) else PYTHON
        say(f"\nThere is no display here. The phone app, on a desk: {short} -m mobile.main --server {address}")


def once(environment: dict[str, str], address: str, folder: Path) -> int:
    """The main job, done by a script on the real phone app, the real server and a real browser; its exit code."""
    more = {"SDL_VIDEODRIVER": "offscreen", "PYTHONPATH": str(ROOT), **browser.environment()}
    command = [str(PYTHON), "-m", "tests.journeys.main_job", "--server", address, "--out", str(folder.resolve())]
    process = subprocess.Popen(command, cwd=ROOT, env={**environment, **more}, start_new_session=True)
    try:
        return process.wait()
    finally:
        stop_group(process)
