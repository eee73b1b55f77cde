from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('inquiries', '0001_tables'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(condition=Q(('closed_at__isnull', True)), fields=['category', 'due_at', 'id'], name='inquiries_open_by_category'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(condition=Q(('closed_at__isnull', True), _negated=True), fields=['category', '-id'], name='inquiries_done_by_category'),
        ),
    ]
