"""The SQL of the tiles, one function per clause.

Coordinates are EPSG:3857 from stored columns. Traps: a `where … is not null` on the clipped geometry would compute it
twice (ST_AsMVT skips nulls itself); what lies in a tile is found by the buffered envelope, or features at tile borders
are cut; a feature's id is the last 48 bits of its UUID, which a program can compute from `properties.id` too.
"""

# Only constants of this module are put into the text; everything that a request brings is a parameter.
# ruff: noqa: S608

from server.grids.models import GridLevel
from server.visits.states import DOOR_RANK_SQL, DOOR_STATE_SQL, STATES_BY_RANK_SQL, WORST_FIRST, DoorState

EXTENT = 4096
BUFFER = 64

# Levels by the zoom from which their borders and names are drawn; areas of all levels are served from the same zooms.
LEVEL_FROM_ZOOM = {GridLevel.LARGE: 0, GridLevel.MEDIUM: 10, GridLevel.SMALL: 12}


def levels_at(z: int) -> list[str]:
    return [level.value for level, zoom in LEVEL_FROM_ZOOM.items() if z >= zoom]


def highest_rank_at(z: int) -> int:
    """The base map's least important features that are still drawn; from zoom 16 everything is."""
    return {10: 1, 11: 2, 12: 2, 13: 4, 14: 5, 15: 7}.get(z, 1 if z < 10 else 99)


def bounds() -> str:
    """The tile's square, and the same with the buffer around it."""
    return f"""
        bounds as (
            select st_tileenvelope(%(z)s, %(x)s, %(y)s) as square,
                st_tileenvelope(%(z)s, %(x)s, %(y)s, margin => {BUFFER}.0 / {EXTENT}) as buffered
        )
    """


def clipped(column: str) -> str:
    """A geometry in the tile's own coordinates."""
    return f"st_asmvtgeom({column}, bounds.square, {EXTENT}, {BUFFER}, true) as geom"


def feature_id(column: str) -> str:
    """The last 48 bits of a UUID: exact in JavaScript, and as random as ids of version 7 are."""
    return f"('x' || right({column}::text, 12))::bit(48)::bigint as fid"


def packed(layer: str, rows: str) -> str:
    """The rows as one layer of a tile; null if there are none."""
    return f"(select st_asmvt(row, '{layer}', {EXTENT}, 'geom', 'fid') from ({rows}) row)"


def grids_in_tile() -> str:
    """The scope's grids whose border of today touches the tile."""
    return """
        grid as materialized (
            select grid.id, grid.level, grid.code, grid.name, area.geom_3857
            from bounds
            join grids_gridboundary area on area.geom_3857 && bounds.buffered
            join grids_servicegrid grid on grid.id = area.grid_id
            where grid.id = any(%(grids)s::uuid[]) and area.valid @> %(today)s::date and grid.level = any(%(levels)s)
        )
    """


def grid_areas() -> str:
    rows = f"""
        select {feature_id("grid.id")}, grid.id::text, grid.level, grid.code, grid.name, {clipped("grid.geom_3857")}
        from grid, bounds
    """
    return packed("grids", rows)


def grid_labels() -> str:
    """One point per grid, in the one tile that holds it: labels of polygons would repeat at every tile border."""
    rows = f"""
        select {feature_id("point.id")}, point.id::text, point.level, point.code, point.name, {clipped("point.geom")}
        from (select id, level, code, name, st_pointonsurface(geom_3857) as geom from grid) point, bounds
        where st_x(point.geom) >= st_xmin(square) and st_x(point.geom) < st_xmax(square)
          and st_y(point.geom) > st_ymin(square) and st_y(point.geom) <= st_ymax(square)
    """
    return packed("grid_labels", rows)


def grid_edges() -> str:
    """Each border once, at the highest level that it bounds; on a grid of a decimetre, where neighbours agree.

    Rings are cut from whole polygons, not from clipped ones, so that the tile's own sides are no borders.
    """
    rows = f"""
        with
        ring as (
            select level, st_clipbybox2d(st_boundary(geom_3857), box2d(buffered)) as geom from grid, bounds
        ),
        level as (
            select (select st_unaryunion(st_collect(geom), 0.1) from ring where level = 'large') as large,
                (select st_unaryunion(st_collect(geom), 0.1) from ring where level = 'medium') as medium,
                (select st_unaryunion(st_collect(geom), 0.1) from ring where level = 'small') as small
        ),
        nothing as (select st_setsrid('linestring empty'::geometry, 3857) as geom),
        edge as (
            select 1 as fid, 'large' as level, large as geom from level
            union all
            select 2, 'medium', st_difference(medium, coalesce(large, nothing.geom), 0.1) from level, nothing
            union all
            select 3, 'small',
                st_difference(small, st_union(coalesce(large, nothing.geom), coalesce(medium, nothing.geom), 0.1), 0.1)
            from level, nothing
        )
        select edge.fid, edge.level, {clipped("edge.geom")} from edge, bounds
    """
    return packed("grid_edges", rows)


