"""The client of an open listing may not agree to anything for now: nobody writes to them in vain."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tachiai.jobs import actions, queries
from tachiai.jobs.models import Listing
from tachiai.jobs.queries.stopping import held_up_clients
from tachiai.people import actions as people
from tests.cast import Cast
from tests.deal import refused
from tests.jobs.market import OFFER, Market, proposal_state
from tests.terms.samples import AT

pytestmark = pytest.mark.django_db
UNTIL = AT + timedelta(days=5)
HELD_UP = ["jobs.refused.held_up"]


@pytest.fixture
def market(cast: Cast) -> Market:
    return Market(cast)


def restrict(cast: Cast, kind: str) -> None:
    until = None if kind == "expelled" else UNTIL
    said = {"reason": "規約の違反を確認しました。", "by_staff_id": cast.kei.pk}
    people.restrict(person_id=cast.aoi.pk, kind=kind, until=until, **said, at=AT)


def found(at=AT) -> list[int]:
    return [each.pk for each in queries.search(queries.Asked(closed=True), at=at).listings]


@pytest.mark.parametrize("kind", ["limited", "suspended", "expelled"])
class TestWhileTheClientMayNotAgree:
    def test_the_listing_is_not_found_and_takes_no_proposal(self, market: Market, cast: Cast, kind: str) -> None:
        listing_id = market.listing()
        restrict(cast, kind)
        assert (found(), queries.newest(5, AT)) == ([], [])
        assert refused(lambda: market.proposal(listing_id)) == HELD_UP
        assert queries.listing_for(cast.mio.pk, listing_id, AT) is not None
        assert Listing.objects.get().state == "open"

    def test_every_talk_waits_and_the_worker_can_leave_it(self, market: Market, cast: Cast, kind: str) -> None:
        talk = market.negotiation(market.listing())
        sent = market.proposal(Listing.objects.get().pk, worker=cast.mio)
        restrict(cast, kind)
        changed = {"proposal_id": sent, "worker_id": cast.mio.pk, "offer": OFFER, "at": AT}
        assert refused(lambda: actions.edit_proposal(**changed)) == HELD_UP
        assert refused(lambda: market.propose(talk, cast.ren, rounds=1)) == HELD_UP
        said = {"proposal_id": talk, "person_id": cast.ren.pk, "at": AT}
        assert refused(lambda: actions.understand_terms(**said, shown=[])) == HELD_UP
        asked = {"item": "scope", "text": "色は何色ですか。", "is_question": True}
        assert refused(lambda: actions.discuss_item(**said, **asked)) == HELD_UP
        actions.withdraw_proposal(proposal_id=talk, worker_id=cast.ren.pk, at=AT)
        assert proposal_state(talk) == "withdrawn"


@pytest.mark.parametrize("kind", ["messages", "payout", "reports"])
def test_who_may_agree_is_found_and_answered_as_ever(market: Market, cast: Cast, kind: str) -> None:
    listing_id = market.listing()
    restrict(cast, kind)
    assert found() == [listing_id]
    market.proposal(listing_id)


def test_all_is_as_before_when_the_restriction_is_over(market: Market, cast: Cast) -> None:
    listing_id = market.listing()
    restrict(cast, "limited")
    assert (held_up_clients(AT), held_up_clients(UNTIL)) == ([cast.aoi.pk], [])
    assert found(UNTIL) == [listing_id]
    market.agree(market.negotiation(listing_id, at=UNTIL), cast.ren, at=UNTIL)
