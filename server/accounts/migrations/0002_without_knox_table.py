"""knox creates its own token table although ours replaces its model; nothing knows the table, and a flush trips over it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("knox", "0009_extend_authtoken_field")]

    operations = [migrations.RunSQL("drop table if exists knox_authtoken", migrations.RunSQL.noop)]
