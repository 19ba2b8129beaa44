"""Rows of an incident's log are never changed nor removed, by anyone."""

from django.db import migrations

REFUSE = """
create function incidents_log_refuses() returns trigger language plpgsql as $$
begin
    raise exception 'rows of incidents_incidentevent are never changed nor removed'
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger incidents_log_refuses before update or delete on incidents_incidentevent
    for each statement execute function incidents_log_refuses();
"""
UNDO = "drop trigger incidents_log_refuses on incidents_incidentevent; drop function incidents_log_refuses"


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, UNDO)]
