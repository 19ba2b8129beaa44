"""The main job from end to end: a phone in the field, and the office's coverage map.

The real app in a real (offscreen) window, a real server, a real browser. Run by `python3 -m server demo --once`.
Prints each step, writes pictures of phone and office, and exits with 0 only if everything that it says was true.
"""

import argparse
import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.line import Line
from tests.journeys.field_day import ABOUT, NOTE, FieldDay, Recorded, choose_household, take_picture
from tests.journeys.office import CoverageRow, office_window
from tests.journeys.steps import Broken, Steps
from tests.mobile.screens.driver import Phone

WORKER, OFFICE, PASSWORD = "worker", "street", "gridwalk-demo"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="main_job", description="Do the main job once, with pictures.")
    parser.add_argument("--server", required=True, help="address of a running server with the demo loaded")
    parser.add_argument("--out", required=True, type=Path, help="folder for the pictures")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    data = Path(tempfile.mkdtemp(prefix="gridwalk-phone-"))
    try:
        main_job(options.server.rstrip("/"), options.out, data)
    except Exception as error:
        # Kivy takes sys.stderr over and the window's logs are off: what went wrong is told on the real one.
        if not isinstance(error, Broken):
            traceback.print_exc(file=sys.__stderr__)
        print(f"\nThe main job failed: {error}", file=sys.__stderr__)
        return 1
    finally:
        shutil.rmtree(data, ignore_errors=True)
    print(f"\nThe main job is done. Pictures of phone and office: {options.out}")
    return 0


def main_job(server: str, pictures: Path, data: Path) -> None:
    """Raises Broken at the first thing that is not true."""
    steps = Steps()
    before = read_coverage(server, pictures, steps)
    with Line(urlsplit(server).port or 80) as line:
        recorded = work_in_the_field(line, pictures, data, steps)
    look_in_the_office(server, pictures, steps, before, recorded)


def read_coverage(server: str, pictures: Path, steps: Steps) -> dict[str, CoverageRow]:
    """What the office's table says before the day."""
    with office_window(server, pictures) as office:
        office.sign_in(OFFICE, PASSWORD)
        rows = office.coverage()
        office.open_map("level=small")
        office.picture("01-before")
    steps.sure(rows, f"the office's coverage table shows {len(rows)} small grids")
    return rows


def work_in_the_field(line: Line, pictures: Path, data: Path, steps: Steps) -> Recorded:
    """Sign in, lose the network, find the door twice, record a visit and an incident, get the network back, sync."""
    camera = take_picture(data / "camera.jpg")
    phone = Phone.start(data=data / "app", server=line.url, gps="116.3200,40.0000,8", camera=camera)
    try:
        day = FieldDay(phone, line, steps, pictures)
        day.begin(WORKER, PASSWORD)
        household = choose_household(phone)
        day.lose_network()
        day.find_by_tap(household)
        day.find_by_search(household)
        day.record_visit(household)
        incident_id = day.report_incident()
        day.show_outbox(2, "08-outbox")
        day.fail_to_sync()
        day.regain_network()
        day.show_outbox(0, "09-outbox-sent")
        day.stay_with_map()
        return Recorded(household, incident_id)
    finally:
        phone.stop()


def look_in_the_office(
    server: str, pictures: Path, steps: Steps, before: dict[str, CoverageRow], recorded: Recorded
) -> None:
    """The visit, the incident and the changed coverage, on the office's pages."""
    household = recorded.household
    with office_window(server, pictures) as office:
        office.sign_in(OFFICE, PASSWORD)
        after = office.coverage()
        changed = {grid for grid in after if after[grid] != before.get(grid)}
        steps.sure(len(changed) == 1, "coverage changed in exactly one small grid")
        old, new = (rows[next(iter(changed))] for rows in (before, after))
        steps.sure(new.counts["contacted"] == old.counts["contacted"] + 1, f"contacted rose by one in {new.name}")
        steps.sure(new.counts["overdue"] == old.counts["overdue"] - 1, "overdue fell by one")
        steps.sure(new.counts["eligible"] == old.counts["eligible"], "eligible stayed as it was")
        steps.did(f"covered was {old.share}, is {new.share}")

        office.open_map(f"level=small&grid={next(iter(changed))}&building={household.building_id}")
        office.picture("02-after")

        office.page.goto(f"{server}/households/{household.id}/")
        visits = office.texts("#visits tbody tr")
        steps.sure(NOTE in visits[0], "the visit is on the household's page, the newest of its list")
        steps.sure(household.name not in office.page.content(), "the householder's name is masked for the office")
        office.picture("03-household")

        office.page.goto(f"{server}/incidents/{recorded.incident_id}/")
        office.page.wait_for_selector("#place[data-ready]", timeout=60_000)
        steps.sure(ABOUT in office.page.content(), "the incident has its page, with its place on a map")
        sizes = office.page.evaluate("[...document.querySelectorAll('.photos img')].map((it) => it.naturalWidth)")
        steps.sure(len(sizes) == 1 and sizes[0] > 0, "its photo arrived and can be looked at")
        office.picture("04-incident")

        office.page.goto(f"{server}/incidents/")
        listed = office.page.locator(f"#incident-table tr[data-incident='{recorded.incident_id}']").count()
        steps.sure(listed == 1, "it heads the office's list of open incidents")
        office.picture("05-incidents")


if __name__ == "__main__":
    sys.exit(main())
