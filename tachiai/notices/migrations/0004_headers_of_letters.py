from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0003_gathered_mail'),
    ]

    operations = [
        migrations.AddField(
            model_name='dispatch',
            name='headers',
            field=models.JSONField(db_default=Value({}, models.JSONField()), default=dict),
        ),
    ]
