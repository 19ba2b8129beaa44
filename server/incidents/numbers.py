"""Numbers that people say on the phone: SJ-20261122-0007, by street and day, without gaps."""

from datetime import date

from django.db import connection


def take_numbers(street_id: int, day: date, count: int) -> list[str]:
    """The next `count` numbers of the street's day.

    Call as late as possible in the transaction: the row stays locked until its end, so that a number that was rolled
    back is given out again.
    """
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into incidents_incidentseries (street_id, day, last) values (%s, %s, %s)
            on conflict (street_id, day) do update set last = incidents_incidentseries.last + excluded.last
            returning last
            """,
            [street_id, day, count],
        )
        (last,) = cursor.fetchone()
    return [f"SJ-{day:%Y%m%d}-{number:04d}" for number in range(last - count + 1, last + 1)]
