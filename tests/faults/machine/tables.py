"""Copies of the whole database inside itself: put back in milliseconds between examples, or as "yesterday's backup"."""

from django.db import connection, transaction

# Neither written by the machine, or written once by the migrations.
LEFT_ALONE = ("spatial_ref_sys", "django_migrations", "django_content_type", "auth_permission")


class Tables:
    """Every table of the database, copied into a schema of its own under the same names."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                select c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum)
                from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
                  and not a.attisdropped and a.attgenerated = '' and c.relname <> all(%s)
                group by c.relname order by c.relname
                """,
                [list(LEFT_ALONE)],
            )
            self.columns: dict[str, str] = dict(cursor.fetchall())
            cursor.execute("select sequencename from pg_sequences where schemaname = 'public'")
            self.sequences = [name for (name,) in cursor.fetchall()]

    def prepare(self, copy: str) -> None:
        """An empty copy of this name."""
        statements = [f"drop schema if exists {copy} cascade", f"create schema {copy}"]
        statements += [
            f'create unlogged table {copy}."{table}" as select {columns} from public."{table}" with no data'
            for table, columns in self.columns.items()
        ]
        statements += [f"create unlogged table {copy}.sequence_ (name text, value bigint, called boolean)"]
        with connection.cursor() as cursor:
            cursor.execute(";".join(statements))

    def drop(self, copy: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"drop schema if exists {copy} cascade")

    def save(self, copy: str) -> None:
        """Keeps the database as it is now."""
        statements = [f"delete from {copy}.sequence_"]
        for table, columns in self.columns.items():
            statements += [f'delete from {copy}."{table}"', moved(columns, f'public."{table}"', f'{copy}."{table}"')]
        statements += [
            f"insert into {copy}.sequence_ select '{name}', last_value, is_called from public.\"{name}\""
            for name in self.sequences
        ]
        run(statements)

    def put_back(self, copy: str, *, sequences: bool = False) -> None:
        """Makes the database what it was; with `sequences`, numbers given out since are given out again."""
        # No trigger may fire: the change log is among what is put back.
        statements = ["set local session_replication_role = replica"]
        for table, columns in self.columns.items():
            statements += [f'delete from public."{table}"', moved(columns, f'{copy}."{table}"', f'public."{table}"')]
        if sequences:
            statements += [
                f"select setval('public.{name}', value, called) from {copy}.sequence_ where name = '{name}'"
                for name in self.sequences
            ]
        run(statements)


def moved(columns: str, source: str, target: str) -> str:
    return f"insert into {target} ({columns}) overriding system value select {columns} from {source}"


def run(statements: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(";".join(statements))
