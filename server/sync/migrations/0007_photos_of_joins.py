"""Photos that came with “this one too” are photos of the incident: when one arrives, the incident has changed."""

from django.db import migrations

MARK = """
create or replace function sync_mark_of_photos(p_hashes varchar[]) returns void language plpgsql as $$
begin
    perform sync_mark('household', false, array_agg(h.small_grid_id), array_agg(h.id))
    from visits_visit v join households_household h on h.id = v.household_id
    where v.photo_hashes && p_hashes and v.photo_hashes <> '{}';
    perform sync_mark('incident', false, array_agg(i.small_grid_id), array_agg(i.id))
    from incidents_incident i
    where i.photo_hashes && p_hashes and i.photo_hashes <> '{}';
    perform sync_mark('incident', false, array_agg(i.small_grid_id), array_agg(i.id))
    from incidents_incidentjoin j join incidents_incident i on i.id = j.incident_id
    where j.photo_hashes && p_hashes and j.photo_hashes <> '{}';
end $$;
create trigger sync_a_named_photos after insert on incidents_incidentjoin
    referencing new table as new_rows for each statement execute function sync_named_photos();
create index incidents_join_photos on incidents_incidentjoin using gin (photo_hashes) where photo_hashes <> '{}';
"""
UNDO = """
drop index incidents_join_photos;
drop trigger sync_a_named_photos on incidents_incidentjoin;
create or replace function sync_mark_of_photos(p_hashes varchar[]) returns void language plpgsql as $$
begin
    perform sync_mark('household', false, array_agg(h.small_grid_id), array_agg(h.id))
    from visits_visit v join households_household h on h.id = v.household_id
    where v.photo_hashes && p_hashes and v.photo_hashes <> '{}';
    perform sync_mark('incident', false, array_agg(i.small_grid_id), array_agg(i.id))
    from incidents_incident i
    where i.photo_hashes && p_hashes and i.photo_hashes <> '{}';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sync", "0006_operation_day"), ("incidents", "0003_join_and_on_spot")]

    operations = [migrations.RunSQL(MARK, UNDO)]
