"""The past of a household with all who ever lived there is read on its page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0003_the_past_is_append_only")]

    operations = [
        migrations.AddIndex(
            model_name="registerchange",
            index=models.Index("household_id", "at", name="households_past_of_home"),
        ),
        migrations.AddIndex(
            model_name="residentremoval",
            index=models.Index("household_id", name="households_removed_from_home"),
        ),
    ]
