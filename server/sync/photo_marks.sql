-- "Photos 1/2": when a photo becomes stored, the record that names it has changed for everybody's phones.

-- A photo and the record that names it may be written at the same moment, neither seeing the other: then the record
-- would be told without the photo, and nothing would ever tell it again. So both take the photo's lock first; the
-- record's is shared, and costs nothing where no photo is named. Its trigger's name sorts before those that mark, which
-- lock rows of the log: in the other order two writers could wait for each other.
create function sync_named_photos() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(hashtextextended('photo ' || named.sha256, 0))
    from (
        select distinct unnest(n.photo_hashes) as sha256 from new_rows n where n.photo_hashes <> '{}' order by 1
    ) as named;
    return null;
end $$;

create trigger sync_a_named_photos after insert on visits_visit
    referencing new table as new_rows for each statement execute function sync_named_photos();
create trigger sync_a_named_photos after insert on incidents_incident
    referencing new table as new_rows for each statement execute function sync_named_photos();

create function sync_mark_of_photos(p_hashes varchar[]) returns void language plpgsql as $$
begin
    perform sync_mark('household', false, array_agg(h.small_grid_id), array_agg(h.id))
    from visits_visit v join households_household h on h.id = v.household_id
    where v.photo_hashes && p_hashes and v.photo_hashes <> '{}';
    perform sync_mark('incident', false, array_agg(i.small_grid_id), array_agg(i.id))
    from incidents_incident i
    where i.photo_hashes && p_hashes and i.photo_hashes <> '{}';
end $$;

create function sync_after_photo() returns trigger language plpgsql as $$
declare
    hashes varchar[];
begin
    if tg_op = 'INSERT' then
        select array_agg(sha256 order by sha256) into hashes from new_rows;
        perform pg_advisory_xact_lock(hashtextextended('photo ' || sha256, 0)) from unnest(hashes) as sha256;
    else
        select array_agg(sha256 order by sha256) into hashes from old_rows;
    end if;
    -- A statement of its own: it sees what the lock has waited for.
    perform sync_mark_of_photos(hashes);
    return null;
end $$;

create trigger sync_insert after insert on photos_photo
    referencing new table as new_rows for each statement execute function sync_after_photo();
create trigger sync_delete after delete on photos_photo
    referencing old table as old_rows for each statement execute function sync_after_photo();

-- From a photo to its records. Most records name none.
create index visits_visit_photos on visits_visit using gin (photo_hashes) where photo_hashes <> '{}';
create index incidents_incident_photos on incidents_incident using gin (photo_hashes) where photo_hashes <> '{}';
