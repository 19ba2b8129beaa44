"""What the register used to say is written once: the database itself refuses to change it.

Retention removes old entries, and says so by `gridwalk.forgetting` in its own transaction.
"""

from django.db import migrations

GUARD = """
create function households_past_refuses() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('gridwalk.forgetting', true) = 'on' then
        return null;
    end if;
    raise exception 'entries of % are never changed nor removed', tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger households_past_refuses before update or delete on households_registerchange
    for each statement execute function households_past_refuses();
create trigger households_past_refuses before update or delete on households_residentremoval
    for each statement execute function households_past_refuses();
"""
UNGUARD = """
drop trigger households_past_refuses on households_registerchange;
drop trigger households_past_refuses on households_residentremoval;
drop function households_past_refuses();
"""


class Migration(migrations.Migration):

    dependencies = [("households", "0002_register_keeps_its_past")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
