"""Statement triggers note every change that a tile shows; spatial indexes on the columns that tiles are cut from."""

from django.db import migrations

# Called by each trigger below with the streets that its statement touched.
NOTE = """
create function tiles_note(changed text, streets smallint[]) returns void language plpgsql as $$
declare newest bigint;
begin
    insert into tiles_layerchange (street_id, source, at)
    select street_id, changed, now() from (select distinct unnest(streets) as street_id) touched;
    select max(id) into newest from tiles_layerchange where source = changed;
    -- Now and then, forget what is older than an hour: the version changes with it, which costs one fresh tile each.
    if newest % 128 = 0 then
        delete from tiles_layerchange where id in (
            select id from tiles_layerchange
            where source = changed and at < now() - interval '1 hour' and id < newest
            for update skip locked);
    end if;
end $$;
"""

# How to get from the rows of a table to the streets.
STREETS = {
    "grids_gridpost": "select null::smallint from (select from {rows} limit 1) any_row",
    "organisations_organisationpost": "select null::smallint from (select from {rows} limit 1) any_row",
    "grids_servicegrid": "select street_id from {rows}",
    "grids_gridboundary": "select grid.street_id from {rows} join grids_servicegrid grid on grid.id = {rows}.grid_id",
    "households_building": "select street_id from {rows}",
    "households_household": "select street_id from {rows}",
    "households_resident": (
        "select household.street_id from {rows} join households_household household "
        "on household.id = {rows}.household_id"
    ),
    "households_dwelling": (
        "select building.street_id from {rows} join households_buildingunit unit on unit.id = {rows}.unit_id "
        "join households_building building on building.id = unit.building_id"
    ),
    "visits_visitplan": (
        "select household.street_id from {rows} join households_household household "
        "on household.id = {rows}.household_id"
    ),
    "incidents_incident": "select street_id from {rows}",
    "incidents_incidentcategory": "select street_id from {rows}",
    "basemap_basemapfeature": "select null::smallint from (select from {rows} limit 1) any_row",
}
SOURCES = {
    "grids_gridpost": "posts",
    "organisations_organisationpost": "posts",
    "grids_servicegrid": "grids",
    "grids_gridboundary": "grids",
    "households_building": "doors",
    "households_household": "doors",
    "households_resident": "doors",
    "households_dwelling": "doors",
    "visits_visitplan": "doors",
    "incidents_incident": "incidents",
    "incidents_incidentcategory": "incidents",
    "basemap_basemapfeature": "basemap",
}
EVENTS = {
    "insert": ("referencing new table as new_rows", ["new_rows"]),
    "update": ("referencing old table as old_rows new table as new_rows", ["old_rows", "new_rows"]),
    "delete": ("referencing old table as old_rows", ["old_rows"]),
}
INDEXED = {
    "grids_gridboundary": "geom_3857",
    "households_building": "geom_3857",
    "basemap_basemapfeature": "geom_3857",
    "incidents_incident": "point_3857",
}


def notes(table, event):
    referencing, rows = EVENTS[event]
    name = f"tiles_{table}_{event}"
    streets = " union ".join(STREETS[table].format(rows=each) for each in rows)
    forward = f"""
        create function {name}() returns trigger language plpgsql as $$
        declare streets smallint[] := array({streets});
        begin
            if cardinality(streets) > 0 then perform tiles_note('{SOURCES[table]}', streets); end if;
            return null;
        end $$;
        create trigger {name} after {event} on {table} {referencing} for each statement execute function {name}();
    """
    return migrations.RunSQL(forward, f"drop trigger {name} on {table}; drop function {name}")


def index(table, column):
    return migrations.RunSQL(
        f"create index {table}_{column} on {table} using gist ({column})", f"drop index {table}_{column}"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tiles", "0001_initial"),
        ("grids", "0001_initial"),
        ("households", "0001_initial"),
        ("visits", "0001_initial"),
        ("incidents", "0001_initial"),
        ("basemap", "0001_initial"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(NOTE, "drop function tiles_note"),
        *[notes(table, event) for table in SOURCES for event in EVENTS],
        *[index(table, column) for table, column in INDEXED.items()],
    ]
