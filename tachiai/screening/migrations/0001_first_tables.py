import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('screening', name) for name in (
        '0001_tables',
        '0002_rules_without_section',
    )]

    dependencies = [
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('source', models.TextField(max_length=20000)),
                ('mode', models.CharField(default='observe', max_length=10)),
                ('added_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('mode__in', ('observe', 'enforce'))), name='desk_rule_mode_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=60)),
                ('place', models.CharField(max_length=20)),
                ('subject_kind', models.CharField(max_length=30)),
                ('subject_id', models.BigIntegerField()),
                ('verdict', models.CharField(max_length=10)),
                ('mode', models.CharField(max_length=10)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('outcome', models.CharField(default='open', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['rule', 'at'], include=('outcome',), name='findings_of_rule')],
                'constraints': [models.UniqueConstraint(fields=('subject_kind', 'subject_id', 'rule'), name='one_finding_for_text_and_rule'), models.CheckConstraint(condition=models.Q(('mode__in', ('observe', 'enforce')), ('verdict__in', ('allow', 'note', 'warn', 'hold', 'refuse'))), name='finding_is_known'), models.CheckConstraint(condition=models.Q(('place__in', ('message', 'proposal', 'listing', 'profile', 'request', 'terms'))), name='finding_stands_somewhere'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('outcome', 'open')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('outcome__in', ('upheld', 'overturned'))), _connector='OR'), name='finding_is_decided_by_someone')],
            },
        ),
    ]
