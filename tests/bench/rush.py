"""The hour after an outage: 300 phones at once, then 2,000 over ten minutes, each with five visits, against two worker
processes as `python3 -m server` starts them.

`GRIDWALK_RUSH_SECONDS` is how long the 2,000 take to come (600 for the real ten minutes; 60 unless said). A lost or
doubled row, or any error but 429 and 503 with Retry-After, ends the run.
"""

import os

from django.conf import settings
from django.db import connection

from server.sync.models import Operation
from server.visits.models import Visit
from tests.bench.context import Context
from tests.bench.measure import Result, quantile
from tests.factories.places import make_building, make_household, make_tree
from tests.faults.crowd import Told, come_back, make_phones

NAME = "rush"
ABOUT = "300 phones at once and 2,000 over ten minutes: what they wait, and that nothing is lost"
VISITS = 5
SECONDS = float(os.environ.get("GRIDWALK_RUSH_SECONDS", "60"))


def run(context: Context) -> list[Result]:
    settings.ALLOWED_HOSTS = ["*"]
    grid = make_tree()["S11"]
    building = make_building(grid)
    homes = [make_household(building, floor=1 + n // 12, room=f"{n}") for n in range(300)]
    context.say("signing in 2,300 phones")
    phones = make_phones(2300, grid, homes, visits=VISITS)
    served = context.serve(workers=2, threads=32)
    port = int(served.url.rpartition(":")[2])
    results = []
    for name, some, over in (("300 phones at once", phones[:300], 0.0), ("2,000 phones", phones[300:], SECONDS)):
        before = Visit.objects.count()
        context.say(f"{name} within {over:.0f} s")
        told = come_back(some, port, over=over)
        check(told, {op.op_id for phone in some for op in phone.ops}, Visit.objects.count() - before)
        context.say(f"statuses {dict(told.statuses)}")
        size = f"{name} within {over:.0f} s, {VISITS} visits each"
        later = sum(count for status, count in told.statuses.items() if status != 200)
        results += [
            Result("rush: push, p95", size, "ms", quantile(told.seconds, 0.95) * 1000),
            Result("rush: push, median", size, "ms", quantile(told.seconds, 0.5) * 1000),
            Result("rush: told to come later", size, "answers", float(later)),
        ]
    connection.close()
    return results


def check(told: Told, made: set[str], visits: int) -> None:
    assert not told.wrong, told.wrong[:5]
    assert told.acknowledged == made, f"{len(told.acknowledged)} of {len(made)} acknowledged"
    assert visits == len(made), f"{visits} visits of {len(made)}"
    assert Operation.objects.filter(id__in=made).count() == len(made)
