"""Staff keep a worker from writing: withdrawing and proposing again is no way around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tachiai.conversations.actions import post_message
from tachiai.conversations.models import Thread
from tachiai.jobs import actions
from tachiai.jobs.models import Proposal
from tachiai.people import actions as people
from tests.cast import FIRST, Cast, make_person
from tests.deal import refused
from tests.jobs.market import DRAFT, OFFER, Market
from tests.terms.samples import AT

pytestmark = pytest.mark.django_db
UNTIL = AT + timedelta(days=5)
MUTED = ["people.refused.restricted.messages"]


@pytest.fixture
def market(cast: Cast) -> Market:
    return Market(cast)


def mute(cast: Cast, thread_id: int | None = None) -> None:
    said = {"reason": "しつこい連絡が続きました。", "by_staff_id": cast.kei.pk, "until": UNTIL}
    people.restrict(person_id=cast.ren.pk, kind="messages", thread_id=thread_id, **said, at=AT)


def thread_of(proposal_id: int) -> int:
    return Proposal.objects.get(pk=proposal_id).thread_id


def withdrawn(market: Market, listing_id: int) -> int:
    """A proposal of Ren's that he has taken back."""
    proposal_id = market.proposal(listing_id)
    actions.withdraw_proposal(proposal_id=proposal_id, worker_id=market.cast.ren.pk, at=AT)
    return proposal_id


@pytest.mark.parametrize("is_of_one_thread", [False, True])
def test_who_was_withdrawn_is_not_proposed_anew(market: Market, cast: Cast, is_of_one_thread: bool) -> None:
    listing_id = market.listing()
    first = withdrawn(market, listing_id)
    mute(cast, thread_of(first) if is_of_one_thread else None)
    again = replace(OFFER, message="しつこい言葉")
    for place in (listing_id, market.listing()):
        assert refused(lambda place=place: market.proposal(place, offer=again)) == MUTED
    assert Thread.objects.count() == 1
    market.proposal(listing_id, offer=again, at=UNTIL)


def test_others_can_be_proposed_to_once(market: Market, cast: Cast) -> None:
    mute(cast)
    noa = make_person("noa@example.com", "乃亜", pk=FIRST + 8)
    elsewhere = actions.save_draft(client_id=noa.pk, draft=DRAFT, at=AT)
    actions.publish(listing_id=elsewhere, client_id=noa.pk, at=AT)
    sent = market.proposal(elsewhere)
    assert market.proposal(elsewhere) == sent, "a double click"
    actions.withdraw_proposal(proposal_id=sent, worker_id=cast.ren.pk, at=AT)
    assert refused(lambda: market.proposal(elsewhere)) == MUTED


def test_a_thread_that_was_there_before_is_silent_too_and_one_with_others_is_not(market: Market, cast: Cast) -> None:
    one, other = market.proposal(), market.proposal()
    mine = market.listing()
    with_mio = thread_of(market.proposal(mine, worker=cast.mio))
    mute(cast, thread_of(one))

    def write(thread_id: int, by=cast.ren, at=AT):
        return post_message(thread_id=thread_id, author_id=by.pk, body="よろしくお願いします。", at=at)

    assert refused(lambda: write(thread_of(other))) == MUTED
    write(thread_of(other), cast.aoi), write(with_mio, cast.mio), write(thread_of(other), at=UNTIL)
