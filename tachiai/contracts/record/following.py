"""Which contracts have something new on record, found by the growing numbers of the tables that it comes from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import Model, Q, QuerySet, Value

from tachiai.contracts.hourly.models import EntryVersion, LineWord, Week, WeekStep
from tachiai.contracts.models import (
    Contract,
    ContractStep,
    Paper,
    PaperSeen,
    Plea,
    PleaStep,
    Rating,
    Request,
    RequestStep,
)
from tachiai.contracts.queries.awards import awards_of
from tachiai.conversations import record as conversations
from tachiai.people.queries.removals import every_removal
from tachiai.people.queries.removals import texts_removed_in as removed

_OF_CONTRACT: Mapping[str, tuple[type[Model], str]] = {
    "contract": (Contract, "pk"),
    "step": (ContractStep, "subject_id"),
    "request": (Request, "contract_id"),
    "request_step": (RequestStep, "subject__contract_id"),
    "paper": (Paper, "contract_id"),
    "paper_seen": (PaperSeen, "paper__contract_id"),
    "rating": (Rating, "contract_id"),
    "plea": (Plea, "rating__contract_id"),
    "week": (Week, "contract_id"),
    "week_step": (WeekStep, "subject__contract_id"),
    "week_line": (EntryVersion, "entry__week__contract_id"),
    "line_word": (LineWord, "entry__week__contract_id"),
    "plea_step": (PleaStep, "subject__rating__contract_id"),
}
_OF_THREAD: Mapping[str, tuple[Callable[[], QuerySet[Any]], Callable[[int, int], list[int]]]] = {
    "message": (conversations.every_message, conversations.threads_written_in),
    "message_edit": (conversations.every_edit, conversations.threads_edited_in),
}


def _contracts_of_removed(after: int, upto: int) -> set[int]:
    """The contracts whose texts the removals with these numbers are about."""
    messages, proposals, ratings = (removed(kind, after, upto) for kind in ("message", "proposal", "rating"))
    of_texts = Q(proposal_id__in=proposals) | Q(ratings__in=ratings)
    found = set(Contract.objects.filter(of_texts).values_list("pk", flat=True))
    if adopted := removed("contest_proposal", after, upto):
        found |= set(awards_of(adopted).values_list("pk", flat=True))
    return found | _talked_in(conversations.threads_of(messages))


def _talked_in(threads: Collection[int]) -> set[int]:
    """The contracts of these threads, found by that of their proposal where they have one: each way has its index."""
    ways = (Q(proposal__thread_id__in=threads), Q(proposal=None, thread_id__in=threads))
    return {pk for way in ways for pk in Contract.objects.filter(way).values_list("pk", flat=True)}


def newest() -> dict[str, int]:
    """The highest number in each table that is followed, in one query; none of an empty table."""
    tables = [(name, model._default_manager.all()) for name, (model, _) in _OF_CONTRACT.items()]
    tables += [(name, rows()) for name, (rows, _) in _OF_THREAD.items()]
    tables.append(("text_removal", every_removal()))
    found = [rows.order_by("-pk").values_list(Value(name), "pk")[:1] for name, rows in tables]
    return dict(found[0].union(*found[1:], all=True))


def contracts_in(source: str, after: int, upto: int) -> set[int]:
    """The contracts about which the rows of `source` with these numbers are."""
    if source == "text_removal":
        return _contracts_of_removed(after, upto)
    if source in _OF_THREAD:
        threads = _OF_THREAD[source][1](after, upto)
        return _talked_in(threads)
    model, path = _OF_CONTRACT[source]
    rows = model._default_manager.filter(pk__gt=after, pk__lte=upto)
    return set(rows.values_list(path, flat=True))
