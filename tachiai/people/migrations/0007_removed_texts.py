import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tachiai.clockwork.triggers import append_only, drop_append_only


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_staff_acts_by_kind_and_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='TextRemoval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('subject_id', models.BigIntegerField()),
                ('is_removed', models.BooleanField()),
                ('decision_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'subject_id', '-id'], name='removals_of_a_text')],
            },
        ),
        migrations.RunSQL(append_only('people_textremoval'), drop_append_only('people_textremoval')),
    ]
