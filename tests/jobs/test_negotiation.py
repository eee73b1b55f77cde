from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from tachiai.contracts.models import Contract
from tachiai.jobs import actions, queries
from tachiai.jobs.models import Listing
from tachiai.kernel import events
from tachiai.kernel.refused import Refusal
from tachiai.notices.models import Notice
from tachiai.terms.models import Consent, Version
from tests.jobs.market import OFFER, proposal_state, refusal_of, state_of
from tests.terms.samples import AT, SETTLED


class TestOpenTerms:
    def test_puts_the_listing_with_the_offered_price_and_day_on_the_table(self, market):
        version = market.terms_on_table(market.negotiation())
        assert version.number == 1
        assert version.terms == replace(SETTLED, price=OFFER.price, due_on=OFFER.due_on)

    def test_is_for_the_client_and_once(self, market):
        proposal_id, cast = market.proposal(), market.cast
        for person in (cast.ren, cast.zen):
            refused = refusal_of(actions.open_terms, proposal_id=proposal_id, client_id=person.pk, at=AT)
            assert refused == ["jobs.refused.no_such_proposal"]
        actions.open_terms(proposal_id=proposal_id, client_id=cast.aoi.pk, at=AT)
        refused = refusal_of(actions.open_terms, proposal_id=proposal_id, client_id=cast.aoi.pk, at=AT)
        assert refused == ["lifecycle.not_now"]
        assert Version.objects.count() == 1

    def test_works_after_the_listing_has_closed(self, market):
        listing_id = market.listing()
        proposal_id = market.proposal(listing_id)
        market.close(listing_id)
        actions.open_terms(proposal_id=proposal_id, client_id=market.cast.aoi.pk, at=AT)
        assert proposal_state(proposal_id) == "negotiating"


class TestPropose:
    def test_tells_the_other_side(self, market):
        market.propose(market.negotiation(), market.cast.ren, rounds=1)
        assert Notice.objects.latest("pk").kind == "terms.proposed.client"

    def test_after_an_agreement_says_that_it_was_taken_back(self, market):
        proposal_id = market.negotiation()
        market.agree(proposal_id, market.cast.ren)
        market.propose(proposal_id, market.cast.aoi, rounds=3)
        assert Notice.objects.latest("pk").kind == "terms.taken_back.worker"
        view = queries.proposal_for(market.cast.ren.pk, proposal_id)
        assert view.current.consents == ()
        (given,) = view.history[1].consents
        assert (given.role, given.taken_back_by) == ("worker", 2)

    def test_by_a_stranger_or_before_the_negotiation_is_refused(self, market):
        proposal_id = market.proposal()
        values = {"proposal_id": proposal_id, "values": SETTLED, "base_number": 1, "at": AT}
        assert refusal_of(actions.propose_terms, person_id=market.cast.zen.pk, **values) == [
            "jobs.refused.no_such_proposal"
        ]
        assert refusal_of(actions.propose_terms, person_id=market.cast.ren.pk, **values) == [
            "jobs.refused.not_negotiating"
        ]


