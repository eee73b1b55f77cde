"""The talk about the terms on the table, item by item: understood, asked, answered, gone on in spite of a finding."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tachiai.conversations.actions.blocks import refuse_cut_off
from tachiai.conversations.actions.judging import keep_rules, looked_at
from tachiai.jobs import announcements
from tachiai.jobs.models import Proposal
from tachiai.jobs.queries.proposals import side_of
from tachiai.jobs.walking import locked_proposal, refuse_stopped, touch
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.terms import actions as terms
from tachiai.terms.rules.alignment import Item


@transaction.atomic
def understand_terms(*, proposal_id: int, person_id: int, shown: Iterable[Item], at: datetime) -> None:
    """One side has understood these items as they were shown, with their differences to the listing.

    The other side hears of it once everything is understood. See `terms.actions.understand` for what is refused.
    """
    refuse_restricted(person_id, Act.AGREE, at)
    proposal, side = negotiated(proposal_id, person_id, at)
    is_done = terms.understand(sheet_id=sheet_of(proposal), role=side, person_id=person_id, shown=shown, at=at)
    touch(proposal, at)
    if is_done:
        announcements.terms_understood(proposal, side, at)


@transaction.atomic
def discuss_item(
    *, proposal_id: int, person_id: int, item: str, text: str, is_question: bool, at: datetime, seen: str = ""
) -> None:
    """A question about one item, or a word on it. The other side is told; the same word twice in a row is one. For what
    is refused see `terms.actions.say` and `judge_word`."""
    refuse_restricted(person_id, Act.AGREE, at)
    proposal, side = negotiated(proposal_id, person_id, at)
    is_new = terms.say(
        sheet_id=sheet_of(proposal),
        item=item,
        role=side,
        person_id=person_id,
        text=text,
        is_question=is_question,
        at=at,
    )
    if is_new:
        judge_word(proposal, person_id, text, at, seen)
        touch(proposal, at)
        announcements.item_discussed(proposal, side, at, item, text.strip(), is_question=is_question)


def judge_word(proposal: Proposal, person_id: int, text: str, at: datetime, seen: str) -> None:
    """What one side says to the other about the terms is talk like a message. Refusal for whom messages are taken away
    from, while one of them has blocked the other, without consent, and for a text that its writer has to look at first
    (`looked_at`; `seen`: what the form says was seen). It is never held."""
    thread_id = proposal.thread_id
    refuse_restricted(person_id, Act.TALK, at, thread_id=thread_id)
    refuse_cut_off(thread_id=thread_id, person_id=person_id)
    judged = looked_at(
        text=text.strip(), where="proposal", author_id=person_id, thread_id=thread_id, seen=seen, may_be_held=False
    )
    keep_rules(judged, "proposal", "proposal", proposal.pk, at)


def negotiated(proposal_id: int, person_id: int, at: datetime) -> tuple[Proposal, Actor]:
    """The locked proposal whose terms are on the table, and the side this person is on. Refusal otherwise."""
    proposal = locked_proposal(proposal_id)
    side = side_of(proposal, person_id)
    if side is None:
        raise Refusal(Refused("jobs.refused.no_such_proposal"))
    if proposal.state != "negotiating":
        raise Refusal(Refused("jobs.refused.not_negotiating"))
    refuse_stopped(proposal.listing, at)
    return proposal, side


def sheet_of(proposal: Proposal) -> int:
    """The sheet of a proposal whose terms are on the table."""
    if proposal.sheet_id is None:
        raise LookupError(f"proposal {proposal.pk} is negotiated without a sheet")
    return proposal.sheet_id
