"""Versions of forms are never changed nor removed, by anyone: visits are read by them."""

from django.db import migrations

REFUSE = """
create function forms_version_refuses() returns trigger language plpgsql as $$
begin
    raise exception 'rows of forms_formversion are never changed nor removed'
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger forms_version_refuses before update or delete on forms_formversion
    for each statement execute function forms_version_refuses();
"""
UNDO = "drop trigger forms_version_refuses on forms_formversion; drop function forms_version_refuses"


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_forms")]

    operations = [migrations.RunSQL(REFUSE, UNDO)]
