from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('statistics', name) for name in (
        '0001_tables',
    )]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CountedMonth',
            fields=[
                ('first', models.DateField(primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('troubles', models.JSONField()),
                ('sources', models.JSONField()),
                ('durations', models.JSONField()),
                ('counted_at', models.DateTimeField()),
            ],
        ),
    ]
