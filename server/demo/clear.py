"""Take the demo out of the database again, with everything that was recorded on it."""

from django.core.management.base import CommandError
from django.db import connection

from server.demo.marker import STREET_CODE
from server.grids.models import Street
from server.sync.services import begin_epoch

# Everything else hangs on these; incident logs and visits refuse to be deleted row by row, on purpose.
ROOTS = ("grids_street", "accounts_person", "basemap_basemapfeature", "photos_photo")


def clear() -> None:
    """Empty the tables, unless a real street office's data is in them."""
    if Street.objects.exclude(code=STREET_CODE).exists():
        raise CommandError("There is a street office in this database that is not the demo's: nothing is removed.")
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {', '.join(ROOTS)} restart identity cascade")
    # Phones that know the old records must ask for everything anew.
    begin_epoch()
