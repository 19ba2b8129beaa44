"""The office's decisions, and what judging an operation again needs."""

import django.db.models.deletion
import server.identity
from django.conf import settings
from django.db import migrations, models


GUARD = """
create function sync_decision_refuses() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('gridwalk.forgetting', true) = 'on' then
        return null;
    end if;
    raise exception 'a decision is never changed nor removed' using errcode = 'integrity_constraint_violation';
end $$;
create trigger sync_decision_refuses before update or delete on sync_decision
    for each statement execute function sync_decision_refuses();
"""
UNGUARD = "drop trigger sync_decision_refuses on sync_decision; drop function sync_decision_refuses()"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_without_knox_table'),
        ('sync', '0004_epoch_life'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=server.identity.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('accepted', 'accepted as it came'), ('amended', 'amended and accepted'), ('dismissed', 'dismissed')], max_length=12, verbose_name='decision')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('changes', models.JSONField(blank=True, default=dict, verbose_name='amended by the office')),
                ('before', models.JSONField(blank=True, default=dict, verbose_name='verdict before')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='decided')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
            },
        ),
        migrations.AddField(
            model_name='operation',
            name='released_at',
            field=models.DateTimeField(null=True, verbose_name='released'),
        ),
        migrations.AddField(
            model_name='operation',
            name='sent',
            field=models.JSONField(null=True, verbose_name='clocks when sent'),
        ),
        migrations.AlterField(
            model_name='operation',
            name='state',
            field=models.CharField(choices=[('received', 'received'), ('applied', 'applied'), ('merged', 'merged'), ('conflict', 'conflict'), ('rejected', 'rejected'), ('blocked', 'blocked'), ('dismissed', 'dismissed by the office')], default='received', max_length=12, verbose_name='state'),
        ),
        migrations.AddIndex(
            model_name='operation',
            index=models.Index(models.F('id'), condition=models.Q(('state__in', ['rejected', 'conflict', 'blocked'])), name='sync_operation_undecided'),
        ),
        migrations.AddField(
            model_name='decision',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='decision',
            name='operation',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='sync.operation', verbose_name='operation'),
        ),
        migrations.AddField(
            model_name='decision',
            name='unreadable',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='sync.unreadable', verbose_name='unreadable message'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('operation__isnull', False), ('unreadable__isnull', False), _connector='XOR'), name='sync_decision_on_one_thing'),
        ),
        migrations.AddField(
            model_name='unreadable',
            name='op_id',
            field=models.UUIDField(db_index=True, null=True, verbose_name='operation'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
