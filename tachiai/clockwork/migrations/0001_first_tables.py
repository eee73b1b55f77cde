from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('clockwork', name) for name in (
        '0001_tables',
        '0002_demo_year',
    )]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ClockShift',
            fields=[
                ('only', models.BooleanField(default=True, primary_key=True, serialize=False)),
                ('seconds', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='DemoYear',
            fields=[
                ('only', models.BooleanField(default=True, primary_key=True, serialize=False)),
                ('today', models.DateField()),
                ('stories', models.PositiveIntegerField()),
                ('told', models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
