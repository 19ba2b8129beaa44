"""The way back: a whole grid of 1,000 households to a new phone, and a day's changes to one that has it.

Rights, the change log and digests are on; the phone's side is not in these figures.
"""

import gzip
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.db import connection

from tests.bench.context import Context
from tests.bench.cores import cores_of
from tests.bench.measure import Result
from tests.bench.push import Worker
from tests.factories.places import make_building, make_household

NAME = "pull"
ABOUT = "a grid of 1,000 households to a new phone, and a day's changes, records per second"
HOUSEHOLDS, CHANGED = 1000, 200


class Reader(Worker):
    """The worker's phone, fetching."""

    def snapshot(self) -> tuple[str, int, int]:
        """The cursor, and what came: records, and bytes as compressed on the way."""
        cursor, after, records, sent = "", None, 0, 0
        while True:
            query = {"grid": str(self.grid.id)} | ({"after": after} if after else {})
            page, size = self.told(self.http.get(f"/api/v1/sync/snapshot?{urlencode(query)}", headers=self.gzipped))
            cursor, records, sent = cursor or page["cursor"], records + len(page["rows"]), sent + size
            if (after := page["next"]) is None:
                return cursor, records, sent

    def pull(self, cursor: str) -> tuple[int, int]:
        """What came: changes, and bytes as compressed on the way."""
        changes, sent, complete = 0, 0, False
        while not complete:
            message = {"protocol": 1, "device": self.device, "cursors": {str(self.grid.id): cursor}, "digests": True}
            answer, size = self.told(
                self.http.post("/api/v1/sync/pull", message, content_type="application/json", headers=self.gzipped)
            )
            changes, sent = changes + len(answer["changes"]), sent + size
            cursor, complete = answer["cursors"][str(self.grid.id)], answer["complete"]
        return changes, sent

    def told(self, response: Any) -> tuple[dict[str, Any], int]:
        assert response.status_code == 200, response.content
        packed = response.headers.get("Content-Encoding") == "gzip"
        message = orjson.loads(gzip.decompress(response.content) if packed else response.content)
        return message, len(response.content)

    @property
    def gzipped(self) -> dict[str, str]:
        return {**self.headers, "Accept-Encoding": "gzip"}


def run(context: Context) -> list[Result]:
    settings.ALLOWED_HOSTS = ["*"]
    reader = Reader()
    context.say(f"making {HOUSEHOLDS} households")
    building = make_building(reader.grid, at=(40, 40, 20))
    for n in range(HOUSEHOLDS - len(reader.homes)):
        make_household(building, floor=1 + n // 12, room=f"x{n}")
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    place, records, bytes_sent = reader.snapshot()
    whole = cores_of(reader.snapshot)
    reader.push(reader.messages([reader.op("visit.record", reader.visit(n)) for n in range(CHANGED)]))
    changes, changed_bytes = reader.pull(place)
    day = cores_of(lambda: reader.pull(place))
    assert (records >= HOUSEHOLDS, changes) == (True, CHANGED), (records, changes)
    return [
        Result("download a grid", f"{records} records", "records/s", records / whole.wall),
        Result("… by a core of Python", f"{records} records", "records/s", records / whole.python),
        Result("… bytes per record", f"{records} records", "bytes", bytes_sent / records),
        Result("pull a day's changes", f"{changes} changes", "records/s", changes / day.wall),
        Result("… bytes per change", f"{changes} changes", "bytes", changed_bytes / changes),
    ]
