"""Reads about pleas against a rating that the rule gave, and who may read what was handed over with a request."""

from __future__ import annotations

from django.db.models import Q

from tachiai.contracts.models import Plea, PleaStep, Request
from tachiai.conversations.queries import FileAsked
from tachiai.people import queries as people


def steps_of_plea(plea_id: int) -> list[PleaStep]:
    """What was decided, newest first."""
    return list(PleaStep.objects.filter(subject_id=plea_id).order_by("-number"))


def may_read_proof(asked: FileAsked) -> bool:
    """A file of a request is for the two sides of its contract and for staff; one of a plea only for staff, beside its
    owner."""
    mine = Q(contract__client_id=asked.person_id) | Q(contract__worker_id=asked.person_id)
    if Request.objects.filter(mine, files=asked.file_id).exists():
        return True
    if not people.is_staff(asked.person_id):
        return False
    kinds = (Request.objects, Plea.objects)
    return any(kind.filter(files=asked.file_id).exists() for kind in kinds)
