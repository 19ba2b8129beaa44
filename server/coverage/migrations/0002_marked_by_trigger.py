"""Every change that coverage depends on marks (grid, first month that it touches), in the same transaction."""

from django.db import migrations

MARK = """
-- The grids in which these households were counted from these days on.
create function coverage_mark(household_ids uuid[], days date[]) returns void language sql as $$
    insert into coverage_dirtyperiod (grid_id, month, marked_at)
    select distinct placement.small_grid_id, date_trunc('month', touched.day)::date, now()
    from unnest(household_ids, days) as touched(household_id, day)
    join households_householdplacement placement on placement.household_id = touched.household_id
        and (upper_inf(placement.valid) or upper(placement.valid) > date_trunc('month', touched.day)::date);
$$;
"""

ON_VISIT = """
create function coverage_visit_marks() returns trigger language plpgsql as $$
begin
    if tg_op in ('INSERT', 'UPDATE') then
        -- the visit that a correction replaces counts no longer, perhaps in another month
        perform coverage_mark(array_agg(household_id), array_agg(visits_local_date(visited_at)))
        from (select household_id, visited_at from new_rows
              union all
              select first.household_id, first.visited_at
              from new_rows join visits_visit first on first.id = new_rows.corrects_id) touched;
        insert into coverage_dirtyperiod (grid_id, month, marked_at)
        select distinct small_grid_id, date_trunc('month', visits_local_date(visited_at))::date, now()
        from (select small_grid_id, visited_at from new_rows
              union all
              select first.small_grid_id, first.visited_at
              from new_rows join visits_visit first on first.id = new_rows.corrects_id) touched;
    end if;
    if tg_op in ('UPDATE', 'DELETE') then
        perform coverage_mark(array_agg(household_id), array_agg(visits_local_date(visited_at)))
        from (select household_id, visited_at from old_rows
              union all
              select first.household_id, first.visited_at
              from old_rows join visits_visit first on first.id = old_rows.corrects_id) touched;
        insert into coverage_dirtyperiod (grid_id, month, marked_at)
        select distinct small_grid_id, date_trunc('month', visits_local_date(visited_at))::date, now()
        from (select small_grid_id, visited_at from old_rows
              union all
              select first.small_grid_id, first.visited_at
              from old_rows join visits_visit first on first.id = old_rows.corrects_id) touched;
    end if;
    return null;
end $$;
"""

ON_PLACEMENT = """
create function coverage_placement_marks() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into coverage_dirtyperiod (grid_id, month, marked_at)
        select distinct small_grid_id, date_trunc('month', coalesce(lower(valid), '1900-01-01'))::date, now()
        from new_rows;
    elsif tg_op = 'DELETE' then
        insert into coverage_dirtyperiod (grid_id, month, marked_at)
        select distinct small_grid_id, date_trunc('month', coalesce(lower(valid), '1900-01-01'))::date, now()
        from old_rows
        -- a grid that is being deleted has no counts left
        where exists (select from grids_servicegrid grid where grid.id = small_grid_id);
    else
        insert into coverage_dirtyperiod (grid_id, month, marked_at)
        select distinct grid.id, date_trunc('month', touched.day)::date, now()
        from (
            select old_rows.small_grid_id as old_grid, new_rows.small_grid_id as new_grid,
                -- the first day on which the two say something different
                case
                    when old_rows.small_grid_id = new_rows.small_grid_id
                         and lower(old_rows.valid) is not distinct from lower(new_rows.valid)
                    then least(upper(old_rows.valid), upper(new_rows.valid))
                    else least(coalesce(lower(old_rows.valid), '1900-01-01'),
                               coalesce(lower(new_rows.valid), '1900-01-01'))
                end as day
            from old_rows join new_rows using (id)
            where (old_rows.small_grid_id, old_rows.valid) is distinct from (new_rows.small_grid_id, new_rows.valid)
        ) touched
        join grids_servicegrid grid on grid.id in (touched.old_grid, touched.new_grid)
        where touched.day is not null;
    end if;
    return null;
end $$;
"""

# The status and the interval have no history: a change of them speaks about all periods.
ON_HOUSEHOLD = """
create function coverage_household_marks() returns trigger language plpgsql as $$
begin
    perform coverage_mark(array_agg(id), array_agg('1900-01-01'::date))
    from (select id, status, registered_on from new_rows
          except select id, status, registered_on from old_rows) touched;
    return null;
end $$;
"""
ON_PLAN = """
create function coverage_plan_marks() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform coverage_mark(array_agg(household_id), array_agg('1900-01-01'::date)) from new_rows;
    else
        perform coverage_mark(array_agg(household_id), array_agg('1900-01-01'::date))
        from (select household_id, interval_days from new_rows
              except select household_id, interval_days from old_rows) touched;
    end if;
    return null;
end $$;
"""

EVENTS = {
    "insert": "referencing new table as new_rows",
    "update": "referencing old table as old_rows new table as new_rows",
    "delete": "referencing old table as old_rows",
}
TRIGGERS = [
    ("visits_visit", "coverage_visit_marks", ("insert", "update", "delete")),
    ("households_householdplacement", "coverage_placement_marks", ("insert", "update", "delete")),
    ("households_household", "coverage_household_marks", ("update",)),
    ("visits_visitplan", "coverage_plan_marks", ("insert", "update")),
]


def trigger(table, function, event):
    return migrations.RunSQL(
        f"create trigger {function}_{event} after {event} on {table} {EVENTS[event]} "
        f"for each statement execute function {function}()",
        f"drop trigger {function}_{event} on {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("coverage", "0001_initial"), ("visits", "0002_plans_by_trigger"), ("households", "0001_initial")]

    operations = [
        migrations.RunSQL(MARK, "drop function coverage_mark"),
        migrations.RunSQL(ON_VISIT, "drop function coverage_visit_marks"),
        migrations.RunSQL(ON_PLACEMENT, "drop function coverage_placement_marks"),
        migrations.RunSQL(ON_HOUSEHOLD, "drop function coverage_household_marks"),
        migrations.RunSQL(ON_PLAN, "drop function coverage_plan_marks"),
        *[trigger(table, function, event) for table, function, events in TRIGGERS for event in events],
    ]
