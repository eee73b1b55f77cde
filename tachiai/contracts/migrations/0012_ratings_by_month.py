from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0011_weeks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rating',
            name='one_rating_per_side',
        ),
        migrations.AddField(
            model_name='rating',
            name='period',
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.UniqueConstraint(condition=models.Q(('period__isnull', True)), fields=('contract', 'rater'), name='one_rating_per_side'),
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.UniqueConstraint(fields=('contract', 'rater', 'period'), name='one_rating_per_side_and_month'),
        ),
    ]
