import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('notices', name) for name in (
        '0001_tables',
        '0002_letters',
        '0003_gathered_mail',
        '0004_headers_of_letters',
    )]

    dependencies = [
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=80)),
                ('params', models.JSONField(default=dict)),
                ('path', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-id'], name='notices_of_person'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['person'], name='notices_unread')],
            },
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('body', models.TextField(blank=True)),
                ('headers', models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
                ('state', models.CharField(default='queued', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('due_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('carrier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='bundled', to='notices.dispatch')),
                ('notice', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='dispatch', to='notices.notice')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['sent', 'unwanted', 'read']), _negated=True), fields=['id'], name='dispatch_not_done'), models.Index(condition=models.Q(('state', 'gathering')), fields=['due_at'], name='dispatch_gathering')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('notice__isnull', False)), models.Q(('notice__isnull', True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='a_notice_or_a_letter')],
            },
        ),
        migrations.CreateModel(
            name='MailPreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=40)),
                ('pace', models.CharField(db_default='never', default='never', max_length=10)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'group'), name='one_mail_preference')],
            },
        ),
    ]
