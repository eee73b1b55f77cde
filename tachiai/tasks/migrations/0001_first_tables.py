import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('tasks', name) for name in (
        '0001_tables',
        '0002_keep_trace',
        '0003_by_time',
    )]

    dependencies = [
        ('conversations', '0001_first_tables'),
        ('jobs', '0001_first_tables'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='TaskPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.JSONField(default=dict)),
                ('answers_per_unit', models.PositiveSmallIntegerField(default=1)),
                ('slot_minutes', models.PositiveSmallIntegerField(default=60)),
                ('repeats', models.PositiveIntegerField(null=True)),
                ('most_per_worker', models.PositiveIntegerField(null=True)),
                ('columns', models.JSONField(default=list)),
                ('qualification', models.JSONField(default=dict)),
                ('test', models.JSONField(default=dict)),
                ('gold', models.JSONField(default=dict)),
                ('units', models.PositiveIntegerField(default=0)),
                ('golds', models.PositiveIntegerField(default=0)),
                ('table_digest', models.CharField(blank=True, max_length=64)),
                ('changed_at', models.DateTimeField()),
                ('listing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.listing')),
            ],
        ),
        migrations.CreateModel(
            name='TaskJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifecycle_version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('steps_taken', models.PositiveIntegerField(default=0)),
                ('reward', models.PositiveBigIntegerField()),
                ('wanted', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('approved', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('pauses', models.PositiveSmallIntegerField(default=0)),
                ('fee_schedule', models.CharField(blank=True, max_length=30)),
                ('digest', models.CharField(max_length=64)),
                ('seen', models.CharField(blank=True, help_text='what the client saw of the warnings about its texts', max_length=200)),
                ('ends_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('listing', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.listing')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasks.taskplan')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='tasks_taskjob_due'), models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='tasks_taskjob_remind'), models.Index(fields=['client', '-id'], name='task_jobs_of_client'), models.Index(fields=['listing', '-id'], name='task_jobs_of_listing')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'lapsed'), _negated=True), fields=('listing',), name='one_task_job_per_listing')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('values', models.JSONField(default=dict)),
                ('is_gold', models.BooleanField(default=False)),
                ('expected', models.JSONField(default=dict)),
                ('wanted', models.PositiveSmallIntegerField(default=0)),
                ('open', models.PositiveSmallIntegerField(default=0)),
                ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tasks.taskplan')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_gold', False), ('open__gt', 0)), fields=['plan', 'number'], name='units_to_take'), models.Index(condition=models.Q(('is_gold', True), ('open__gt', 0)), fields=['plan', 'number'], name='golds_to_take')],
                'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='one_unit_per_number'), models.CheckConstraint(condition=models.Q(('open__lte', models.F('wanted'))), name='no_more_answers_than_wanted')],
            },
        ),
        migrations.CreateModel(
            name='TaskQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, max_length=1000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('asker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasks.taskjob')),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasks.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['job', '-id'], name='questions_of_task'), models.Index(condition=models.Q(('answered_at', None)), fields=['job', 'asker'], name='questions_unanswered')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifecycle_version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('steps_taken', models.PositiveIntegerField(default=0)),
                ('taken_at', models.DateTimeField()),
                ('slot_ends_at', models.DateTimeField()),
                ('draft', models.JSONField(default=dict)),
                ('drafted_at', models.DateTimeField(null=True)),
                ('values', models.JSONField(default=dict)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('seconds', models.PositiveIntegerField(null=True)),
                ('gold_right', models.BooleanField(null=True)),
                ('reason', models.TextField(blank=True, max_length=1000)),
                ('settled_at', models.DateTimeField(null=True)),
                ('entry_id', models.BigIntegerField(null=True)),
                ('late', models.JSONField(null=True)),
                ('late_at', models.DateTimeField(null=True)),
                ('files', models.ManyToManyField(related_name='+', to='conversations.storedfile')),
                ('worker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasks.taskjob')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasks.unit')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='tasks_submission_due'), models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='tasks_submission_remind'), models.Index(condition=models.Q(('submitted_at__isnull', False)), fields=['job', 'id'], name='answers_of_job'), models.Index(condition=models.Q(('state', 'submitted')), fields=['job', 'id'], name='answers_to_review'), models.Index(condition=models.Q(('state', 'taken')), fields=['job', 'due_at'], name='places_by_their_end'), models.Index(condition=models.Q(('state__in', ['taken', 'overdue'])), fields=['job', 'worker'], name='places_held'), models.Index(fields=['worker', '-id'], name='submissions_of_worker')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'worker'), name='one_place_per_worker_and_unit')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('test', models.CharField(max_length=64)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('right', models.PositiveSmallIntegerField(default=0)),
                ('passed_at', models.DateTimeField(null=True)),
                ('tried_at', models.DateTimeField()),
                ('worker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('worker', 'test'), name='one_test_per_worker')],
            },
        ),
        migrations.CreateModel(
            name='SubmissionStep',
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
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='tasks.submission')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['taken_at'], name='submission_steps_by_time', pages_per_range=16)],
                'constraints': [models.UniqueConstraint(fields=('subject', 'number'), name='one_submission_step_per_number')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_number', models.PositiveIntegerField(default=0)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('submitted', models.PositiveIntegerField(default=0)),
                ('approved', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('paid', models.PositiveBigIntegerField(default=0)),
                ('golds', models.PositiveIntegerField(default=0)),
                ('golds_right', models.PositiveIntegerField(default=0)),
                ('untold_approved', models.PositiveIntegerField(default=0)),
                ('untold_refused', models.PositiveIntegerField(default=0)),
                ('tell_at', models.DateTimeField(null=True)),
                ('worker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasks.taskjob')),
            ],
            options={
                'indexes': [models.Index(fields=['worker', '-id'], name='standings_of_worker'), models.Index(condition=models.Q(('tell_at__isnull', False)), fields=['tell_at'], name='standings_to_tell')],
                'constraints': [models.UniqueConstraint(fields=('job', 'worker'), name='one_standing_per_worker')],
            },
        ),
        migrations.CreateModel(
            name='TaskJobStep',
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
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='tasks.taskjob')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['taken_at'], name='task_steps_by_time', pages_per_range=16)],
                'constraints': [models.UniqueConstraint(fields=('subject', 'number'), name='one_task_step_per_number')],
            },
        ),
    ]
