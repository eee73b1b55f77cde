from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_removed_texts'),
    ]

    operations = [
        migrations.AddField(
            model_name='restriction',
            name='address',
            field=models.CharField(blank=True, default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='restriction',
            index=models.Index(condition=models.Q(('address', ''), _negated=True), fields=['address'], name='restrictions_left_under'),
        ),
    ]
