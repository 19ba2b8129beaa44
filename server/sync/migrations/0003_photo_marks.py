"""A photo that becomes stored marks the records that name it, in its own transaction."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "photo_marks.sql"

REMOVE = """
    drop index incidents_incident_photos;
    drop index visits_visit_photos;
    drop function sync_after_photo() cascade;
    drop function sync_mark_of_photos(varchar[]) cascade;
    drop function sync_named_photos() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sync", "0002_change_log"),
        ("photos", "0002_upload_expiry_thumbnail_later"),
    ]
    operations = [migrations.RunSQL(SQL.read_text(), REMOVE)]
