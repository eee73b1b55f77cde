import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # What came before the first release; a database that has all of it is up to date.
    replaces = [('help_centre', name) for name in (
        '0001_votes',
        '0002_search',
    )]

    dependencies = [
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchIndex',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term_id', models.BigIntegerField()),
                ('document_id', models.BigIntegerField()),
                ('impact', models.FloatField()),
            ],
            options={
                'indexes': [models.Index(fields=['term_id'], include=('document_id', 'impact'), name='postings_of_a_term')],
            },
        ),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('language', models.CharField(max_length=2)),
                ('audience', models.CharField(max_length=10)),
                ('title', models.TextField()),
                ('lead', models.TextField()),
                ('body', models.TextField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('language', 'name'), name='one_document_an_article')],
            },
        ),
        migrations.CreateModel(
            name='Searched',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=2)),
                ('text', models.CharField(max_length=200)),
                ('times', models.PositiveIntegerField(default=0)),
                ('in_vain', models.PositiveIntegerField(default=0)),
                ('opened', models.PositiveIntegerField(default=0)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('opened', 0)), fields=['-times', '-last_at', '-id'], name='searches_that_failed'), models.Index(fields=['last_at'], name='searches_by_age')],
                'constraints': [models.UniqueConstraint(fields=('language', 'text'), name='one_row_a_search')],
            },
        ),
        migrations.CreateModel(
            name='SearchTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=2)),
                ('term', models.CharField(max_length=80)),
                ('typed', models.CharField(max_length=80)),
                ('documents', models.PositiveIntegerField()),
                ('grams', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['grams'], name='search_terms_by_grams'), models.Index(fields=['typed'], name='search_terms_by_beginning', opclasses=['varchar_pattern_ops'])],
                'constraints': [models.UniqueConstraint(fields=('language', 'term'), name='one_row_a_search_term')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('article', models.CharField(max_length=60)),
                ('visitor', models.CharField(blank=True, max_length=64)),
                ('is_useful', models.BooleanField()),
                ('word', models.CharField(blank=True, max_length=500)),
                ('voted_at', models.DateTimeField()),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['article', '-voted_at'], name='votes_of_article')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('person', None), _negated=True), fields=('person', 'article'), name='one_vote_a_person'), models.UniqueConstraint(condition=models.Q(('person', None)), fields=('visitor', 'article'), name='one_vote_a_visitor'), models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('visitor', '')), models.Q(('person__isnull', True), models.Q(('visitor', ''), _negated=True)), _connector='OR'), name='vote_is_of_a_person_or_a_visitor')],
            },
        ),
    ]
