"""The log of reads is written once: the database itself refuses to change or remove an entry."""

from django.db import migrations

GUARD = """
create function privacy_reveal_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'an entry of the log of reads is never changed nor removed'
        using errcode = 'restrict_violation';
end $$;
create trigger privacy_reveal_is_append_only before update or delete on privacy_reveal
    for each row execute function privacy_reveal_is_append_only();
"""
UNGUARD = """
drop trigger privacy_reveal_is_append_only on privacy_reveal;
drop function privacy_reveal_is_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [("privacy", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
