import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('evidence', name) for name in (
        '0001_tables',
    )]

    dependencies = [
        ('contracts', '0001_first_tables'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Followed',
            fields=[
                ('only', models.BooleanField(default=True, primary_key=True, serialize=False)),
                ('upto', models.JSONField(default=dict)),
                ('seen', models.JSONField(default=dict)),
                ('horizon', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('length', models.PositiveIntegerField(default=0)),
                ('head', models.CharField(max_length=64)),
                ('wanted_at', models.DateTimeField(null=True)),
                ('contract', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('wanted_at__isnull', False)), fields=['wanted_at'], name='chains_wanted')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=24)),
                ('item', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('content', models.CharField(max_length=64)),
                ('previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('linked_at', models.DateTimeField()),
                ('chain', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='evidence.chain')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('chain', 'number'), name='one_link_per_number'), models.UniqueConstraint(fields=('chain', 'kind', 'item'), name='one_link_per_entry')],
            },
        ),
        migrations.CreateModel(
            name='Sealed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=10)),
                ('length', models.PositiveIntegerField()),
                ('head', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('sealed_at', models.DateTimeField()),
                ('stamped_at', models.DateTimeField(null=True)),
                ('chain', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='bundles', to='evidence.chain')),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['chain', '-id'], name='bundles_of_chain')],
            },
        ),
    ]
