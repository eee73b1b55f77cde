import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tachiai.clockwork.triggers import append_only, drop_append_only, drop_trace, keep_trace


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0010_awards_have_no_proposal"),
        ("conversations", "0006_no_report_wishes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WeeklyFunding",
            fields=[
                (
                    "contract",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="contracts.contract",
                    ),
                ),
                ("is_on", models.BooleanField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TimeEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("note", models.CharField(max_length=500)),
                ("is_struck", models.BooleanField(default=False)),
                ("is_timed", models.BooleanField(default=False)),
                ("is_forgotten", models.BooleanField(default=False)),
                ("versions", models.PositiveSmallIntegerField(default=1)),
                ("contest_reason", models.TextField(blank=True, max_length=2000)),
                ("files", models.ManyToManyField(related_name="+", to="conversations.storedfile")),
            ],
        ),
        migrations.CreateModel(
            name="LineWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=10)),
                ("text", models.TextField(max_length=1000)),
                ("written_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="words", to="contracts.timeentry"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Week",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lifecycle_version", models.PositiveSmallIntegerField(default=1)),
                ("state", models.CharField(max_length=40)),
                ("entered_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("remind_at", models.DateTimeField(null=True)),
                ("stalled_until", models.DateTimeField(null=True)),
                ("steps_taken", models.PositiveIntegerField(default=0)),
                ("number", models.PositiveSmallIntegerField()),
                ("begins_on", models.DateField()),
                ("rate", models.PositiveIntegerField()),
                ("cap_minutes", models.PositiveSmallIntegerField()),
                ("price", models.PositiveBigIntegerField()),
                ("paid_in_at", models.DateTimeField(null=True)),
                ("minutes", models.PositiveSmallIntegerField(default=0)),
                ("contested_minutes", models.PositiveSmallIntegerField(default=0)),
                ("paid", models.PositiveBigIntegerField(default=0)),
                ("returned", models.PositiveBigIntegerField(default=0)),
                ("values", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "contract",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weeks",
                        to="contracts.contract",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Timer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(blank=True, max_length=500)),
                ("started_at", models.DateTimeField()),
                ("stops_at", models.DateTimeField(db_index=True)),
                (
                    "contract",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contracts.contract"
                    ),
                ),
                (
                    "worker",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "week",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contracts.week",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="timeentry",
            name="week",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="contracts.week"
            ),
        ),
        migrations.CreateModel(
            name="WeekStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("step", models.CharField(max_length=40)),
                ("from_state", models.CharField(max_length=40)),
                ("to_state", models.CharField(max_length=40)),
                ("actor", models.CharField(max_length=10)),
                ("taken_at", models.DateTimeField()),
                (
                    "deadline_at",
                    models.DateTimeField(help_text="the deadline that stood when the step was taken", null=True),
                ),
                ("answers", models.JSONField(default=dict)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="contracts.week"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EntryVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("note", models.CharField(max_length=500)),
                ("is_struck", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="contracts.timeentry",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("entry", "number"), name="one_version_per_number")],
            },
        ),
        migrations.AddIndex(
            model_name="week",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="contracts_week_due"
            ),
        ),
        migrations.AddIndex(
            model_name="week",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)), fields=["remind_at"], name="contracts_week_remind"
            ),
        ),
        migrations.AddIndex(
            model_name="week",
            index=models.Index(fields=["contract", "-number"], name="weeks_of_contract"),
        ),
        migrations.AddIndex(
            model_name="week",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["contract"], name="open_weeks_of_contract"
            ),
        ),
        migrations.AddIndex(
            model_name="week",
            index=models.Index(condition=models.Q(("state", "decision")), fields=["due_at"], name="weeks_for_staff"),
        ),
        migrations.AddConstraint(
            model_name="week",
            constraint=models.UniqueConstraint(fields=("contract", "begins_on"), name="each_week_once"),
        ),
        migrations.AddConstraint(
            model_name="week",
            constraint=models.UniqueConstraint(fields=("contract", "number"), name="one_week_per_number"),
        ),
        migrations.AddConstraint(
            model_name="timeentry",
            constraint=models.UniqueConstraint(fields=("week", "number"), name="one_line_per_number"),
        ),
        migrations.AddConstraint(
            model_name="weekstep",
            constraint=models.UniqueConstraint(fields=("subject", "number"), name="one_week_step_per_number"),
        ),
        migrations.RunSQL(
            keep_trace("contracts_week", "contracts_weekstep"), drop_trace("contracts_week", "contracts_weekstep")
        ),
        *(
            migrations.RunSQL(append_only(table), drop_append_only(table))
            for table in ("contracts_entryversion", "contracts_lineword")
        ),
    ]
