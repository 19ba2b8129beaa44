"""The triggers that write the change log, one per statement, in the transaction of the change itself."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "change_log.sql"

REMOVE = """
    drop function sync_mark(text, boolean, uuid[], uuid[]) cascade;
    drop function sync_after_grid() cascade;
    drop function sync_after_building() cascade;
    drop function sync_after_door() cascade;
    drop function sync_after_household() cascade;
    drop function sync_after_household_part() cascade;
    drop function sync_after_incident() cascade;
    drop sequence sync_change_seq;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sync", "0001_initial"),
        ("grids", "0001_initial"),
        ("households", "0001_initial"),
        ("visits", "0001_initial"),
        ("incidents", "0001_initial"),
    ]
    operations = [migrations.RunSQL(SQL.read_text(), REMOVE)]
