"""Nobody closes their account while the other side could still count on them."""

from __future__ import annotations

import pytest

from tachiai.jobs import actions
from tachiai.kernel.refused import Refusal
from tachiai.people.actions import close_account, reasons_against_closure
from tests.jobs.market import DRAFT, Market
from tests.terms.samples import AT

pytestmark = pytest.mark.django_db


def test_a_client_ends_what_is_open_first(market: Market) -> None:
    listing_id = market.listing()
    (refused,) = reasons_against_closure(market.cast.aoi.pk)
    assert (refused.key, refused.params["title"]) == ("jobs.refused.listing_open", DRAFT.title)
    assert reasons_against_closure(market.cast.ren.pk) == []
    market.close(listing_id)
    assert reasons_against_closure(market.cast.aoi.pk) == []


def test_a_worker_withdraws_a_proposal_first(market: Market) -> None:
    proposal_id = market.proposal()
    (refused,) = reasons_against_closure(market.cast.ren.pk)
    assert (refused.key, refused.params["title"]) == ("jobs.refused.proposal_open", DRAFT.title)
    actions.withdraw_proposal(proposal_id=proposal_id, worker_id=market.cast.ren.pk, at=AT)
    close_account(person_id=market.cast.ren.pk, at=AT)


@pytest.mark.parametrize(("who", "why"), [("ren", "proposal_open"), ("aoi", "talk_open")])
def test_who_has_agreed_to_terms_stays_for_the_answer(market: Market, who: str, why: str) -> None:
    listing_id = market.listing()
    proposal_id = market.negotiation(listing_id)
    person = getattr(market.cast, who)
    market.agree(proposal_id, person)
    market.close(listing_id)
    with pytest.raises(Refusal) as caught:
        close_account(person_id=person.pk, at=AT)
    assert [reason.key for reason in caught.value.reasons] == [f"jobs.refused.{why}"]
    other = market.cast.aoi if who == "ren" else market.cast.ren
    assert market.agree(proposal_id, other), "there is a contract, and both are there for it"
