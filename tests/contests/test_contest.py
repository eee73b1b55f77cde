"""A contest from its deposit to its end: told as stories, each to where its money went."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tachiai.clockwork.actions import By
from tachiai.contests.actions import awards, deposits
from tachiai.contests.models import Contest
from tachiai.jobs import actions as jobs
from tachiai.jobs.models import Listing
from tachiai.jobs.rules import Draft, Offer
from tachiai.kernel.lifecycle import Actor
from tachiai.money import queries as money
from tachiai.money.actions import confirm_pay_in
from tachiai.money.models import PayIn
from tests.contests.stage import PRIZE, Stage, refused

pytestmark = pytest.mark.django_db


class TestADeposit:
    def test_publishes_the_contest_with_every_prize_held(self, opened):
        stage = opened(prizes=3)
        assert (stage.state, stage.held()) == ("open", 3 * PRIZE)
        assert Listing.objects.get(pk=stage.listing_id).state == "open"

    def test_is_needed_before_anything_is_published(self, cast):
        stage = Stage(cast)
        assert refused(lambda: jobs.publish(listing_id=stage.listing_id, client_id=cast.aoi.pk, at=stage.at)) == [
            "jobs.refused.deposit_first"
        ]

    def test_is_refused_while_a_point_of_the_terms_is_open(self, cast):
        stage = Stage(cast)
        draft = replace(stage.draft, terms=replace(stage.draft.terms, portfolio="", delivery_place=""))
        jobs.save_draft(client_id=cast.aoi.pk, draft=draft, at=stage.at, listing_id=stage.listing_id)
        assert refused(stage.deposit) == ["terms.refused.point_open"] * 2
        assert not Contest.objects.exists()

    def test_is_refused_without_criteria(self, cast):
        stage = Stage(cast, criteria=())
        assert refused(stage.deposit) == ["contests.refused.criteria_missing"]

    def test_that_staff_confirm_publishes_what_was_deposited_for(self, cast, settings):
        settings.FUNDS = "record_only"
        stage = Stage(cast)
        stage.deposit()
        stage.deposit()
        assert (stage.state, stage.held(), Contest.objects.count()) == ("awaiting_deposit", 0, 1)
        _confirm(stage)
        assert (stage.state, stage.held()) == ("open", PRIZE)
        assert "contest.deposit.client" in stage.told(cast.aoi)

    def test_for_a_draft_that_was_changed_since_stays_in_the_wallet(self, cast, settings):
        settings.FUNDS = "record_only"
        stage = Stage(cast)
        stage.deposit()
        jobs.save_draft(client_id=cast.aoi.pk, draft=_other(stage), at=stage.at, listing_id=stage.listing_id)
        _confirm(stage)
        assert (stage.state, stage.held(), stage.wallet(cast.aoi)) == ("awaiting_deposit", 0, PRIZE)
        assert stage.told(cast.aoi)[-1] == "money.contest_kept"
        stage.deposit()
        assert (stage.state, stage.held(), stage.wallet(cast.aoi)) == ("open", PRIZE, 0)

    def test_that_never_comes_lapses_and_can_be_asked_for_again(self, cast, settings):
        settings.FUNDS = "record_only"
        stage = Stage(cast)
        stage.deposit()
        first = stage.contest.pk
        jobs.save_draft(client_id=cast.aoi.pk, draft=_later(stage, days=60), at=stage.at, listing_id=stage.listing_id)
        assert money.awaited_pay_ins()
        stage.days_pass(16)
        assert (stage.state, money.awaited_pay_ins()) == ("lapsed", [])
        stage.deposit()
        assert (stage.state, stage.contest.pk != first) == ("awaiting_deposit", True)
        deposits.withdraw_deposit(listing_id=stage.listing_id, client_id=cast.aoi.pk, at=stage.at)
        assert (stage.state, money.awaited_pay_ins()) == ("withdrawn", [])


def test_a_contest_takes_no_offers_of_other_forms(stage):
    offer = Offer("看板も作れます。", PRIZE, stage.draft.terms.due_on)
    call = lambda: jobs.send_proposal(  # noqa: E731
        listing_id=stage.listing_id, worker_id=stage.cast.ren.pk, offer=offer, at=stage.at
    )
    assert refused(call) == ["jobs.refused.answered_otherwise"]


class TestTheDeadline:
    def test_without_proposals_returns_everything_at_once(self, stage):
        stage.days_pass(12)
        assert (stage.state, stage.held(), stage.wallet(stage.client)) == ("returned", 0, PRIZE)
        assert stage.told(stage.client)[-1] == "contest.return_unanswered.client"
        assert "contest.close_applications.client" not in stage.told(stage.client)

    def test_begins_the_selection(self, stage):
        first = stage.propose(stage.cast.ren)
        assert refused(lambda: stage.award(first)) == ["lifecycle.not_now"]
        stage.to_selection()
        assert (stage.state, stage.held()) == ("selecting", PRIZE)
        assert "contest.close_applications.worker" in stage.told(stage.cast.ren)
        assert refused(lambda: stage.propose(stage.cast.mio)) == ["jobs.refused.not_open"]

    def test_moves_when_the_listing_is_extended(self, stage):
        later = stage.draft.apply_on + timedelta(days=3)
        jobs.extend(listing_id=stage.listing_id, client_id=stage.client.pk, apply_on=later, at=stage.at)
        assert stage.contest.apply_by == Listing.objects.get(pk=stage.listing_id).apply_by
        assert stage.contest.due_at == stage.contest.apply_by

    def test_cannot_be_cut_off_by_closing_the_listing(self, stage):
        by = By(Actor.CLIENT, stage.client.pk)
        assert refused(lambda: jobs.close(listing_id=stage.listing_id, by=by, at=stage.at)) == [
            "contests.refused.close_by_early_end"
        ]

    def test_is_told_by_the_contest_alone(self, stage):
        stage.propose(stage.cast.ren)
        stage.to_selection()
        assert not [kind for kind in stage.told(stage.client) if kind.startswith("listing.")]
        assert {"contest.remind.open.client", "contest.close_applications.client"} <= set(stage.told(stage.client))


class TestAnEarlyEnd:
    def test_takes_effect_at_the_end_of_the_next_day_and_is_told(self, stage):
        stage.propose(stage.cast.ren)
        jobs.save_listing(person_id=stage.cast.mio.pk, listing_id=stage.listing_id, at=stage.at)
        stage.end_early()
        assert stage.contest.apply_by == (stage.at + timedelta(days=1)).replace(hour=23, minute=59)
        assert stage.contest.due_at == stage.contest.apply_by == Listing.objects.get(pk=stage.listing_id).apply_by
        assert stage.told(stage.cast.ren)[-1] == "contest.end_early.worker"
        assert stage.told(stage.cast.mio) == ["contest_proposal.ends_sooner.worker"]
        stage.propose(stage.cast.mio)
        stage.days_pass(2)
        assert stage.state == "selecting"

    def test_is_refused_with_its_reason_once_it_was_asked_for(self, stage):
        stage.propose(stage.cast.ren)
        stage.end_early()
        assert refused(stage.end_early) == ["contests.refused.ended_early_already"]

    def test_is_refused_without_proposals_and_within_two_days_of_the_deadline(self, stage):
        assert refused(stage.end_early) == ["contests.refused.no_proposal"]
        stage.propose(stage.cast.ren)
        stage.days_pass(9)
        assert refused(stage.end_early) == ["contests.refused.too_late_to_end_early"]


class TestAnAward:
    def test_becomes_a_contract_with_its_deposit(self, stage):
        first = stage.propose(stage.cast.ren, files=1)
        other = stage.propose(stage.cast.mio)
        stage.to_selection()
        contract = stage.award(first)
        assert (stage.state, stage.held(), stage.wallet(stage.client)) == ("awarded", 0, 0)
        assert (contract.lifecycle, contract.state, contract.price) == ("award", "working", PRIZE)
        assert {each.role for each in contract.terms.consents.all()} == {"client", "worker"}
        assert stage.told(stage.cast.ren)[-1] == "contest_proposal.adopted.worker"
        assert stage.told(stage.cast.mio)[-1] == "contest.award_last.worker"
        assert stage.award(first).pk == contract.pk
        assert refused(lambda: stage.award(other)) == ["lifecycle.not_now"]

    def test_of_one_of_several_prizes_leaves_the_others(self, opened):
        stage = opened(prizes=2)
        first, second = stage.propose(stage.cast.ren), stage.propose(stage.cast.mio)
        stage.to_selection()
        stage.award(first)
        assert (stage.state, stage.held()) == ("selecting", PRIZE)
        stage.award(second)
        assert (stage.state, stage.held()) == ("awarded", 0)

    def test_whose_data_never_come_is_refunded(self, stage):
        first = stage.propose(stage.cast.ren)
        stage.to_selection()
        contract = stage.award(first)
        stage.days_pass(80)
        contract.refresh_from_db()
        assert (contract.state, stage.wallet(stage.client)) == ("terminated", PRIZE)

    def test_beyond_the_prizes_waits_for_its_own_deposit(self, stage):
        first, second = stage.propose(stage.cast.ren), stage.propose(stage.cast.mio)
        stage.to_selection()
        assert refused(lambda: stage.award_more(second)) == ["contests.refused.nothing_adopted"]
        stage.award(first)
        more = stage.award_more(second)
        assert (more.state, stage.row(second).is_additional) == ("awaiting_deposit", True)
        stage.days_pass(16)
        more.refresh_from_db()
        assert more.state == "lapsed"
        assert stage.award_more(second).state == "awaiting_deposit"
        stage.days_pass(200)
        assert refused(lambda: stage.award_more(second)) == ["contests.refused.too_late_for_more"]

    def test_is_for_the_terms_that_were_shown(self, stage):
        first = stage.propose(stage.cast.ren)
        stage.to_selection()
        call = lambda: awards.award_proposal(  # noqa: E731
            proposal_id=first, client_id=stage.client.pk, terms_digest="0" * 64, at=stage.at
        )
        assert refused(call) == ["terms.refused.not_what_was_shown"]


class TestWhoChoosesNobody:
    def test_gets_the_prize_back_with_a_reason_given(self, stage):
        stage.propose(stage.cast.ren)
        stage.to_selection()
        stage.finish()
        assert (stage.state, stage.wallet(stage.client)) == ("finished", PRIZE)
        assert stage.told(stage.cast.ren)[-1] == "contest.finish.worker"

    def test_cannot_end_before_an_adoption_that_was_promised(self, opened):
        stage = opened(prizes=2, is_guaranteed=True)
        first = stage.propose(stage.cast.ren)
        stage.to_selection()
        assert refused(stage.finish) == ["contests.refused.guaranteed"]
        stage.award(first)
        assert stage.held() == PRIZE
        stage.finish()
        assert (stage.state, stage.wallet(stage.client)) == ("finished", PRIZE)

    def test_by_silence_gets_it_back_three_weeks_after_the_deadline(self, stage):
        stage.propose(stage.cast.ren)
        stage.to_selection()
        stage.days_pass(15)
        assert stage.state == "selecting_overdue"
        assert "contest.mark_selection_overdue.worker" in stage.told(stage.cast.ren)
        stage.days_pass(8)
        assert (stage.state, stage.held(), stage.wallet(stage.client)) == ("returned", 0, PRIZE)
        assert stage.told(stage.cast.ren)[-1] == "contest.lapse_selection.worker"

    def test_by_silence_shares_what_was_promised_among_those_who_met_the_brief(self, opened):
        stage = opened(is_guaranteed=True)
        ren, mio, zen = stage.cast.ren, stage.cast.mio, stage.cast.zen
        stage.propose(ren)
        unfit = stage.propose(zen)
        stage.propose(mio)
        stage.to_selection()
        stage.mark(unfit)
        stage.days_pass(23)
        assert (stage.state, stage.held(), stage.wallet(stage.client)) == ("shared", 0, 0)
        assert stage.wallet(ren) == stage.wallet(mio) == 15_000 - 3_000 - 300
        assert stage.wallet(zen) == 0
        assert stage.told(ren)[-1] == "contest_proposal.shared.worker"
        assert stage.told(zen)[-1] == "contest.lapse_selection.shared.worker"

    def test_by_silence_gets_back_what_is_left_of_a_promise_that_was_kept(self, opened):
        stage = opened(prizes=2, is_guaranteed=True)
        first, _ = stage.propose(stage.cast.ren), stage.propose(stage.cast.mio)
        stage.to_selection()
        stage.award(first)
        stage.days_pass(23)
        assert (stage.state, stage.held(), stage.wallet(stage.client)) == ("returned", 0, PRIZE)
        assert stage.wallet(stage.cast.mio) == 0

    @pytest.mark.parametrize("adopts_one", [False, True])
    def test_hears_beforehand_what_their_silence_comes_to(self, opened, adopts_one):
        stage = opened(prizes=2, is_guaranteed=True)
        first, _ = stage.propose(stage.cast.ren), stage.propose(stage.cast.mio)
        stage.to_selection()
        if adopts_one:
            stage.award(first)
        own = "" if adopts_one else ".promised"  # one adoption keeps the promise
        stage.days_pass(22)
        assert "contest.close_applications.promised.client" in stage.told(stage.client)
        assert f"contest.remind.selecting{own}.client" in stage.told(stage.client)
        assert f"contest.mark_selection_overdue{own}.client" in stage.told(stage.client)
        assert f"contest.mark_selection_overdue{own}.worker" in stage.told(stage.cast.mio)
        assert f"contest.remind.selecting_overdue{own}.client" in stage.told(stage.client)

    def test_cannot_get_out_of_a_promise_by_marking_everything(self, opened):
        stage = opened(is_guaranteed=True)
        only = stage.propose(stage.cast.ren)
        stage.to_selection()
        stage.mark(only)
        stage.days_pass(23)
        assert (stage.state, stage.wallet(stage.client)) == ("shared", 0)
        assert stage.wallet(stage.cast.ren) > 0

    def test_is_overruled_by_staff_who_find_that_a_proposal_meets_the_brief(self, opened):
        stage = opened(is_guaranteed=True)
        fit, marked = stage.propose(stage.cast.ren), stage.propose(stage.cast.mio)
        stage.to_selection()
        stage.mark(marked)
        assert stage.told(stage.cast.mio)[-1] == "contest_proposal.marked.worker"
        stage.overturn(marked)
        assert refused(lambda: stage.mark(marked)) == ["contests.refused.overturned"]
        stage.days_pass(23)
        assert (stage.row(fit).shared, stage.row(marked).shared) == (15_000, 15_000)


def _confirm(stage: Stage) -> None:
    pay_in = PayIn.objects.get(state="awaited")
    confirm_pay_in(pay_in_id=pay_in.pk, by_staff_id=stage.cast.kei.pk, at=stage.at)


def _other(stage: Stage) -> Draft:
    return replace(stage.draft, description="看板の図案を、二枚一組で募ります。")


def _later(stage: Stage, days: int) -> Draft:
    later = stage.draft.apply_on + timedelta(days=days)
    terms = replace(stage.draft.terms, due_on=later + timedelta(days=30))
    return replace(stage.draft, apply_on=later, terms=terms)
