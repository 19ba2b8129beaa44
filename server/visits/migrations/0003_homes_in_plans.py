"""Plans repeat where the household lives, so that the state of a door is read from one row; triggers keep it so."""

import django.db.models.deletion
from django.db import migrations, models

# Where a household lives: its building by way of its dwelling.
HOMES = """
    households_household household
    join households_dwelling dwelling on dwelling.id = household.dwelling_id
    join households_buildingunit unit on unit.id = dwelling.unit_id
"""

# The plans that exist already. Nothing that phones, tiles or reports show changes, so no trigger needs to know.
FILL = f"""
alter table visits_visitplan disable trigger user;
update visits_visitplan plan
set building_id = unit.building_id, small_grid_id = household.small_grid_id, status = household.status
from {HOMES} where household.id = plan.household_id;
set constraints all immediate;
alter table visits_visitplan enable trigger user;
"""

# A household may move into a dwelling while that dwelling gets another entrance: both hold the dwelling and its unit,
# so that the later one sees what the earlier one wrote.
BEGIN = f"""
create function visits_plan_begins() returns trigger language plpgsql as $$
begin
    select unit.building_id, household.small_grid_id, household.status
    into strict new.building_id, new.small_grid_id, new.status
    from {HOMES} where household.id = new.household_id for share of dwelling, unit;
    return new;
end $$;
create trigger visits_plan_begins before insert on visits_visitplan
    for each row execute function visits_plan_begins();
"""
REHOUSE = f"""
create function visits_rehouse(asked uuid[]) returns void language plpgsql as $$
begin
    -- 1. Lock before looking, as in visits_replan. Ordered against deadlock.
    perform from visits_visitplan where household_id = any(asked) order by household_id for no key update;
    perform from {HOMES} where household.id = any(asked) order by dwelling.id for share of dwelling, unit;

    -- 2. A new statement sees what was committed while we waited; only rows that differ are written.
    update visits_visitplan plan
    set building_id = unit.building_id, small_grid_id = household.small_grid_id, status = household.status
    from {HOMES}
    where household.id = any(asked) and plan.household_id = household.id
      and (plan.building_id, plan.small_grid_id, plan.status)
          is distinct from (unit.building_id, household.small_grid_id, household.status);
end $$;
"""

# By table: the households whose home or status a statement changed.
TOUCHED = {
    "households_household": """
        select id from (select id, dwelling_id, small_grid_id, status from new_rows
                        except select id, dwelling_id, small_grid_id, status from old_rows) changed
    """,
    "households_dwelling": """
        select household.id from households_household household
        join (select id, unit_id from new_rows except select id, unit_id from old_rows) changed
            on changed.id = household.dwelling_id
    """,
    "households_buildingunit": """
        select household.id from households_household household
        join households_dwelling dwelling on dwelling.id = household.dwelling_id
        join (select id, building_id from new_rows except select id, building_id from old_rows) changed
            on changed.id = dwelling.unit_id
    """,
}


def rehousing(table, touched):
    name = f"visits_{table}_rehouses"
    forward = f"""
        create function {name}() returns trigger language plpgsql as $$
        begin
            perform visits_rehouse(array({touched}));
            return null;
        end $$;
        create trigger {name} after update on {table} referencing old table as old_rows new table as new_rows
            for each statement execute function {name}();
    """
    return migrations.RunSQL(forward, f"drop trigger {name} on {table}; drop function {name}")


def home(*, null):
    """The fields, first without a value in the plans that exist already."""
    statuses = [("lived_in", "lived in"), ("vacant", "vacant"), ("not_ours", "not ours")]
    protect = django.db.models.deletion.PROTECT
    return {
        "building": models.ForeignKey(
            null=null, on_delete=protect, related_name="+", to="households.building", verbose_name="building"
        ),
        "small_grid": models.ForeignKey(
            db_index=False, null=null, on_delete=protect, related_name="+", to="grids.servicegrid",
            verbose_name="small grid",
        ),
        "status": models.CharField(choices=statuses, max_length=12, null=null, verbose_name="status"),
    }  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_plans_by_trigger"), ("households", "0001_initial"), ("grids", "0001_initial")]

    operations = [
        *[migrations.AddField("visitplan", name, field) for name, field in home(null=True).items()],
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        *[migrations.AlterField("visitplan", name, field) for name, field in home(null=False).items()],
        migrations.RunSQL(BEGIN, "drop trigger visits_plan_begins on visits_visitplan; drop function visits_plan_begins"),
        migrations.RunSQL(REHOUSE, "drop function visits_rehouse"),
        *[rehousing(table, touched) for table, touched in TOUCHED.items()],
    ]
