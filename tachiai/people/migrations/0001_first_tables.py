import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('people', name) for name in (
        '0001_tables',
        '0002_restrictions',
        '0003_calendar_addresses',
        '0004_declarations',
        '0005_kinds_of_restriction_and_staff_acts',
        '0006_staff_acts_by_kind_and_time',
        '0007_removed_texts',
        '0008_addresses_left_under_a_restriction',
        '0009_identity_checks',
        '0010_hints_set_aside',
    )]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('display_name', models.CharField(max_length=50)),
                ('introduction', models.TextField(blank=True, max_length=4000)),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=30)),
                ('language', models.CharField(default='ja', max_length=5)),
                ('time_zone', models.CharField(default='Asia/Tokyo', max_length=50)),
                ('is_staff', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('identity_checked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CalendarAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('names_others', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, max_length=10)),
                ('trade_name', models.CharField(blank=True, max_length=100)),
                ('address', models.TextField(blank=True, max_length=300)),
                ('contact', models.CharField(blank=True, max_length=200)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('region', models.CharField(blank=True, max_length=3)),
                ('officers', models.PositiveIntegerField(null=True)),
                ('capital', models.PositiveBigIntegerField(null=True)),
                ('headcount', models.PositiveIntegerField(null=True)),
                ('employs', models.BooleanField(null=True)),
                ('acts_as_business', models.BooleanField(null=True)),
                ('pays_salaries', models.BooleanField(null=True)),
                ('invoice_number', models.CharField(blank=True, max_length=14)),
                ('wants_electronic', models.BooleanField(null=True)),
                ('disclose_in_listings', models.BooleanField(default=False)),
                ('declared_at', models.DateTimeField()),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-declared_at', '-id'], name='declarations_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['', 'individual', 'company', 'consumer'])), name='declaration_is_of_a_known_kind'), models.CheckConstraint(condition=models.Q(('disclose_in_listings', False), models.Q(('trade_name', ''), ('address', ''), ('contact', ''), _connector='OR', _negated=True), _connector='OR'), name='declaration_is_disclosed_whole')],
            },
        ),
        migrations.CreateModel(
            name='HintSetAside',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hint', models.CharField(max_length=40)),
                ('set_aside_at', models.DateTimeField()),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'hint'), name='each_hint_set_aside_once')],
            },
        ),
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('reason', models.TextField(max_length=2000)),
                ('decision_id', models.BigIntegerField(null=True)),
                ('thread_id', models.BigIntegerField(null=True)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lift_reason', models.TextField(blank=True, max_length=2000)),
                ('address', models.CharField(blank=True, max_length=64)),
                ('decided_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='restrictions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-id'], name='restrictions_of_person'), models.Index(condition=models.Q(('address', ''), _negated=True), fields=['address'], name='restrictions_left_under'), models.Index(condition=models.Q(('lifted_at', None)), fields=['person'], name='restrictions_not_lifted')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='restriction_ends_later'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='restriction_has_a_reason'), models.CheckConstraint(condition=models.Q(('kind__in', ['expelled', 'suspended', 'limited', 'messages', 'payout', 'reports'])), name='restriction_is_of_a_known_kind')],
            },
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
                'indexes': [models.Index(fields=['staff', '-id'], name='staff_acts_of_somebody'), models.Index(fields=['subject_kind', 'subject_id', '-id'], name='staff_acts_about_a_thing'), models.Index(condition=models.Q(('case_id', None), _negated=True), fields=['case_id', '-id'], name='staff_acts_in_a_case'), models.Index(fields=['act', '-id'], name='staff_acts_of_a_kind'), models.Index(fields=['at'], name='staff_acts_by_time')],
            },
        ),
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
    ]
