"""Plans are kept by the database: one function recomputes them, statement triggers call it."""

from django.conf import settings
from django.db import migrations

LOCAL_DATE = """
-- The district's calendar day of a moment, by the setting of this first migration; `checks.py` holds the two together.
create or replace function visits_local_date(moment timestamptz) returns date
language sql immutable parallel safe
return (moment at time zone '{zone}')::date;
"""

REPLAN = """
create function visits_replan(asked uuid[]) returns void language plpgsql as $$
begin
    -- 1. Everyone has a plan, so that there is a row to lock.
    insert into visits_visitplan (household_id, interval_days, due_on, last_outcome)
    select household.id, 365, household.registered_on + 365, ''
    from households_household household
    where household.id = any(asked)
      and not exists (select from visits_visitplan plan where plan.household_id = household.id)
    order by household.id
    on conflict do nothing;

    -- 2. Lock before looking: two visits to one household at once would each miss the other. Ordered against deadlock.
    perform from visits_visitplan where household_id = any(asked) order by household_id for no key update;

    -- 3. A new statement sees what was committed while we waited.
    with
    -- the shortest interval that applies to anyone in the household; an empty category applies to everybody
    intervals as (
        select household.id as household_id, household.registered_on, coalesce(min(rule.days), 365) as days
        from households_household household
        left join households_resident resident on resident.household_id = household.id
        left join visits_visitinterval rule on rule.street_id = household.street_id
            and (rule.care_category = '' or rule.care_category = any(resident.care_categories))
        where household.id = any(asked)
        group by household.id
    ),
    -- visits that count: a corrected one does not
    counting as (
        select visit.household_id, visit.id, visit.outcome, visit.visited_at, visit.next_on
        from visits_visit visit
        where visit.household_id = any(asked)
          and not exists (select from visits_visit newer where newer.corrects_id = visit.id)
    ),
    last_visit as (
        select distinct on (household_id) household_id, outcome, visited_at,
            -- a next date before the visit is a slip of the phone's calendar
            case when next_on > visits_local_date(visited_at) then next_on end as next_on
        from counting order by household_id, visited_at desc, id desc
    ),
    last_contact as (
        select household_id, max(visited_at) as visited_at
        from counting where outcome in ('met', 'phone') group by household_id
    ),
    fresh as (
        select intervals.household_id, intervals.days,
            least(
                coalesce(visits_local_date(last_contact.visited_at), intervals.registered_on) + intervals.days,
                last_visit.next_on
            ) as due_on,
            last_contact.visited_at as last_contact_at,
            last_visit.visited_at as last_visit_at,
            coalesce(last_visit.outcome, '') as last_outcome
        from intervals
        left join last_visit using (household_id)
        left join last_contact using (household_id)
    )
    -- only rows that differ, so that nothing is sent to phones without cause
    update visits_visitplan plan
    set interval_days = fresh.days, due_on = fresh.due_on, last_contact_at = fresh.last_contact_at,
        last_visit_at = fresh.last_visit_at, last_outcome = fresh.last_outcome
    from fresh
    where plan.household_id = fresh.household_id
      and (plan.interval_days, plan.due_on, plan.last_contact_at, plan.last_visit_at, plan.last_outcome)
          is distinct from
          (fresh.days, fresh.due_on, fresh.last_contact_at, fresh.last_visit_at, fresh.last_outcome);
end $$;
"""

# Each trigger function names the households that its statement touched. A transition table exists only for its own
# event; plpgsql plans a branch when it runs it.
ON_VISIT = """
create function visits_visit_replans() returns trigger language plpgsql as $$
declare touched uuid[];
begin
    if tg_op in ('INSERT', 'UPDATE') then touched := array(select distinct household_id from new_rows); end if;
    if tg_op in ('UPDATE', 'DELETE') then
        -- only who still has a plan: a household may be on its way out, and must not get a new one
        touched := touched || array(
            select household_id from visits_visitplan where household_id in (select household_id from old_rows));
    end if;
    perform visits_replan(touched);
    return null;
end $$;
"""
ON_HOUSEHOLD = """
create function visits_household_replans() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform visits_replan(array(select id from new_rows));
    else
        perform visits_replan(array(
            select id from (select id, street_id, registered_on from new_rows
                            except select id, street_id, registered_on from old_rows) changed));
    end if;
    return null;
end $$;
"""
ON_RESIDENT = """
create function visits_resident_replans() returns trigger language plpgsql as $$
declare touched uuid[];
begin
    if tg_op = 'INSERT' then
        touched := array(select distinct household_id from new_rows);
    elsif tg_op = 'DELETE' then
        touched := array(
            select household_id from visits_visitplan where household_id in (select household_id from old_rows));
    else
        touched := array(
            select distinct household_id from (
                (select id, household_id, care_categories from new_rows
                 except select id, household_id, care_categories from old_rows)
                union all
                (select id, household_id, care_categories from old_rows
                 except select id, household_id, care_categories from new_rows)) changed);
    end if;
    perform visits_replan(touched);
    return null;
end $$;
"""
ON_INTERVAL = """
create function visits_interval_replans() returns trigger language plpgsql as $$
declare streets smallint[];
begin
    if tg_op in ('INSERT', 'UPDATE') then streets := array(select distinct street_id from new_rows); end if;
    if tg_op in ('UPDATE', 'DELETE') then streets := streets || array(select distinct street_id from old_rows); end if;
    perform visits_replan(array(select id from households_household where street_id = any(streets)));
    return null;
end $$;
"""

EVENTS = {
    "insert": "referencing new table as new_rows",
    "update": "referencing old table as old_rows new table as new_rows",
    "delete": "referencing old table as old_rows",
}
TRIGGERS = [
    ("visits_visit", "visits_visit_replans", ("insert", "update", "delete")),
    ("households_household", "visits_household_replans", ("insert", "update")),
    ("households_resident", "visits_resident_replans", ("insert", "update", "delete")),
    ("visits_visitinterval", "visits_interval_replans", ("insert", "update", "delete")),
]


def trigger(table, function, event):
    return migrations.RunSQL(
        f"create trigger {function}_{event} after {event} on {table} {EVENTS[event]} "
        f"for each statement execute function {function}()",
        f"drop trigger {function}_{event} on {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial"), ("households", "0001_initial")]

    operations = [
        migrations.RunSQL(LOCAL_DATE.format(zone=settings.TIME_ZONE), "drop function visits_local_date"),
        migrations.RunSQL(REPLAN, "drop function visits_replan"),
        migrations.RunSQL(ON_VISIT, "drop function visits_visit_replans"),
        migrations.RunSQL(ON_HOUSEHOLD, "drop function visits_household_replans"),
        migrations.RunSQL(ON_RESIDENT, "drop function visits_resident_replans"),
        migrations.RunSQL(ON_INTERVAL, "drop function visits_interval_replans"),
        *[trigger(table, function, event) for table, function, events in TRIGGERS for event in events],
    ]
