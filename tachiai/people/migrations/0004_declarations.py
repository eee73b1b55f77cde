import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A closed account's declarations may be erased; which are, is decided where the account is closed.
APPEND_ONLY = """
CREATE FUNCTION people_declaration_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM people_person WHERE id = OLD.person_id AND NOT is_active) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'people_declaration is append-only' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER people_declaration_append_only BEFORE UPDATE OR DELETE ON people_declaration
    FOR EACH ROW EXECUTE FUNCTION people_declaration_refuse_change();
"""
CHANGEABLE = """
DROP TRIGGER people_declaration_append_only ON people_declaration;
DROP FUNCTION people_declaration_refuse_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_calendar_addresses'),
    ]

    operations = [
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
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
