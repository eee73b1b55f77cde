import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('contests', name) for name in (
        '0001_tables',
        '0002_by_time',
    )]

    dependencies = [
        ('contracts', '0001_first_tables'),
        ('conversations', '0001_first_tables'),
        ('jobs', '0001_first_tables'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContestPlan',
            fields=[
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='jobs.listing')),
                ('prizes', models.PositiveSmallIntegerField(default=1)),
                ('is_guaranteed', models.BooleanField(default=False)),
                ('is_public', models.BooleanField(default=True)),
                ('criteria', models.JSONField(default=list)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='MarkedPicture',
            fields=[
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='conversations.storedfile')),
                ('content', models.FileField(blank=True, max_length=200, upload_to='%Y/%m')),
                ('width', models.PositiveSmallIntegerField(null=True)),
                ('height', models.PositiveSmallIntegerField(null=True)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Contest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifecycle_version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('steps_taken', models.PositiveIntegerField(default=0)),
                ('title', models.CharField(max_length=120)),
                ('language', models.CharField(default='ja', max_length=5)),
                ('terms', models.JSONField()),
                ('terms_digest', models.CharField(max_length=64)),
                ('plan', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('seen', models.CharField(blank=True, help_text='what its client has seen of the warnings', max_length=100)),
                ('prize', models.PositiveBigIntegerField()),
                ('prizes', models.PositiveSmallIntegerField()),
                ('adopted', models.PositiveSmallIntegerField(default=0)),
                ('apply_by', models.DateTimeField()),
                ('fee_schedule', models.CharField(max_length=30)),
                ('begun_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('ended_early_at', models.DateTimeField(null=True)),
                ('end_reason', models.TextField(blank=True, max_length=1000)),
                ('closed_at', models.DateTimeField(null=True)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('listing', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.listing')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='contests_contest_due'), models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='contests_contest_remind'), models.Index(fields=['client', '-id'], name='contests_of_client'), models.Index(fields=['listing', '-id'], name='contests_of_listing')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['withdrawn', 'lapsed']), _negated=True), fields=('listing',), name='one_contest_per_listing'), models.CheckConstraint(condition=models.Q(('adopted__lte', models.F('prizes'))), name='no_more_adopted_than_prizes')],
            },
        ),
        migrations.CreateModel(
            name='ContestProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('sent_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('liked_at', models.DateTimeField(null=True)),
                ('marked_at', models.DateTimeField(null=True)),
                ('mark_reason', models.TextField(blank=True, max_length=1000)),
                ('overturned_at', models.DateTimeField(null=True)),
                ('adopted_at', models.DateTimeField(null=True)),
                ('is_additional', models.BooleanField(default=False)),
                ('may_show', models.BooleanField(default=False)),
                ('shared', models.PositiveBigIntegerField(default=0)),
                ('contest', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='contests.contest')),
                ('contract', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract')),
                ('worker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['worker', '-id'], name='contest_proposals_of_worker')],
                'constraints': [models.UniqueConstraint(fields=('contest', 'number'), name='one_contest_proposal_per_number')],
            },
        ),
        migrations.CreateModel(
            name='ContestStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('step', models.CharField(max_length=40)),
                ('from_state', models.CharField(max_length=40)),
                ('to_state', models.CharField(max_length=40)),
                ('actor', models.CharField(max_length=10)),
                ('taken_at', models.DateTimeField()),
                ('deadline_at', models.DateTimeField(help_text='the deadline that stood when the step was taken', null=True)),
                ('answers', models.JSONField(default=dict)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='contests.contest')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['taken_at'], name='contest_steps_by_time', pages_per_range=16)],
                'constraints': [models.UniqueConstraint(fields=('subject', 'number'), name='one_contest_step_per_number')],
            },
        ),
        migrations.CreateModel(
            name='ProposalVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField(blank=True, max_length=5000)),
                ('note', models.TextField(blank=True, max_length=5000)),
                ('digest', models.CharField(max_length=64)),
                ('method', models.CharField(max_length=20)),
                ('proof', models.JSONField(default=dict)),
                ('sent_at', models.DateTimeField()),
                ('once', models.CharField(help_text="the form's token: a double click sends once", max_length=60, null=True)),
                ('files', models.ManyToManyField(related_name='+', to='conversations.storedfile')),
                ('proposal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='contests.contestproposal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('proposal', 'number'), name='one_proposal_version_per_number'), models.UniqueConstraint(fields=('once',), name='one_proposal_version_per_form')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, max_length=1000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('asker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='contests.contest')),
            ],
        ),
        migrations.CreateModel(
            name='RevisionWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000)),
                ('asked_at', models.DateTimeField()),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wishes', to='contests.contestproposal')),
            ],
        ),
    ]