def buildings_in_tile() -> str:
    """The buildings of the scope's grids that touch the tile."""
    return """
        building as materialized (
            select building.id, building.small_grid_id, building.name, building.number, building.geom_3857
            from bounds join households_building building on building.geom_3857 && bounds.buffered
            where building.small_grid_id = any(%(small_grids)s::uuid[])
        )
    """


def doors_of_building(columns: str) -> str:
    """Something about the doors of one `building`, for a lateral join: joined as a set, the planner counts the rows of
    the buildings' step as one, and goes through all doors once per building. A household of another grid of the scope
    may live there too; the building's own is asked first, as a scope may be some thousand grids long."""
    return f"""
        select {columns} from visits_visitplan plan
        where plan.building_id = building.id
          and (plan.small_grid_id = building.small_grid_id or plan.small_grid_id = any(%(small_grids)s::uuid[]))
    """


def building_areas() -> str:
    """Buildings by their worst door, with how many doors there are and how many are overdue."""
    overdue = WORST_FIRST.index(DoorState.OVERDUE) + 1
    rows = f"""
        select {feature_id("building.id")}, building.id::text, building.name, building.number,
            coalesce({STATES_BY_RANK_SQL}[doors.worst], 'excluded') as state, doors.doors, doors.overdue,
            {clipped("building.geom_3857")}
        from bounds, building
        cross join lateral (
            select min(rank) as worst, count(*)::int as doors,
                (count(*) filter (where rank = {overdue}))::int as overdue
            from ({doors_of_building(f"{DOOR_RANK_SQL} as rank")}) door
        ) doors
    """
    return packed("buildings", rows)


def household_dots() -> str:
    """One dot per door, spread over its building like the seeds of a sunflower; no name goes into a tile."""
    rows = f"""
        select {feature_id("dot.id")}, dot.id::text, dot.building_id::text, dot.state, dot.has_care,
            {clipped("dot.geom")}
        from bounds, (
            select door.id, building.id as building_id, door.state,
                exists (
                    select from households_resident resident
                    where resident.household_id = door.id and resident.care_categories <> '{{}}'
                ) as has_care,
                st_translate(
                    building.middle,
                    building.reach * sqrt((place - 0.5) / total) * cos(place * 2.39996),
                    building.reach * sqrt((place - 0.5) / total) * sin(place * 2.39996)
                ) as geom
            from (
                select id, small_grid_id, st_pointonsurface(geom_3857) as middle,
                    0.35 * sqrt(st_area(geom_3857)) as reach
                from building
            ) building
            cross join lateral (
                select door.*, row_number() over (order by id) as place, count(*) over () as total
                from ({doors_of_building(f"plan.household_id as id, {DOOR_STATE_SQL} as state")}) door
            ) door
        ) dot
        where dot.geom && bounds.buffered
    """
    return packed("households", rows)


def incident_points() -> str:
    """Incidents in reach. What was merged or cancelled is no longer at a place."""
    rows = f"""
        select {feature_id("incident.id")}, incident.id::text, incident.number, incident.state, category.domain,
            {clipped("incident.point_3857")}
        from bounds
        join incidents_incident incident on incident.point_3857 && bounds.buffered
        join incidents_incidentcategory category on category.id = incident.category_id
        where incident.state not in ('merged', 'cancelled')
          and (incident.small_grid_id = any(%(small_grids)s::uuid[])
               or incident.reporter_id = %(person)s
               or incident.organisation_id = any(%(organisations)s::uuid[])
               or (%(sees_street)s and incident.street_id = %(street)s))
    """
    return packed("incidents", rows)


def basemap_features() -> str:
    """The base map, in drawing order, thinned by rank at low zooms."""
    rows = f"""
        select feature.id as fid, feature.kind, feature.kind_class as class, feature.name, feature.rank,
            {clipped("feature.geom_3857")}
        from bounds join basemap_basemapfeature feature on feature.geom_3857 && bounds.buffered
        where feature.rank <= %(highest_rank)s
        order by feature.rank desc, feature.id
    """
    return packed("basemap", rows)
