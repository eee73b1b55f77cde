from django.db import migrations, models

LIVING_ROWS_WALK_VERSION_2 = "UPDATE jobs_listing SET lifecycle_version = 2 WHERE state IN ('draft', 'open')"
BACK = "UPDATE jobs_listing SET lifecycle_version = 1"


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0007_confidentiality'),
    ]

    operations = [
        migrations.AddField(
            model_name='listing',
            name='recruiting_suspended_by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='listing',
            name='suspended_by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.RunSQL(LIVING_ROWS_WALK_VERSION_2, BACK),
    ]
