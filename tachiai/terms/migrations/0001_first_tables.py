import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('terms', name) for name in (
        '0001_tables',
        '0002_append_only',
        '0003_amendments',
        '0004_talk',
    )]

    dependencies = [
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('baseline', models.JSONField(default=dict)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('values', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('proposed_at', models.DateTimeField()),
                ('amends', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='terms.version')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='terms.sheet')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sheet', 'number'), name='one_terms_version_per_number')],
            },
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_id', models.CharField(max_length=20)),
                ('fact', models.CharField(max_length=60)),
                ('value', models.CharField(max_length=300)),
                ('role', models.CharField(max_length=10)),
                ('reason', models.TextField(max_length=2000)),
                ('made_at', models.DateTimeField()),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='terms.version')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'check_id', 'fact', 'value'), name='one_override_per_finding'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='override_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=10)),
                ('method', models.CharField(default='session', max_length=10)),
                ('proof', models.JSONField(default=dict)),
                ('given_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='terms.version')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'role'), name='one_consent_per_side')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=30)),
                ('side', models.CharField(max_length=10)),
                ('stance', models.CharField(blank=True, max_length=12)),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('difference', models.CharField(blank=True, max_length=64)),
                ('said_at', models.DateTimeField()),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='terms.sheet')),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='terms.version')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('stance', ''), _negated=True), fields=['sheet', 'item', 'side', '-id'], name='marks_of_sheet'), models.Index(condition=models.Q(('text', ''), _negated=True), fields=['sheet', 'item', '-id'], name='texts_of_sheet')],
            },
        ),
    ]
