import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('inquiries', name) for name in (
        '0001_tables',
        '0002_queue_by_category',
    )]

    dependencies = [
        ('contracts', '0001_first_tables'),
        ('conversations', '0001_first_tables'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailboxLook',
            fields=[
                ('only', models.BooleanField(default=True, primary_key=True, serialize=False)),
                ('next_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CannedAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(blank=True, max_length=30)),
                ('title', models.CharField(max_length=80)),
                ('body_ja', models.TextField(max_length=5000)),
                ('body_en', models.TextField(max_length=5000)),
                ('changed_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('changed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifecycle_version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('steps_taken', models.PositiveIntegerField(default=0)),
                ('number', models.CharField(max_length=12, unique=True)),
                ('token', models.CharField(max_length=32, unique=True)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('language', models.CharField(max_length=5)),
                ('category', models.CharField(max_length=30)),
                ('article', models.CharField(blank=True, max_length=60)),
                ('title', models.CharField(max_length=100)),
                ('asked_at', models.DateTimeField()),
                ('answer_by', models.DateTimeField()),
                ('assigned_at', models.DateTimeField(null=True)),
                ('case_id', models.BigIntegerField(help_text='the case that it was led on to', null=True)),
                ('contacted_at', models.DateTimeField(null=True)),
                ('replies', models.PositiveSmallIntegerField(default=0)),
                ('first_answer_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('is_helped', models.BooleanField(null=True)),
                ('helped_word', models.TextField(blank=True, max_length=500)),
                ('helped_at', models.DateTimeField(null=True)),
                ('once', models.CharField(max_length=40, null=True, unique=True)),
                ('assignee', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contract', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='inquiries.inquiry')),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='inquiries_inquiry_due'), models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='inquiries_inquiry_remind'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['state', 'due_at', 'id'], name='inquiries_by_clock'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['due_at', 'id'], name='inquiries_open_by_clock'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['assignee', 'due_at', 'id'], name='inquiries_assigned'), models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['category', 'due_at', 'id'], name='inquiries_open_by_category'), models.Index(condition=models.Q(('closed_at__isnull', True), _negated=True), fields=['category', '-id'], name='inquiries_done_by_category'), models.Index(fields=['person', '-id'], name='inquiries_of_person'), models.Index(condition=models.Q(('address', ''), _negated=True), fields=['address', '-id'], name='inquiries_of_address'), models.Index(fields=['asked_at'], name='inquiries_by_time'), models.Index(condition=models.Q(('helped_at__isnull', False)), fields=['-helped_at'], name='inquiries_rated')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('person__isnull', False)), models.Q(('person__isnull', True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='a_person_or_an_address')],
            },
        ),
        migrations.CreateModel(
            name='InquiryMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('body', models.TextField(blank=True, max_length=10000)),
                ('params', models.JSONField(default=dict)),
                ('suggests', models.CharField(blank=True, max_length=30)),
                ('is_by_mail', models.BooleanField(default=False)),
                ('said_at', models.DateTimeField()),
                ('once', models.CharField(max_length=40, null=True)),
                ('author', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('files', models.ManyToManyField(related_name='+', to='conversations.storedfile')),
                ('inquiry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='inquiries.inquiry')),
            ],
            options={
                'indexes': [models.Index(fields=['inquiry', 'id'], name='messages_of_inquiry')],
                'constraints': [models.UniqueConstraint(fields=('inquiry', 'once'), name='one_inquiry_message_per_form'), models.CheckConstraint(condition=models.Q(('kind__in', ('person', 'staff', 'note', 'system'))), name='inquiry_message_of_a_known_kind')],
            },
        ),
        migrations.CreateModel(
            name='InquiryStep',
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
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='inquiries.inquiry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject', 'number'), name='one_inquiry_step_per_number')],
            },
        ),
        migrations.CreateModel(
            name='ReceivedMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=300, unique=True)),
                ('sender', models.CharField(blank=True, max_length=254)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True, max_length=10000)),
                ('outcome', models.CharField(max_length=10)),
                ('why', models.CharField(blank=True, max_length=30)),
                ('received_at', models.DateTimeField()),
                ('handled_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('inquiry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='inquiries.inquiry')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('outcome', 'unknown')), fields=['received_at', 'id'], name='mails_unknown'), models.Index(fields=['sender', '-received_at'], name='mails_of_sender')],
            },
        ),
    ]