class TestAgree:
    def test_of_both_makes_one_contract_from_exactly_that_version(self, market):
        proposal_id = market.negotiation()
        assert market.agree(proposal_id, market.cast.ren) is None
        reference = market.agree(proposal_id, market.cast.aoi)
        contract = Contract.objects.get()
        assert (contract.reference, contract.proposal_id) == (reference, proposal_id)
        assert contract.terms_id == market.terms_on_table(proposal_id).id
        assert (contract.price, contract.state) == (OFFER.price, "awaiting_deposit")
        assert proposal_state(proposal_id) == "contracted"

    def test_works_in_the_other_order(self, market):
        proposal_id = market.negotiation()
        assert market.agree(proposal_id, market.cast.aoi) is None
        assert market.agree(proposal_id, market.cast.ren) == Contract.objects.get().reference

    def test_of_one_side_tells_the_other_once(self, market):
        proposal_id = market.negotiation()
        market.agree(proposal_id, market.cast.ren)
        market.agree(proposal_id, market.cast.ren)
        assert Notice.objects.filter(kind="terms.agreed.client").count() == 1

    def test_to_a_version_that_changed_meanwhile_is_refused(self, market):
        proposal_id = market.negotiation()
        seen = market.terms_on_table(proposal_id)
        market.propose(proposal_id, market.cast.aoi, price=10_000)
        assert refusal_of(market.agree, proposal_id, market.cast.ren, version=seen) == [
            "terms.refused.outdated_version"
        ]

    def test_to_another_text_under_the_same_number_is_refused(self, market):
        proposal_id = market.negotiation()
        forged = replace(market.terms_on_table(proposal_id), digest=replace(SETTLED, price=1).digest())
        assert refusal_of(market.agree, proposal_id, market.cast.ren, version=forged) == [
            "terms.refused.not_what_was_shown"
        ]
        assert not Consent.objects.exists()

    def test_with_open_points_is_refused_naming_them(self, market):
        proposal_id = market.negotiation(market.listing(terms=replace(SETTLED, out_of_scope="", price=None)))
        with pytest.raises(Refusal) as caught:
            market.agree(proposal_id, market.cast.ren)
        (reason,) = caught.value.reasons
        assert reason.params["field"] == "terms.field.out_of_scope.label"

    def test_after_the_due_date_is_refused(self, market):
        proposal_id = market.negotiation()
        late = AT + timedelta(days=27)
        assert refusal_of(market.agree, proposal_id, market.cast.ren, at=late) == ["terms.refused.date_past"]

    def test_is_for_the_two_sides_only(self, market):
        proposal_id = market.negotiation()
        for person in (market.cast.zen, market.cast.kei):
            assert refusal_of(market.agree, proposal_id, person) == ["jobs.refused.no_such_proposal"]

    def test_closes_the_listing_and_tells_the_other_workers(self, market):
        listing_id = market.listing()
        waiting = market.proposal(listing_id, worker=market.cast.mio)
        proposal_id = market.negotiation(listing_id)
        for person in (market.cast.ren, market.cast.aoi):
            market.agree(proposal_id, person)
        assert state_of(listing_id) == "closed"
        assert Listing.objects.get().steps.latest("number").answers == {"contracted": proposal_id}
        told = Notice.objects.get(kind="proposal.filled.worker")
        assert (told.person_id, told.path) == (market.cast.mio.pk, f"/proposals/{waiting}/")
        assert proposal_state(waiting) == "sent"

    def test_leaves_nothing_when_the_contract_cannot_be_made(self, market):
        proposal_id = market.negotiation()
        market.agree(proposal_id, market.cast.ren)
        listeners = events._listeners.copy()
        try:
            events.wire({})
            with pytest.raises(LookupError):
                market.agree(proposal_id, market.cast.aoi)
        finally:
            events._listeners.update(listeners)
        assert proposal_state(proposal_id) == "negotiating"
        assert Consent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_both_pressing_at_the_same_moment_make_exactly_one_contract(market):
    """Twenty negotiations, each agreed to by both sides at once from two connections."""
    proposals = [market.negotiation() for _ in range(20)]
    references: dict[int, list[str]] = {}
    for proposal_id in proposals:
        version, found = market.terms_on_table(proposal_id), []
        barrier = threading.Barrier(2)

        def press(person, proposal_id=proposal_id, version=version, found=found, barrier=barrier):
            try:
                barrier.wait()
                found.append(market.agree(proposal_id, person, version=version))
            finally:
                connection.close()

        sides = [threading.Thread(target=press, args=(p,)) for p in (market.cast.ren, market.cast.aoi)]
        for side in sides:
            side.start()
        for side in sides:
            side.join()
        references[proposal_id] = [reference for reference in found if reference]
        assert len(found) == 2
    assert all(len(made) == 1 for made in references.values())
    assert Contract.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_change_and_an_agreement_at_the_same_moment_never_agree_on_the_change_unseen(market):
    for price in range(10_000, 10_020):
        proposal_id = market.negotiation()
        market.agree(proposal_id, market.cast.aoi)
        seen, barrier, outcome = market.terms_on_table(proposal_id), threading.Barrier(2), {}

        def attempt(name, act, barrier=barrier, outcome=outcome):
            try:
                barrier.wait()
                outcome[name] = act()
            except Refusal as refusal:
                outcome[name] = refusal
            finally:
                connection.close()

        acts = {
            "agree": lambda p=proposal_id, v=seen: market.agree(p, market.cast.ren, version=v),
            "propose": lambda p=proposal_id, y=price: market.propose(p, market.cast.aoi, price=y),
        }
        sides = [threading.Thread(target=attempt, args=pair) for pair in acts.items()]
        for side in sides:
            side.start()
        for side in sides:
            side.join()
        assert isinstance(outcome["agree"], Refusal) != isinstance(outcome["propose"], Refusal)
        contract = Contract.objects.filter(proposal_id=proposal_id).first()
        assert (contract is None) or contract.terms_id == seen.id


def test_an_offer_later_than_the_listing_asks_is_shown_as_it_is(market):
    proposal_id = market.proposal(offer=replace(OFFER, due_on=date(2026, 12, 20)))
    actions.open_terms(proposal_id=proposal_id, client_id=market.cast.aoi.pk, at=AT)
    assert market.terms_on_table(proposal_id).terms.due_on == date(2026, 12, 20)
