import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('jobs', name) for name in (
        '0001_tables',
        '0002_keep_trace',
        '0003_search_closed_and_imports',
        '0004_narrow_search',
        '0005_client_of_proposal',
        '0006_what_waits_for_people',
        '0007_confidentiality',
        '0008_listings_may_be_suspended',
    )]

    dependencies = [
        ('conversations', '0001_first_tables'),
        ('people', '__first__'),
        ('terms', '0001_first_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifecycle_version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('steps_taken', models.PositiveIntegerField(default=0)),
                ('format', models.CharField(default='fixed_price', max_length=20)),
                ('category', models.CharField(blank=True, max_length=60)),
                ('title', models.CharField(max_length=120)),
                ('description', models.TextField(blank=True, max_length=20000)),
                ('values', models.JSONField(default=dict)),
                ('budget_min', models.PositiveBigIntegerField(null=True)),
                ('budget_max', models.PositiveBigIntegerField(null=True)),
                ('apply_by', models.DateTimeField(null=True)),
                ('language', models.CharField(default='ja', max_length=5)),
                ('search', django.contrib.postgres.search.SearchVectorField(null=True)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('recruiting_suspended_by', models.BigIntegerField(null=True)),
                ('suspended_by', models.BigIntegerField(null=True)),
                ('source', models.CharField(blank=True, max_length=60)),
                ('external_id', models.CharField(blank=True, max_length=120)),
                ('imported_digest', models.CharField(blank=True, help_text='of what the import wrote', max_length=64)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('files', models.ManyToManyField(related_name='listings', to='conversations.storedfile')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='jobs_listing_due'), models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='jobs_listing_remind'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state', 'open')), fields=['search'], name='open_search'), models.Index(condition=models.Q(('state', 'open')), fields=['-published_at', '-id'], name='open_newest'), models.Index(condition=models.Q(('state', 'open')), fields=['category', '-published_at', '-id'], name='open_category'), models.Index(condition=models.Q(('state', 'open')), fields=['apply_by', 'id'], name='open_ending'), models.Index(models.OrderBy(models.F('budget_max'), descending=True, nulls_last=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('state', 'open')), name='open_budget'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state', 'closed')), fields=['search'], name='closed_search'), models.Index(condition=models.Q(('state', 'closed')), fields=['-published_at', '-id'], name='closed_newest'), models.Index(condition=models.Q(('state', 'closed')), fields=['category', '-published_at', '-id'], name='closed_category'), models.Index(condition=models.Q(('state', 'closed')), fields=['apply_by', 'id'], name='closed_ending'), models.Index(models.OrderBy(models.F('budget_max'), descending=True, nulls_last=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('state', 'closed')), name='closed_budget'), models.Index(condition=models.Q(('state', 'open')), fields=['category', 'budget_max', 'apply_by'], name='open_narrow'), models.Index(fields=['client', '-id'], name='listings_of_client'), models.Index(condition=models.Q(('state', 'draft')), fields=['client', 'due_at'], name='drafts_of_client')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('client', 'source', 'external_id'), name='one_listing_per_external_id')],
            },
        ),
        migrations.CreateModel(
            name='ListingStep',
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
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='jobs.listing')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject', 'number'), name='one_listing_step_per_number')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifecycle_version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('steps_taken', models.PositiveIntegerField(default=0)),
                ('message', models.TextField(max_length=5000)),
                ('price', models.PositiveBigIntegerField()),
                ('due_on', models.DateField()),
                ('sent_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='jobs.listing')),
                ('sheet', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='terms.sheet')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.thread')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='jobs_proposal_due'), models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='jobs_proposal_remind'), models.Index(fields=['listing', '-id'], name='proposals_of_listing'), models.Index(fields=['worker', '-id'], name='proposals_of_worker'), models.Index(condition=models.Q(('state__in', ['sent', 'negotiating'])), fields=['client', '-id'], name='open_proposals_of_client'), models.Index(condition=models.Q(('state__in', ['sent', 'negotiating'])), fields=['worker', '-id'], name='open_proposals_of_worker')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['sent', 'negotiating'])), fields=('listing', 'worker'), name='one_open_proposal_per_worker')],
            },
        ),
        migrations.CreateModel(
            name='Confidentiality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifecycle_version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('steps_taken', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('asked', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confidentialities', to='jobs.proposal')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='jobs_confidentiality_due'), models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='jobs_confidentiality_remind'), models.Index(condition=models.Q(('state', 'asked')), fields=['asked', 'due_at'], name='confidentiality_of_asked')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'agreed'])), fields=('proposal',), name='one_confidentiality_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ProposalStep',
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
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='jobs.proposal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject', 'number'), name='one_proposal_step_per_number')],
            },
        ),
        migrations.CreateModel(
            name='SavedListing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('saved_at', models.DateTimeField()),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='jobs.listing')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-id'], name='saved_of_person')],
                'constraints': [models.UniqueConstraint(fields=('person', 'listing'), name='saved_once')],
            },
        ),
        migrations.CreateModel(
            name='SignedCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(help_text='asker or asked', max_length=10)),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('method', models.CharField(max_length=20)),
                ('proof', models.JSONField(default=dict)),
                ('signed_at', models.DateTimeField()),
                ('confidentiality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='jobs.confidentiality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('confidentiality', 'role'), name='one_signed_copy_per_side')],
            },
        ),
        migrations.CreateModel(
            name='ConfidentialityStep',
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
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='jobs.confidentiality')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject', 'number'), name='one_confidentiality_step_per_number')],
            },
        ),
    ]
