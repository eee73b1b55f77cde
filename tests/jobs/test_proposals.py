from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tachiai.conversations import actions as conversations
from tachiai.conversations.models import Message, Thread
from tachiai.jobs import actions, queries
from tachiai.jobs.models import Proposal, ProposalStep
from tachiai.kernel.calendar import end_of_day
from tachiai.notices.models import Notice
from tests.jobs.market import OFFER, proposal_state, refusal_of
from tests.terms.samples import AT


def kinds() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("kind", flat=True))


class TestSend:
    def test_opens_a_thread_between_the_two_that_begins_with_the_message(self, market):
        proposal = Proposal.objects.get(pk=market.proposal())
        assert [m.body for m in Message.objects.filter(thread=proposal.thread_id)] == [OFFER.message]
        people = set(proposal.thread.participants.values_list("person_id", flat=True))
        assert people == {market.cast.aoi.pk, market.cast.ren.pk}
        assert proposal.thread.path == f"/proposals/{proposal.pk}/"

    def test_tells_the_client_once(self, market):
        market.proposal()
        assert kinds() == ["proposal.received.client"]

    def test_to_ones_own_listing_is_refused(self, market):
        assert refusal_of(market.proposal, worker=market.cast.aoi) == ["jobs.refused.own_listing"]

    def test_to_a_draft_or_a_closed_listing_is_refused(self, market):
        assert refusal_of(market.proposal, market.draft()) == ["jobs.refused.not_open"]
        closed = market.listing()
        market.close(closed)
        assert refusal_of(market.proposal, closed) == ["jobs.refused.not_open"]

    def test_after_the_deadline_is_refused_even_before_the_clock_came_by(self, market):
        listing_id = market.listing()
        late = end_of_day(date(2026, 11, 16))
        assert refusal_of(market.proposal, listing_id, at=late) == ["jobs.refused.not_open"]

    def test_with_mistakes_is_refused_and_leaves_nothing_behind(self, market):
        listing_id = market.listing()
        assert refusal_of(market.proposal, listing_id, offer=replace(OFFER, price=0)) == ["jobs.refused.budget_bounds"]
        assert not Thread.objects.exists()

    def test_twice_by_a_double_click_is_one_proposal(self, market):
        listing_id = market.listing()
        assert market.proposal(listing_id) == market.proposal(listing_id)

    def test_of_a_second_proposal_is_refused_while_one_is_open(self, market):
        listing_id = market.listing()
        first = market.proposal(listing_id)
        other = replace(OFFER, price=30_000)
        assert refusal_of(market.proposal, listing_id, offer=other) == ["jobs.refused.one_proposal_at_a_time"]
        actions.withdraw_proposal(proposal_id=first, worker_id=market.cast.ren.pk, at=AT)
        assert market.proposal(listing_id, offer=other) != first


class TestEdit:
    def edit(self, market, proposal_id, offer, person=None, at=AT):
        worker_id = (person or market.cast.ren).pk
        actions.edit_proposal(proposal_id=proposal_id, worker_id=worker_id, offer=offer, at=at)

    def test_changes_the_offer_keeps_the_old_words_and_counts_the_deadline_anew(self, market):
        proposal_id = market.proposal()
        later = AT + timedelta(days=5)
        self.edit(market, proposal_id, replace(OFFER, message="金額を見直しました", price=32_000), at=later)
        proposal = Proposal.objects.get(pk=proposal_id)
        assert (proposal.price, proposal.due_at) == (32_000, end_of_day(later + timedelta(days=30)))
        assert list(Message.objects.order_by("pk").values_list("body", flat=True)) == [
            OFFER.message,
            "金額を見直しました",
        ]
        assert kinds()[-1] == "proposal.edited.client"

    def test_without_a_change_does_nothing(self, market):
        self.edit(market, market.proposal(), OFFER)
        assert kinds() == ["proposal.received.client"]

    def test_is_refused_to_others_and_once_the_negotiation_has_begun(self, market):
        proposal_id = market.negotiation()
        offer = replace(OFFER, price=1)
        assert refusal_of(self.edit, market, proposal_id, offer, market.cast.zen) == ["jobs.refused.no_such_proposal"]
        assert refusal_of(self.edit, market, proposal_id, offer) == ["jobs.refused.no_longer_editable"]


