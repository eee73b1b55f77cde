"""Requests beside a contract: who may ask for what, what silence brings, where the money goes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tachiai.contracts import bookkeeping, queries, rating
from tachiai.contracts.models import ContractStep, Plea, Rating, Request, RequestStep
from tachiai.contracts.queries.deliveries import deliveries_of
from tachiai.contracts.queries.requests import last_word, offered_in, open_beside, openings, reminder_conditions
from tachiai.kernel.lifecycle import Actor
from tachiai.money import audit
from tachiai.notices.models import Notice
from tachiai.people import actions as people
from tachiai.people.rules.trade import Trader
from tachiai.terms.queries import consents
from tachiai.terms.rules import Milestone
from tests.cast import Cast
from tests.deal import MONDAY, Deal, refused

pytestmark = pytest.mark.django_db
FEE_RATE = 0.22
"""20 % up to 100,000 yen and 10 % tax on the fee."""


def after_fee(gross: int) -> int:
    return gross - round(gross * FEE_RATE)


@pytest.fixture
def deal(cast: Cast) -> Deal:
    return Deal(cast.aoi, cast.ren)


@pytest.fixture
def working(deal: Deal) -> Deal:
    deal.deposit()
    return deal


@pytest.fixture
def delivered(working: Deal) -> Deal:
    working.deliver()
    return working


@pytest.fixture(autouse=True)
def the_book_adds_up(db: None):
    yield
    assert [*audit.check_book(), *audit.check_escrow(bookkeeping.expected_escrow())] == []


class TestContactReminder:
    def unmet(self, deal: Deal, person) -> set[str]:
        view = deal.view(person)
        assert view is not None
        return {condition.name for condition in reminder_conditions(view) if not condition.is_met}

    def test_its_conditions_are_shown_with_their_figures(self, working: Deal, cast: Cast) -> None:
        working.days_pass(2)
        view = working.view(cast.aoi)
        assert view is not None
        (silent,) = [condition for condition in reminder_conditions(view) if condition.name == "silent"]
        assert (silent.is_met, silent.params["n"], silent.params["least"]) == (False, 2, 3)

    def test_it_can_be_asked_for_after_three_days_of_silence(self, working: Deal, cast: Cast) -> None:
        working.days_pass(2)
        assert refused(lambda: working.ask("contact_reminder", cast.aoi)) == ["contracts.condition.silent.unmet"]
        working.days_pass(1)
        assert self.unmet(working, cast.aoi) == set()
        assert working.ask("contact_reminder", cast.aoi).state == "asked"

    def test_a_message_a_step_and_a_request_are_words(self, working: Deal, cast: Cast) -> None:
        for speak in (
            lambda: working.write(cast.ren),
            lambda: working.ask("change", cast.ren),
            lambda: working.deliver() if not working.open_requests() else None,
        ):
            working.days_pass(1)
            speak()
            if not working.open_requests():
                assert last_word(working.contract, Actor.WORKER) == working.at

    def test_the_silent_side_hears_at_once_and_on_the_third_and_sixth_day(self, working: Deal, cast: Cast) -> None:
        working.days_pass(3)
        working.ask("contact_reminder", cast.aoi)
        told = Notice.objects.filter(person=cast.ren, kind__startswith="contact_reminder.")
        counts = []
        for _ in range(7):
            counts.append(told.count())
            working.days_pass(1)
        assert [counts[0], counts[3], counts[6]] == [1, 2, 3]

    @pytest.mark.parametrize("word", ["message", "step", "button"])
    def test_any_word_of_the_silent_side_answers_it(self, working: Deal, cast: Cast, word: str) -> None:
        working.days_pass(4)
        request = working.ask("contact_reminder", cast.aoi)
        working.days_pass(2)
        if word == "message":
            working.write(cast.ren)
        elif word == "step":
            working.deliver()
        else:
            working.answer(request, "answer", cast.ren)
        request.refresh_from_db()
        assert (request.state, request.due_at) == ("answered", None)

    def test_the_askers_own_words_do_not_answer_it(self, working: Deal, cast: Cast) -> None:
        working.days_pass(4)
        working.ask("contact_reminder", cast.aoi)
        working.write(cast.aoi)
        assert working.open_requests() == {"contact_reminder": "asked"}

    def test_unanswered_and_undelivered_it_may_be_ended_with_a_full_refund(self, working: Deal, cast: Cast) -> None:
        working.days_pass(4)
        request = working.ask("contact_reminder", cast.aoi)
        assert refused(lambda: working.answer(request, "end", cast.aoi)) == ["lifecycle.not_now"]
        working.days_pass(8)
        assert working.open_requests() == {"contact_reminder": "unanswered"}
        working.answer(request, "end", cast.aoi)
        working.expect("terminated")
        assert (working.escrow(), working.wallet(cast.aoi), working.open_requests()) == (0, 80_000, {})
        last = ContractStep.objects.filter(subject=working.contract).latest("number")
        assert (last.step, last.request_id) == ("end_by_silence", request.pk)

    def test_late_words_still_answer_it(self, working: Deal, cast: Cast) -> None:
        working.days_pass(4)
        request = working.ask("contact_reminder", cast.aoi)
        working.days_pass(8)
        working.write(cast.ren)
        assert refused(lambda: working.answer(request, "end", cast.aoi)) == ["lifecycle.not_now"]

    def test_delivered_work_moves_on_its_own_clock(self, delivered: Deal, cast: Cast) -> None:
        delivered.days_pass(4)
        request = delivered.ask("contact_reminder", cast.ren)
        delivered.days_pass(8)
        assert refused(lambda: delivered.answer(request, "end", cast.ren)) == ["lifecycle.not_now"]
        (beside,) = open_beside(delivered.view(cast.ren))
        ending = next(offer for offer in offered_in(beside) if offer.step.name == "end")
        assert [reason.key for reason in ending.refused] == ["lifecycle.not_now"], "no button that could only fail"
        delivered.days_pass(10)
        delivered.expect("completed")
        assert delivered.wallet(cast.ren) == after_fee(80_000)

    def test_staff_may_refuse_it_within_two_business_days(self, working: Deal, cast: Cast) -> None:
        working.days_pass(3)  # Thursday
        request = working.ask("contact_reminder", cast.aoi)
        assert refused(lambda: working.answer(request, "refuse", cast.aoi)) == ["lifecycle.not_yours"]
        working.days_pass(2)
        working.answer(request, "refuse", cast.kei)
        assert working.open_requests() == {}
        working.days_pass(5)
        assert refused(lambda: working.ask("contact_reminder", cast.aoi)) == ["contracts.condition.pause.unmet"]

    def test_after_two_business_days_staff_may_not(self, working: Deal, cast: Cast) -> None:
        working.days_pass(3)
        request = working.ask("contact_reminder", cast.aoi)
        working.days_pass(5)
        assert refused(lambda: working.answer(request, "refuse", cast.kei)) == ["contracts.refused.too_late_to_refuse"]


class TestTermination:
    def test_the_proposed_split_is_paid_when_both_agree(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.ren, worker_share=30_000)
        assert working.open_requests() == {"termination": "proposed"}
        working.answer(request, "accept", cast.aoi)
        working.expect("terminated")
        assert (working.escrow(), working.wallet(cast.aoi)) == (0, 50_000)
        assert working.wallet(cast.ren) == after_fee(30_000)

    def test_counter_proposals_go_back_and_forth_but_not_for_ever(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.ren, worker_share=60_000)
        working.answer(request, "counter", cast.aoi, worker_share=10_000)
        working.answer(request, "counter_again", cast.ren, worker_share=40_000)
        working.answer(request, "counter", cast.aoi, worker_share=20_000)
        again = lambda: working.answer(request, "counter_again", cast.ren, worker_share=30_000)  # noqa: E731
        assert refused(again) == ["contracts.refused.no_counter_left"]
        working.answer(request, "accept_counter", cast.ren)
        assert (working.wallet(cast.aoi), working.wallet(cast.ren)) == (60_000, after_fee(20_000))

    @pytest.mark.parametrize("asker", ["aoi", "ren"])
    def test_silence_gives_what_the_record_supports_never_more(self, working: Deal, cast: Cast, asker: str) -> None:
        working.ask("termination", getattr(cast, asker), worker_share=80_000)
        working.days_pass(8)
        working.expect("terminated")
        assert (working.wallet(cast.aoi), working.wallet(cast.ren)) == (80_000, 0)

    def test_a_silent_asker_loses_only_the_request(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi)
        working.answer(request, "counter", cast.ren, worker_share=40_000)
        working.days_pass(8)
        working.expect("working")
        assert working.open_requests() == {}

    def test_a_delivery_overtakes_it(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi)
        working.deliver()
        request.refresh_from_db()
        assert (request.state, working.state) == ("closed", "delivered")

    def test_while_a_delivery_awaits_inspection_nobody_can_ask_for_it(self, delivered: Deal, cast: Cast) -> None:
        for person in (cast.aoi, cast.ren):
            refusals = refused(lambda who=person: delivered.ask("termination", who))
            assert refusals == ["contracts.refused.delivered.termination"]

    def test_a_share_beyond_what_is_held_is_refused(self, working: Deal, cast: Cast) -> None:
        for share in (-1, 80_001, None):
            asked = lambda share=share: working.ask("termination", cast.ren, worker_share=share)  # noqa: E731
            assert refused(asked) == ["contracts.refused.share_out_of_bounds"]
        assert not Request.objects.exists()

    def test_refusal_opens_the_way_to_mediation(self, working: Deal, cast: Cast) -> None:
        assert refused(lambda: working.ask("mediation_decision", cast.aoi)) == ["contracts.refused.nothing_to_mediate"]
        working.answer(working.ask("termination", cast.aoi), "refuse", cast.ren)
        working.ask("mediation_decision", cast.aoi)
        working.expect("in_mediation")

    def test_the_client_ends_a_long_contract_with_thirty_days_notice(self, cast: Cast) -> None:
        long = Deal(cast.aoi, cast.ren, due_on=date(2027, 6, 1))
        long.deposit()
        ask = lambda **more: long.ask("termination", cast.aoi, **more)  # noqa: E731
        assert refused(ask) == ["contracts.refused.notice_too_short"]
        assert refused(lambda: ask(end_on="2026-12-01")) == ["contracts.refused.notice_too_short"]
        ask(end_on="2026-12-02")
        long.days_pass(29)
        long.expect("working")
        long.days_pass(2)
        long.expect("terminated")

    def test_a_contract_under_packs_that_ask_for_no_notice_ends_without(self, cast: Cast, settings) -> None:
        settings.COUNTRY = "US"
        for person in (cast.aoi, cast.ren):
            declared = Trader("individual", "Aoi and Ren", "1 Pine Street, New York", "desk@example.com", "US", "NY")
            people.declare_trader(person_id=person.pk, trader=declared, at=MONDAY)
        long = Deal(cast.aoi, cast.ren, due_on=date(2027, 6, 1))
        long.deposit()
        assert [pin.split("@")[0] for pin in long.contract.packs] == ["us-ny"]
        settings.COUNTRY = "JP"
        long.ask("termination", cast.aoi)
        long.days_pass(8)
        long.expect("terminated")

    def test_an_exception_or_the_workers_own_wish_needs_no_notice(self, cast: Cast) -> None:
        long = Deal(cast.aoi, cast.ren, due_on=date(2027, 6, 1))
        long.deposit()
        long.answer(long.ask("termination", cast.ren), "withdraw", cast.ren)
        long.ask("termination", cast.aoi, exception="disaster")
        long.days_pass(8)
        long.expect("terminated")

    def test_a_second_click_answers_with_the_first_request(self, working: Deal, cast: Cast) -> None:
        assert working.ask("termination", cast.aoi) == working.ask("termination", cast.aoi)
        assert refused(lambda: working.ask("termination", cast.ren)) == ["contracts.refused.request_already_open"]


class TestChangeOfTerms:
    def test_a_later_date_counts_from_the_others_yes(self, working: Deal, cast: Cast) -> None:
        request = working.ask("change", cast.ren)
        assert working.contract.work_due_at.date() == date(2026, 11, 30)
        working.answer(request, "accept", cast.aoi)
        assert working.contract.work_due_at.date() == date(2026, 12, 20)
        assert queries.agreed_terms(working.contract).due_on == date(2026, 12, 20)
        working.expect("working")

    def test_both_are_on_record_as_having_agreed_to_it(self, working: Deal, cast: Cast) -> None:
        request = working.ask("change", cast.ren)
        assert consents(request.terms_id) == {"worker"}
        working.answer(request, "accept", cast.aoi)
        assert consents(working.contract.terms_id) == {"client", "worker"}

    def test_one_refused_leaves_the_next_to_build_on_what_is_in_force(self, working: Deal, cast: Cast) -> None:
        refused_one = working.ask("change", cast.ren, terms=replace(working.terms, price=100_000))
        working.answer(refused_one, "refuse", cast.aoi)
        working.days_pass(1)
        working.answer(working.ask("change", cast.aoi), "accept", cast.ren)
        agreed = queries.agreed_terms(working.contract)
        assert (agreed.price, agreed.due_on) == (80_000, date(2026, 12, 20))

    def test_it_blocks_the_delivery_and_whoever_waits_can_end_it(self, working: Deal, cast: Cast) -> None:
        request = working.ask("change", cast.aoi)
        assert refused(working.deliver) == ["contracts.refused.blocked_by.change"]
        working.answer(request, "refuse", cast.ren)
        working.deliver()
        working.expect("delivered")

    def test_who_asked_in_vain_leaves_the_other_side_a_day(self, working: Deal, cast: Cast) -> None:
        """Or they could keep the other from delivering for ever, by asking again and again."""
        working.answer(working.ask("change", cast.aoi), "refuse", cast.ren)
        assert refused(lambda: working.ask("change", cast.aoi)) == ["contracts.refused.change_too_soon"]
        working.answer(working.ask("change", cast.ren), "refuse", cast.aoi)
        working.days_pass(1)
        working.answer(working.ask("change", cast.aoi), "accept", cast.ren)
        working.ask("change", cast.aoi, terms=replace(working.terms, due_on=date(2026, 12, 28)))

    def test_silence_changes_nothing(self, working: Deal, cast: Cast) -> None:
        before = working.contract.terms_id
        working.ask("change", cast.ren)
        working.days_pass(8)
        assert (working.open_requests(), working.contract.terms_id) == ({}, before)

    def test_a_higher_price_tops_up_by_the_difference_only(self, working: Deal, cast: Cast, settings) -> None:
        request = working.ask("change", cast.ren, terms=replace(working.terms, price=100_000))
        working.answer(request, "accept", cast.aoi)
        assert working.open_requests() == {"change": "awaiting_top_up"}
        assert (working.escrow(), working.contract.price) == (80_000, 80_000)
        working.top_up(request)
        assert (working.escrow(), working.contract.price, working.open_requests()) == (100_000, 100_000, {})

    def test_without_the_difference_the_old_terms_stay(self, working: Deal, cast: Cast) -> None:
        request = working.ask("change", cast.ren, terms=replace(working.terms, price=100_000))
        working.answer(request, "accept", cast.aoi)
        working.days_pass(8)
        assert (working.escrow(), working.contract.price, working.open_requests()) == (80_000, 80_000, {})

    def test_a_lower_price_returns_the_difference(self, working: Deal, cast: Cast) -> None:
        request = working.ask("change", cast.aoi, terms=replace(working.terms, price=50_000))
        working.answer(request, "accept", cast.ren)
        assert (working.escrow(), working.wallet(cast.aoi)) == (50_000, 30_000)

    def test_before_the_deposit_only_the_terms_change(self, deal: Deal, cast: Cast) -> None:
        request = deal.ask("change", cast.aoi, terms=replace(deal.terms, price=50_000))
        assert refused(deal.deposit) == ["contracts.refused.blocked_by.change"]
        deal.answer(request, "accept", cast.ren)
        deal.deposit()
        assert deal.escrow() == 50_000

    def test_what_was_inspected_keeps_its_words(self, delivered: Deal, cast: Cast) -> None:
        delivered.reject(item_reasons={2: "白黒だと線が消えます。"})
        items = ("白黒でも線が消えない", *delivered.terms.acceptance_items[:2])
        reworded = delivered.ask("change", cast.aoi, terms=replace(delivered.terms, acceptance_items=items))
        delivered.answer(reworded, "accept", cast.ren)
        (inspected,) = deliveries_of(delivered.contract.pk)
        assert [finding.text for finding in inspected.findings if not finding.passed] == ["白黒でも読める"]

    def test_terms_that_change_nothing_are_refused(self, working: Deal, cast: Cast) -> None:
        asked = lambda: working.ask("change", cast.ren, terms=working.terms)  # noqa: E731
        assert refused(asked) == ["contracts.refused.nothing_changed"]


PARTS = (
    Milestone("構成案", 20_000, date(2026, 11, 15), ("章立てがある",)),
    Milestone("原稿", 50_000, date(2026, 12, 1), ("3万字ある", "図版の指示がある")),
    Milestone("校正", 30_000, date(2026, 12, 10), ("誤字がない",)),
)


class TestMilestones:
    @pytest.fixture
    def parts(self, cast: Cast) -> Deal:
        return Deal(cast.aoi, cast.ren, milestones=PARTS, price=100_000, due_on=PARTS[-1].due_on)

    def finish_part(self, deal: Deal) -> None:
        deal.deposit()
        deal.deliver()
        deal.accept()

    def test_each_part_is_deposited_delivered_and_paid_on_its_own(self, parts: Deal, cast: Cast) -> None:
        held = []
        for _ in PARTS:
            parts.expect("awaiting_deposit")
            parts.deposit()
            held.append(parts.escrow())
            parts.deliver()
            parts.accept()
        assert held == [20_000, 50_000, 30_000]
        parts.expect("completed")
        assert parts.wallet(cast.ren) == after_fee(100_000)

    def test_before_each_part_both_may_leave_and_what_was_paid_stays(self, parts: Deal, cast: Cast) -> None:
        self.finish_part(parts)
        parts.take("withdraw", by=cast.ren, actor=Actor.WORKER)
        parts.expect("completed")
        assert (parts.wallet(cast.ren), parts.escrow()) == (after_fee(20_000), 0)

    def test_before_the_first_part_leaving_is_no_completion(self, parts: Deal) -> None:
        parts.days_pass(16)
        parts.expect("lapsed")

    def test_deemed_acceptance_leads_to_the_next_part(self, parts: Deal) -> None:
        parts.deposit()
        parts.deliver()
        parts.days_pass(16)
        parts.expect("awaiting_deposit")
        assert (parts.contract.part, parts.contract.part_price) == (1, 50_000)

    def test_rounds_are_counted_for_each_part(self, parts: Deal) -> None:
        parts.deposit()
        parts.deliver()
        parts.reject(item_reasons={0: "章立てがありません。"})
        parts.deliver()
        parts.accept()
        assert parts.contract.rounds_used == 0

    def test_a_later_part_may_be_changed_a_paid_one_not(self, parts: Deal, cast: Cast) -> None:
        self.finish_part(parts)
        later = (*PARTS[:1], replace(PARTS[1], price=60_000), PARTS[2])
        parts.answer(
            parts.ask("change", cast.ren, terms=replace(parts.terms, milestones=later, price=110_000)),
            "accept",
            cast.aoi,
        )
        assert (parts.contract.part_price, parts.contract.price) == (60_000, 110_000)
        paid = (replace(PARTS[0], price=30_000), *later[1:])
        asked = lambda: parts.ask(  # noqa: E731
            "change", cast.ren, terms=replace(parts.terms, milestones=paid, price=120_000)
        )
        assert refused(asked) == ["contracts.refused.paid_part_changed"]


class TestMediation:
    @pytest.fixture
    def disputed(self, cast: Cast) -> Deal:
        deal = Deal(cast.aoi, cast.ren, rounds=0)
        deal.deposit()
        deal.deliver()
        return deal

    def opened(self, deal: Deal, cast: Cast, level: str = "decision", settings=None) -> Request:
        if settings is not None:
            settings.MEDIATION_LEVEL = level
        return deal.ask(f"mediation_{level}", cast.aoi)

    def test_beyond_the_rounds_the_client_may_open_it(self, disputed: Deal, cast: Cast) -> None:
        assert refused(disputed.reject) == ["contracts.refused.no_round_agreed"]
        self.opened(disputed, cast)
        disputed.expect("in_mediation")
        assert refused(disputed.accept) == ["lifecycle.not_now"]

    def test_either_sides_offer_settles_it_when_the_other_accepts(self, disputed: Deal, cast: Cast) -> None:
        request = self.opened(disputed, cast)
        due = request.due_at
        disputed.answer(request, "offer", cast.aoi, worker_share=40_000)
        disputed.answer(request, "offer", cast.ren, worker_share=70_000)
        request.refresh_from_db()
        assert request.due_at == due
        disputed.answer(request, "accept_offer", cast.aoi)
        disputed.expect("terminated")
        assert (disputed.wallet(cast.aoi), disputed.wallet(cast.ren)) == (10_000, after_fee(70_000))

    def test_nobody_accepts_their_own_offer(self, disputed: Deal, cast: Cast) -> None:
        request = self.opened(disputed, cast)
        disputed.answer(request, "offer", cast.aoi, worker_share=40_000)
        accept = lambda: disputed.answer(request, "accept_offer", cast.aoi)  # noqa: E731
        assert refused(accept) == ["contracts.refused.nothing_offered"]

    def test_a_proposal_of_staff_counts_when_both_agree(self, disputed: Deal, cast: Cast) -> None:
        request = self.opened(disputed, cast)
        disputed.answer(request, "state_case", cast.ren)
        disputed.answer(request, "propose", cast.kei, worker_share=50_000)
        disputed.answer(request, "agree", cast.ren)
        disputed.expect("in_mediation")
        again = lambda: disputed.answer(request, "agree", cast.ren)  # noqa: E731
        assert refused(again) == ["contracts.refused.answered_already"]
        disputed.answer(request, "agree", cast.aoi)
        assert (disputed.wallet(cast.aoi), disputed.wallet(cast.ren)) == (30_000, after_fee(50_000))

    def test_when_one_declines_staff_decide(self, disputed: Deal, cast: Cast) -> None:
        request = self.opened(disputed, cast)
        disputed.answer(request, "state_case", cast.ren)
        disputed.answer(request, "propose", cast.kei, worker_share=50_000)
        disputed.answer(request, "decline", cast.aoi)
        disputed.answer(request, "decide", cast.kei, worker_share=60_000)
        disputed.expect("terminated")
        assert (disputed.wallet(cast.aoi), disputed.wallet(cast.ren)) == (20_000, after_fee(60_000))

    @pytest.mark.parametrize("level", ["talk", "proposal", "decision"])
    def test_when_everybody_is_silent_the_agreed_rule_divides(
        self, disputed: Deal, cast: Cast, settings, level: str
    ) -> None:
        self.opened(disputed, cast, level, settings)
        disputed.days_pass(60)
        disputed.expect("terminated")
        assert (disputed.wallet(cast.aoi), disputed.wallet(cast.ren)) == (40_000, after_fee(40_000))

    def test_another_level_than_the_operators_cannot_be_opened(self, disputed: Deal, cast: Cast) -> None:
        assert refused(lambda: disputed.ask("mediation_talk", cast.aoi)) == ["lifecycle.no_such_step"]

    def test_an_unanswered_claim_may_be_taken_there(self, working: Deal, cast: Cast) -> None:
        working.days_pass(4)
        working.ask("contact_reminder", cast.ren)
        working.days_pass(8)
        working.ask("mediation_decision", cast.ren)
        assert working.open_requests() == {"mediation_decision": "statements"}


class TestRatingOfSilence:
    @pytest.fixture
    def ended(self, working: Deal, cast: Cast) -> Deal:
        working.ask("termination", cast.aoi)
        working.days_pass(8)
        return working

    def test_the_silent_side_gets_one_star_after_two_warnings(self, ended: Deal, cast: Cast) -> None:
        given = Rating.objects.get()
        assert (given.rated, given.rater, float(given.average)) == (cast.ren, None, 1.0)

    def test_without_two_warnings_there_is_none(self, working: Deal, cast: Cast) -> None:
        working.ask("termination", cast.aoi)
        Notice.objects.filter(person=cast.ren, kind__startswith="termination").delete()
        working.at += timedelta(days=8)
        assert rating.rate_silence(working.contract, Actor.WORKER, 1, working.at) is None

    def test_it_is_lifted_by_proof(self, ended: Deal, cast: Cast) -> None:
        given = Rating.objects.get()
        plea = rating.plead(rating_id=given.pk, person_id=cast.ren.pk, text="入院していました。", at=ended.at)
        decide = {"plea_id": plea.pk, "lift": True, "reason": "診断書を確認しました。", "at": ended.at}
        assert refused(lambda: rating.decide_plea(by_staff_id=cast.aoi.pk, **decide)) == ["lifecycle.not_yours"]
        rating.decide_plea(by_staff_id=cast.kei.pk, **decide)
        given.refresh_from_db()
        assert given.lifted_at == ended.at
        assert queries.face(cast.ren.pk, Actor.WORKER).average is None

    def test_an_unanswered_plea_is_granted(self, ended: Deal, cast: Cast) -> None:
        rating.plead(rating_id=Rating.objects.get().pk, person_id=cast.ren.pk, text="入院していました。", at=ended.at)
        ended.days_pass(8)
        assert (Plea.objects.get().state, Rating.objects.get().lifted_at is not None) == ("lifted", True)

    def test_only_the_rated_side_may_plead_and_only_against_the_rule(self, ended: Deal, cast: Cast) -> None:
        plead = lambda who: rating.plead(  # noqa: E731
            rating_id=Rating.objects.get().pk, person_id=who.pk, text="違います。", at=ended.at
        )
        assert refused(lambda: plead(cast.aoi)) == ["lifecycle.not_yours"]


def test_strangers_take_no_step(working: Deal, cast: Cast) -> None:
    request = working.ask("termination", cast.aoi)
    assert refused(lambda: working.answer(request, "accept", cast.mio)) == ["lifecycle.not_yours"]


def test_every_step_of_a_request_leaves_its_record(working: Deal, cast: Cast) -> None:
    request = working.ask("termination", cast.ren, worker_share=30_000)
    working.answer(request, "accept", cast.aoi)
    taken = RequestStep.objects.get(subject=request)
    assert (taken.number, taken.step, taken.actor, taken.person) == (1, "accept", "client", cast.aoi)


def test_what_is_drawn_is_what_may_be_done(working: Deal, cast: Cast) -> None:
    working.ask("termination", cast.aoi)
    view = working.view(cast.ren)
    assert view is not None
    (request,) = open_beside(view)
    assert request.waits_for is Actor.WORKER
    assert {each.step.name for each in offered_in(request) if each.is_open} == {"accept", "counter", "refuse"}
    assert not openings(view, "decision")["termination"].is_open
