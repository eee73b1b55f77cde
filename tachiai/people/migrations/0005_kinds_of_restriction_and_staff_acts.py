import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tachiai.clockwork.triggers import append_only, drop_append_only


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_declarations'),
    ]

    operations = [
        migrations.AddField(
            model_name='restriction',
            name='decision_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='restriction',
            name='thread_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='restriction',
            name='kind',
            field=models.CharField(max_length=20),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['expelled', 'suspended', 'limited', 'messages', 'payout', 'reports'])), name='restriction_is_of_a_known_kind'),
        ),
        migrations.CreateModel(
            name='StaffAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=60)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('case_id', models.BigIntegerField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('staff', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['staff', '-id'], name='staff_acts_of_somebody'), models.Index(fields=['subject_kind', 'subject_id', '-id'], name='staff_acts_about_a_thing'), models.Index(condition=models.Q(('case_id', None), _negated=True), fields=['case_id', '-id'], name='staff_acts_in_a_case')],
            },
        ),
        migrations.RunSQL(append_only('people_staffact'), drop_append_only('people_staffact')),
    ]
