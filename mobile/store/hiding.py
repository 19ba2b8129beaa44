"""Households that have left the worker's grids with work on them that is not done: out of every list and search, and
gone for good once nothing waits."""

import sqlite3

# Refused work is not done before the office has decided and the worker has seen it.
OPEN = "(state in ('waiting', 'sending', 'blocked') or state = 'attention' and rested_at is null)"


def hide(db: sqlite3.Connection, household_id: str) -> None:
    """Keeps a copy of a household that is about to go, if work on it is open."""
    db.execute("delete from hidden_household where id = ?", (household_id,))
    db.execute(
        f"""
        insert into hidden_household select * from household
        where id = :id and exists (select 1 from outbox where household_id = :id and {OPEN})
        """,  # noqa: S608
        {"id": household_id},
    )


def show(db: sqlite3.Connection, household_id: str) -> None:
    """The household is on the phone again."""
    db.execute("delete from hidden_household where id = ?", (household_id,))


def sweep(db: sqlite3.Connection) -> None:
    """Lets go of those on which nothing is open any more."""
    db.execute(
        f"""
        delete from hidden_household where not exists (
            select 1 from outbox where outbox.household_id = hidden_household.id and {OPEN})
        """  # noqa: S608
    )