class TestEnd:
    def test_declined_with_a_reason_that_the_worker_reads(self, market):
        proposal_id = market.proposal()
        actions.decline_proposal(
            proposal_id=proposal_id, client_id=market.cast.aoi.pk, reason=" 予算が合いませんでした ", at=AT
        )
        assert proposal_state(proposal_id) == "declined"
        assert queries.declined_because(proposal_id) == "予算が合いませんでした"
        told = Notice.objects.get(kind="proposal.decline.worker")
        assert told.params["reason"] == "予算が合いませんでした"

    def test_declined_without_a_reason_is_refused(self, market):
        refused = refusal_of(
            actions.decline_proposal,
            proposal_id=market.proposal(), client_id=market.cast.aoi.pk, reason=" ", at=AT,
        )  # fmt: skip
        assert refused == ["jobs.refused.reason_missing"]

    def test_by_the_wrong_person_is_refused(self, market):
        proposal_id, zen = market.proposal(), market.cast.zen.pk
        assert refusal_of(actions.withdraw_proposal, proposal_id=proposal_id, worker_id=zen, at=AT) == [
            "jobs.refused.no_such_proposal"
        ]
        refused = refusal_of(actions.decline_proposal, proposal_id=proposal_id, client_id=zen, reason="いやだ", at=AT)
        assert refused == ["jobs.refused.no_such_proposal"]

    def test_withdrawn_is_told_to_the_client(self, market):
        actions.withdraw_proposal(proposal_id=market.negotiation(), worker_id=market.cast.ren.pk, at=AT)
        assert kinds()[-1] == "proposal.withdraw.client"

    def test_by_the_clock_after_thirty_silent_days_tells_both(self, market):
        proposal_id = market.proposal()
        assert actions.remind_proposals(AT + timedelta(days=15)).fired == 1
        assert actions.remind_proposals(AT + timedelta(days=28)).fired == 1
        assert actions.sweep_proposals(AT + timedelta(days=29)).fired == 0
        assert actions.sweep_proposals(AT + timedelta(days=31)).fired == 1
        assert proposal_state(proposal_id) == "expired"
        assert ProposalStep.objects.get().actor == "clock"
        assert {"proposal.expire.client", "proposal.expire.worker"} <= set(kinds())

    def test_is_put_off_by_every_word_in_the_thread(self, market):
        proposal_id = market.proposal()
        thread_id = Proposal.objects.get(pk=proposal_id).thread_id
        later = AT + timedelta(days=20)
        posted = conversations.post_message(
            thread_id=thread_id, author_id=market.cast.aoi.pk, body="実績を見せていただけますか", at=later
        )
        actions.hear_message(conversations.MessagePosted(posted.pk, thread_id, market.cast.aoi.pk, later))
        assert Proposal.objects.get(pk=proposal_id).due_at == end_of_day(later + timedelta(days=30))
        assert actions.sweep_proposals(AT + timedelta(days=31)).fired == 0


class TestWhoSees:
    def test_a_proposal_is_seen_by_its_two_sides_only(self, market):
        proposal_id, cast = market.proposal(), market.cast
        seen = {person.pk: queries.proposal_for(person.pk, proposal_id) for person in cast.everyone()}
        assert {pk: view.role for pk, view in seen.items() if view} == {
            cast.aoi.pk: "client",
            cast.ren.pk: "worker",
        }

    def test_the_comparison_is_seen_by_the_client_only(self, market):
        listing_id = market.listing()
        market.proposal(listing_id)
        assert [p.worker_id for p in queries.proposals_of(listing_id, market.cast.aoi.pk)] == [market.cast.ren.pk]
        for person in (market.cast.ren, market.cast.zen, market.cast.kei):
            assert queries.proposals_of(listing_id, person.pk) is None

    def test_lists_show_each_side_its_own(self, market):
        proposal_id, cast = market.proposal(), market.cast
        assert [p.pk for p in queries.proposals_by(cast.ren.pk, running=True)] == [proposal_id]
        assert [p.pk for p in queries.proposals_waiting(cast.aoi.pk)] == [proposal_id]
        assert queries.proposals_by(cast.ren.pk, running=False) == []
        assert queries.proposals_by(cast.zen.pk, running=True) == queries.proposals_waiting(cast.zen.pk) == []


@pytest.mark.parametrize("who", ["aoi", "ren"])
def test_offered_steps_are_those_of_ones_own_side(market, who):
    person = getattr(market.cast, who)
    view = queries.proposal_for(person.pk, market.proposal())
    is_open = {offer.step.name for offer in view.offered(AT) if offer.is_open}
    assert is_open == ({"open_terms", "decline"} if who == "aoi" else {"withdraw"})
