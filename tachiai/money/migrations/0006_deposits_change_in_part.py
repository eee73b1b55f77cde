from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('money', '0005_statement_order'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('line', 'part'), _negated=True), ('balance_after__gt', 0), _connector='OR'), name='leg_leaves_something'),
        ),
        migrations.AddConstraint(
            model_name='leg',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('line', 'added'), _negated=True), ('balance_after__gt', models.F('amount')), _connector='OR'), name='leg_adds_to_something'),
        ),
    ]
