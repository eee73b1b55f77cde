import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tachiai.clockwork.triggers import append_only, drop_append_only, drop_trace, keep_trace

TRACES = tuple((f"safety_{each}", f"safety_{each}step") for each in ("case", "decision", "appeal"))
APPEND_ONLY = ("safety_signal", "safety_look")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0004_declarations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifecycle_version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('steps_taken', models.PositiveIntegerField(default=0)),
                ('subject_kind', models.CharField(max_length=10)),
                ('subject_id', models.BigIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('clause', models.CharField(help_text='the gravest that was named', max_length=40)),
                ('digest', models.CharField(blank=True, help_text='that of the thing when it was last told of', max_length=64)),
                ('severity', models.PositiveSmallIntegerField()),
                ('weights', models.PositiveIntegerField(default=0)),
                ('score', models.PositiveIntegerField(default=0)),
                ('reports', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('decide_by', models.DateTimeField()),
                ('deferred_at', models.DateTimeField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('about', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('claimed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('joined_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='safety.case')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CaseStep',
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
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='safety.case')),
            ],
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifecycle_version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('steps_taken', models.PositiveIntegerField(default=0)),
                ('verdict', models.CharField(max_length=10)),
                ('clause', models.CharField(max_length=40)),
                ('clause_version', models.CharField(max_length=20)),
                ('asked', models.JSONField(help_text='measures, each {name, until}')),
                ('facts_public', models.TextField(max_length=5000)),
                ('facts_private', models.TextField(blank=True, max_length=5000)),
                ('explanation', models.TextField(max_length=2000)),
                ('misused', models.JSONField(default=list)),
                ('is_detected_by_machine', models.BooleanField()),
                ('decided_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField(null=True)),
                ('reversed_at', models.DateTimeField(null=True)),
                ('puid', models.CharField(max_length=40)),
                ('statement', models.JSONField(null=True)),
                ('about', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='together', to='safety.decision')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='safety.case')),
                ('decided_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12)),
                ('clause', models.CharField(max_length=40)),
                ('text', models.TextField(max_length=2000)),
                ('good_faith', models.BooleanField()),
                ('snapshot', models.JSONField()),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('additions', models.JSONField(default=list)),
                ('weight', models.PositiveSmallIntegerField()),
                ('filed_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('closed_at', models.DateTimeField(null=True)),
                ('is_misuse', models.BooleanField(default=False)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='filed', to='safety.case')),
                ('reporter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifecycle_version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('steps_taken', models.PositiveIntegerField(default=0)),
                ('text', models.TextField(max_length=4000)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True, max_length=2000)),
                ('is_misuse', models.BooleanField(default=False)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='safety.decision')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='safety.report')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DecisionStep',
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
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='safety.decision')),
            ],
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(max_length=2000)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='safety.case')),
                ('staff', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30)),
                ('subject_kind', models.CharField(max_length=10)),
                ('subject_id', models.BigIntegerField()),
                ('until', models.DateTimeField(null=True)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('how', models.CharField(blank=True, max_length=10)),
                ('end_reason', models.TextField(blank=True, max_length=2000)),
                ('restriction_id', models.BigIntegerField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='safety.decision')),
                ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('source_id', models.BigIntegerField(null=True)),
                ('clause', models.CharField(max_length=40)),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('snapshot', models.JSONField(default=dict)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('weight', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signals', to='safety.case')),
            ],
        ),
        migrations.CreateModel(
            name='AppealStep',
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
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='safety.appeal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject', 'number'), name='one_appeal_step_per_number')],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='safety_case_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='safety_case_remind'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('claimed_by__isnull', True), ('closed_at__isnull', True)), fields=['-score', 'decide_by', 'id'], name='cases_by_harm'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('claimed_by__isnull', True), ('closed_at__isnull', True)), fields=['opened_at', 'id'], name='cases_by_age'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('claimed_by__isnull', True), ('closed_at__isnull', True)), fields=['due_at', 'id'], name='cases_by_clock'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('claimed_by__isnull', False), ('closed_at__isnull', True)), fields=['claimed_by', 'decide_by', 'id'], name='cases_claimed'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['about', '-id'], name='cases_about_person'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['digest', 'id'], name='open_cases_alike'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('subject_kind', 'subject_id', 'about'), name='one_open_case_per_thing'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('subject_kind__in', ('listing', 'thread', 'message', 'contract', 'profile', 'proposal', 'rating'))), name='case_is_about_a_known_thing'),
        ),
        migrations.AddConstraint(
            model_name='casestep',
            constraint=models.UniqueConstraint(fields=('subject', 'number'), name='one_case_step_per_number'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='safety_decision_due'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='safety_decision_remind'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['about', '-id'], name='decisions_about_person'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(condition=models.Q(('issued_at__isnull', False)), fields=['issued_at', 'id'], name='decisions_issued'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'issued'])), fields=('case',), name='one_decision_per_case'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('puid',), name='one_decision_per_puid'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ('breach', 'no_breach'))), name='decision_has_a_verdict'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='safety_appeal_due'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='safety_appeal_remind'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(fields=['person', '-id'], name='appeals_of_person'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['opened_at', 'id'], name='appeals_waiting'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.UniqueConstraint(fields=('decision', 'person'), name='one_appeal_per_decision'),
        ),
        migrations.AddConstraint(
            model_name='decisionstep',
            constraint=models.UniqueConstraint(fields=('subject', 'number'), name='one_decision_step_per_number'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(condition=models.Q(('ended_at__isnull', True), ('until__isnull', False)), fields=['until'], name='measures_that_end'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(fields=['person', '-id'], name='measures_of_person'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['subject_kind', 'subject_id'], name='measures_of_thing'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.UniqueConstraint(fields=('decision', 'name'), name='one_measure_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('name__in', ['account_limited', 'account_suspended', 'expelled', 'listing_suspended', 'messages_restricted', 'no_action', 'note', 'payout_held', 'recruiting_suspended', 'reports_restricted', 'text_removed', 'thread_restricted', 'warning'])), name='measure_of_a_known_kind'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['reporter', '-id'], name='reports_of_person'),
        ),
        migrations.AddIndex(
            model_name='measure',
            index=models.Index(fields=['began_at'], name='measures_by_time'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['filed_at'], name='reports_by_time'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['closed_at'], name='reports_closed_by_time'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('number',), name='one_report_per_number'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('case', 'reporter'), name='one_report_per_case'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'breach', 'no_breach', 'duplicate', 'unanswered'])), name='report_has_a_known_outcome'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.UniqueConstraint(condition=models.Q(('source_id__isnull', False)), fields=('kind', 'source_id'), name='one_signal_per_source'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['hold', 'returned', 'finding', 'appeal'])), name='signal_of_a_known_kind'),
        ),
        *(migrations.RunSQL(keep_trace(*trace), drop_trace(*trace)) for trace in TRACES),
        *(migrations.RunSQL(append_only(table), drop_append_only(table)) for table in APPEND_ONLY),
    ]
