import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('money', name) for name in (
        '0001_tables',
        '0002_closed_book',
        '0003_book',
        '0004_settle_whole',
        '0005_statement_order',
        '0006_deposits_change_in_part',
        '0007_holders',
    )]

    dependencies = [
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('balance', models.BigIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('code__startswith', 'wallet:')), fields=['id'], name='wallets')],
                'constraints': [models.UniqueConstraint(fields=('code',), name='one_account_per_code'), models.CheckConstraint(condition=models.Q(('balance__gte', 0), ('code__startswith', 'outside:'), _connector='OR'), name='account_not_overdrawn')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('movement', models.CharField(max_length=30)),
                ('holder_kind', models.CharField(default='contract', max_length=10)),
                ('holder_id', models.BigIntegerField(null=True)),
                ('step_number', models.PositiveIntegerField(null=True)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['holder_kind', 'holder_id', 'id'], name='entries_of_holder')],
                'constraints': [models.UniqueConstraint(fields=('key',), name='one_entry_per_key')],
            },
        ),
        migrations.CreateModel(
            name='Leg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.CharField(max_length=20)),
                ('amount', models.BigIntegerField()),
                ('balance_after', models.BigIntegerField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='money.account')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='money.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'id'], name='legs_of_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='leg_moves_something'), models.CheckConstraint(condition=models.Q(models.Q(('line', 'all'), _negated=True), ('balance_after', 0), _connector='OR'), name='leg_takes_all'), models.CheckConstraint(condition=models.Q(models.Q(('line', 'part'), _negated=True), ('balance_after__gt', 0), _connector='OR'), name='leg_leaves_something'), models.CheckConstraint(condition=models.Q(models.Q(('line', 'added'), _negated=True), ('balance_after__gt', models.F('amount')), _connector='OR'), name='leg_adds_to_something')],
            },
        ),
        migrations.CreateModel(
            name='PayIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder_kind', models.CharField(default='contract', max_length=10)),
                ('holder_id', models.BigIntegerField()),
                ('amount', models.PositiveBigIntegerField()),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('state', models.CharField(default='awaited', max_length=10)),
                ('announced_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'awaited')), fields=['id'], name='payins_awaited'), models.Index(fields=['holder_kind', 'holder_id'], name='payins_of_holder')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'awaited')), fields=('holder_kind', 'holder_id'), name='one_awaited_payin_per_holder'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payin_moves_something'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('state', 'confirmed')), models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True), ('state__in', ['awaited', 'cancelled'])), _connector='OR'), name='payin_confirmed_once')],
            },
        ),
        migrations.CreateModel(
            name='PayOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.PositiveBigIntegerField()),
                ('key', models.UUIDField(unique=True)),
                ('recorded_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payout_moves_something')],
            },
        ),
    ]
