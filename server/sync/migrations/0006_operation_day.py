"""The receipts of a day read each phone's operations by the day that the phone wrote into them."""

from django.db import migrations, models
from django.db.models.fields.json import KT
from django.db.models.functions import Left


class Migration(migrations.Migration):
    dependencies = [("sync", "0005_decisions")]

    operations = [
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(Left(KT("message__captured_at"), 10), "device", name="sync_operation_day"),
        ),
    ]
