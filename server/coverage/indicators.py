"""What is counted, for one small grid and one period [start, end) of the district's calendar, as of one day.

The day of counting `as_of` is today, or the period's last day once it is over; visits after it do not count yet, and a
visit that was corrected counts nowhere.

- **eligible**: households placed in the grid on `as_of` whose status is lived in.
- **attempted**: eligible ones with a visit in the period, whatever its outcome.
- **contacted**: eligible ones met, or reached by phone, in the period.
- **not_home**, **declined**: attempted ones without a contact in the period, by the outcome of their last visit in it.
- **due**: eligible ones whose due date, as it stood when the period began, lies before its end. The due date is the
  date of the last contact (without one: of registration) plus the plan's interval; a next date agreed at the last visit
  brings it forward.
- **covered**: due ones that were contacted in the period. **covered_share** = covered / due; none where nothing is due.
- **overdue**: eligible ones whose due date, as it stands on `as_of`, lies before `as_of`.
- **visits**: visits in the period that were made in the grid, wherever the household lives since.

`tests/server/coverage/naive.py` says the same a second time, in plain Python; a property test holds the two equal.
"""

COUNTS = (
    "eligible",
    "due",
    "attempted",
    "contacted",
    "not_home",
    "declined",
    "covered",
    "overdue",
    "visits",
)

# Parameters: grids (uuid[]), period, starts_on, ends_on, as_of; starts_at and until, the moments at which the period's
# first day begins and its day of counting ends, in the district's time zone.
COUNT_AND_STORE = """
    with
    -- who lived in these grids on the day of counting
    eligible as (
        select placement.small_grid_id as grid_id, household.id as household_id, household.registered_on,
            plan.interval_days
        from households_householdplacement placement
        join households_household household on household.id = placement.household_id
        join visits_visitplan plan on plan.household_id = household.id
        where placement.small_grid_id = any(%(grids)s)
          and placement.valid @> %(as_of)s::date
          and household.status = 'lived_in'
    ),
    -- their visits until that day, without those that were corrected
    counting as (
        select visit.household_id, visit.id, visit.outcome, visit.visited_at,
            visits_local_date(visit.visited_at) as day,
            visit.outcome in ('met', 'phone') as is_contact,
            visit.visited_at >= %(starts_at)s as is_inside,
            case when visit.next_on > visits_local_date(visit.visited_at) then visit.next_on end as next_on
        from eligible
        join visits_visit visit on visit.household_id = eligible.household_id and visit.visited_at < %(until)s
        where not exists (select from visits_visit newer where newer.corrects_id = visit.id)
    ),
    contacts as (
        select household_id,
            max(day) filter (where not is_inside) as last_before,
            max(day) as last_of_all,
            bool_or(is_inside) as was_contacted
        from counting where is_contact group by household_id
    ),
    last_before as (
        select distinct on (household_id) household_id, next_on
        from counting where not is_inside order by household_id, visited_at desc, id desc
    ),
    last_of_all as (
        select distinct on (household_id) household_id, next_on, outcome, is_inside
        from counting order by household_id, visited_at desc, id desc
    ),
    -- one row per household: its two due dates, and what happened in the period
    judged as (
        select eligible.grid_id,
            least(
                coalesce(contacts.last_before, eligible.registered_on) + eligible.interval_days, last_before.next_on
            ) < %(ends_on)s::date as is_due,
            least(
                coalesce(contacts.last_of_all, eligible.registered_on) + eligible.interval_days, last_of_all.next_on
            ) < %(as_of)s::date as is_overdue,
            -- the last visit of all is the last one inside, if any is inside
            coalesce(last_of_all.is_inside, false) as was_attempted,
            coalesce(contacts.was_contacted, false) as was_contacted,
            last_of_all.outcome
        from eligible
        left join contacts using (household_id)
        left join last_before using (household_id)
        left join last_of_all using (household_id)
    ),
    households as (
        select grid_id,
            count(*) as eligible,
            count(*) filter (where is_due) as due,
            count(*) filter (where was_attempted) as attempted,
            count(*) filter (where was_contacted) as contacted,
            count(*) filter (where was_attempted and not was_contacted and outcome = 'not_home') as not_home,
            count(*) filter (where was_attempted and not was_contacted and outcome = 'declined') as declined,
            count(*) filter (where is_due and was_contacted) as covered,
            count(*) filter (where is_overdue) as overdue
        from judged group by grid_id
    ),
    made as (
        select visit.small_grid_id as grid_id, count(*) as visits
        from visits_visit visit
        where visit.small_grid_id = any(%(grids)s)
          and visit.visited_at >= %(starts_at)s and visit.visited_at < %(until)s
          and not exists (select from visits_visit newer where newer.corrects_id = visit.id)
        group by visit.small_grid_id
    )
    insert into coverage_coveragecount as stored (
        grid_id, period, starts_on, eligible, due, attempted, contacted, not_home, declined, covered, overdue, visits,
        as_of, computed_at
    )
    select asked.grid_id, %(period)s, %(starts_on)s,
        coalesce(eligible, 0), coalesce(due, 0), coalesce(attempted, 0), coalesce(contacted, 0), coalesce(not_home, 0),
        coalesce(declined, 0), coalesce(covered, 0), coalesce(overdue, 0), coalesce(visits, 0),
        %(as_of)s, clock_timestamp()
    from unnest(%(grids)s) as asked(grid_id)
    left join households using (grid_id)
    left join made using (grid_id)
    on conflict (grid_id, period, starts_on) do update set
        eligible = excluded.eligible, due = excluded.due, attempted = excluded.attempted,
        contacted = excluded.contacted, not_home = excluded.not_home, declined = excluded.declined,
        covered = excluded.covered, overdue = excluded.overdue, visits = excluded.visits,
        as_of = excluded.as_of, computed_at = excluded.computed_at
"""
