"""The tables of the help centre: what readers say of an article."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tachiai.help_centre.rules.votes import LONGEST_WORD
from tachiai.help_centre.search_models import Posting, SearchDocument, Searched, SearchIndex, SearchTerm

__all__ = ["Posting", "SearchDocument", "SearchIndex", "SearchTerm", "Searched", "Vote"]


class Vote(models.Model):
    """Whether an article helped a person, or a visitor (by the digest of their session). The last word counts."""

    article = models.CharField(max_length=60)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    visitor = models.CharField(max_length=64, blank=True)
    is_useful = models.BooleanField()
    word = models.CharField(max_length=LONGEST_WORD, blank=True)
    voted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["article", "-voted_at"], name="votes_of_article")]
        constraints = [
            models.UniqueConstraint(fields=["person", "article"], condition=~Q(person=None), name="one_vote_a_person"),
            models.UniqueConstraint(fields=["visitor", "article"], condition=Q(person=None), name="one_vote_a_visitor"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, visitor="") | (Q(person__isnull=True) & ~Q(visitor="")),
                name="vote_is_of_a_person_or_a_visitor",
            ),
        ]
