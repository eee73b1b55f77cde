import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tachiai.clockwork.triggers import append_only, drop_append_only, drop_trace, keep_trace

OFF_SITE = ("conversations_offsiterequest", "conversations_offsitestep")
HELD = ("conversations_heldmessage", "conversations_heldstep")


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0004_uploads'),
        ('people', '0004_declarations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ToneHintsOff',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='HeldMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifecycle_version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('steps_taken', models.PositiveIntegerField(default=0)),
                ('body', models.TextField(blank=True, max_length=10000)),
                ('reply_to', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.message')),
                ('hits', models.JSONField()),
                ('digest', models.CharField(help_text='of the rulebook that judged it', max_length=64)),
                ('once', models.CharField(max_length=40, null=True)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('files', models.ManyToManyField(related_name='+', to='conversations.storedfile')),
                ('message', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.message')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.thread')),
            ],
        ),
        migrations.CreateModel(
            name='HeldLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(max_length=2000)),
                ('at', models.DateTimeField()),
                ('staff', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('held', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='conversations.heldmessage')),
            ],
        ),
        migrations.CreateModel(
            name='HeldStep',
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
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='conversations.heldmessage')),
            ],
        ),
        migrations.CreateModel(
            name='OffSiteRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lifecycle_version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('remind_at', models.DateTimeField(null=True)),
                ('stalled_until', models.DateTimeField(null=True)),
                ('steps_taken', models.PositiveIntegerField(default=0)),
                ('reason', models.TextField(max_length=2000)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('asker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conversations.thread')),
            ],
        ),
        migrations.CreateModel(
            name='OffSiteStep',
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
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='conversations.offsiterequest')),
            ],
        ),
        migrations.CreateModel(
            name='SafetyNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(max_length=10)),
                ('hits', models.JSONField()),
                ('digest', models.CharField(help_text='of the rulebook that judged it', max_length=64)),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.message')),
            ],
        ),
        migrations.CreateModel(
            name='ScanConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('mode', models.CharField(max_length=20)),
                ('is_given', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('blocked', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'blocked'), name='one_block_per_pair'), models.CheckConstraint(condition=models.Q(('person', models.F('blocked')), _negated=True), name='nobody_blocks_themselves')],
            },
        ),
        migrations.AddIndex(
            model_name='heldmessage',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='held_due'),
        ),
        migrations.AddIndex(
            model_name='heldmessage',
            index=models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='held_remind'),
        ),
        migrations.AddIndex(
            model_name='heldmessage',
            index=models.Index(fields=['author', 'thread', '-id'], name='held_of_author'),
        ),
        migrations.AddConstraint(
            model_name='heldmessage',
            constraint=models.UniqueConstraint(fields=('author', 'once'), name='one_held_message_per_form'),
        ),
        migrations.AddConstraint(
            model_name='heldstep',
            constraint=models.UniqueConstraint(fields=('subject', 'number'), name='one_held_step_per_number'),
        ),
        migrations.AddIndex(
            model_name='offsiterequest',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='off_site_due'),
        ),
        migrations.AddIndex(
            model_name='offsiterequest',
            index=models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='off_site_remind'),
        ),
        migrations.AddConstraint(
            model_name='offsiterequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'granted', 'refused'])), fields=('thread',), name='one_off_site_request_per_thread'),
        ),
        migrations.AddConstraint(
            model_name='offsitestep',
            constraint=models.UniqueConstraint(fields=('subject', 'number'), name='one_off_site_step_per_number'),
        ),
        migrations.AddConstraint(
            model_name='safetynote',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ('warned', 'released', 'let_go'))), name='safety_note_says_which_way'),
        ),
        migrations.AddIndex(
            model_name='scanconsent',
            index=models.Index(fields=['person', '-id'], name='consents_of_person'),
        ),
        migrations.RunSQL(keep_trace(*OFF_SITE), drop_trace(*OFF_SITE)),
        migrations.RunSQL(keep_trace(*HELD), drop_trace(*HELD)),
        migrations.RunSQL(append_only("conversations_heldlook"), drop_append_only("conversations_heldlook")),
        migrations.RunSQL(append_only("conversations_scanconsent"), drop_append_only("conversations_scanconsent")),
    ]
