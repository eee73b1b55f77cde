import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tachiai.clockwork.triggers import append_only, drop_append_only, drop_trace, keep_trace

TRACE = ("jobs_confidentiality", "jobs_confidentialitystep")


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0006_what_waits_for_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        ),
        migrations.AddIndex(
            model_name='confidentiality',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='jobs_confidentiality_due'),
        ),
        migrations.AddIndex(
            model_name='confidentiality',
            index=models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='jobs_confidentiality_remind'),
        ),
        migrations.AddIndex(
            model_name='confidentiality',
            index=models.Index(condition=models.Q(('state', 'asked')), fields=['asked', 'due_at'], name='confidentiality_of_asked'),
        ),
        migrations.AddConstraint(
            model_name='confidentiality',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'agreed'])), fields=('proposal',), name='one_confidentiality_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='confidentialitystep',
            constraint=models.UniqueConstraint(fields=('subject', 'number'), name='one_confidentiality_step_per_number'),
        ),
        migrations.AddConstraint(
            model_name='signedcopy',
            constraint=models.UniqueConstraint(fields=('confidentiality', 'role'), name='one_signed_copy_per_side'),
        ),
        migrations.RunSQL(keep_trace(*TRACE), drop_trace(*TRACE)),
        migrations.RunSQL(append_only("jobs_signedcopy"), drop_append_only("jobs_signedcopy")),
    ]
