"""The tables of the search: an inverted index of the articles, and what was searched for."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from tachiai.help_centre.rules.search import LONGEST_QUESTION


class SearchIndex(models.Model):
    """One row: the digest of what the index was built from."""

    digest = models.CharField(max_length=64)


class SearchDocument(models.Model):
    """An article in one language, as it was indexed."""

    name = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    audience = models.CharField(max_length=10)
    title = models.TextField()
    lead = models.TextField()
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "name"], name="one_document_an_article")]


class SearchTerm(models.Model):
    """A word ("=" before it) or a pair of letters, and in how many documents it stands. `grams`: by which a word is
    found that was mistyped; empty for pairs. `typed`: as the word is written in an article."""

    language = models.CharField(max_length=2)
    term = models.CharField(max_length=80)
    typed = models.CharField(max_length=80)
    documents = models.PositiveIntegerField()
    grams = ArrayField(models.CharField(max_length=2))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "term"], name="one_row_a_search_term")]
        indexes = [
            GinIndex(fields=["grams"], name="search_terms_by_grams"),
            models.Index(fields=["typed"], name="search_terms_by_beginning", opclasses=["varchar_pattern_ops"]),
        ]


class Posting(models.Model):
    """What a term gives a document. No foreign keys: the index is always built whole."""

    term_id = models.BigIntegerField()
    document_id = models.BigIntegerField()
    impact = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["term_id"], include=["document_id", "impact"], name="postings_of_a_term")]


class Searched(models.Model):
    """What was searched for, folded, by nobody in particular: how often, how often in vain, and how often somebody
    opened an article that was found."""

    language = models.CharField(max_length=2)
    text = models.CharField(max_length=LONGEST_QUESTION)
    times = models.PositiveIntegerField(default=0)
    in_vain = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "text"], name="one_row_a_search")]
        indexes = [
            models.Index(
                fields=["-times", "-last_at", "-id"], name="searches_that_failed", condition=models.Q(opened=0)
            ),
            models.Index(fields=["last_at"], name="searches_by_age"),
        ]
