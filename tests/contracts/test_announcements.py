"""Who is told what of requests, with every gap filled: each kind that the declarations promise is really sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tachiai.contracts import rating
from tachiai.contracts.lifecycles import AWARD, CONTRACT_CLOSE, FIXED_PRICE, HOURLY, LIFECYCLES, REQUESTS, WEEK
from tachiai.contracts.models import Plea, Rating
from tachiai.kernel.lifecycle import Actor
from tachiai.notices import rules
from tachiai.notices.models import Notice
from tachiai.terms.rules import Milestone
from tests.cast import Cast
from tests.deal import Deal, refused

pytestmark = pytest.mark.django_db
# Those of hourly work are seen in tests/contracts/hourly; an award speaks the words of a fixed price.
ELSEWHERE = (FIXED_PRICE, AWARD, HOURLY, WEEK, CONTRACT_CLOSE.lifecycle)
PARTS = (
    Milestone("下書き", 30_000, date(2026, 11, 20), ("案が3つある",)),
    Milestone("仕上げ", 50_000, date(2026, 11, 30), ("白黒でも読める",)),
)


def told(person: Any = None) -> set[str]:
    notices = Notice.objects.filter(person=person) if person else Notice.objects.all()
    return set(notices.values_list("kind", flat=True))


def said(kind: str, person: Any) -> dict[str, Any]:
    """The gaps of the latest notice of that kind to that person."""
    return Notice.objects.filter(kind=kind, person=person).latest("pk").params


@pytest.fixture
def deal(cast: Cast) -> Deal:
    assert cast.kei.is_staff
    return begun(cast)


def begun(cast: Cast, **terms: Any) -> Deal:
    deal = Deal(cast.aoi, cast.ren, **terms)
    deal.deposit()
    return deal


def in_parts(cast: Cast) -> Deal:
    """Two milestones, the first delivered."""
    deal = begun(cast, milestones=PARTS, price=80_000, acceptance_items=())
    deal.deliver()
    return deal


class TestADivision:
    def test_is_told_in_yen_to_each_side(self, deal: Deal, cast: Cast) -> None:
        request = deal.ask("termination", cast.ren, worker_share=30_000)
        asked = said("termination.open.asked", cast.aoi)
        assert (asked["share_yen"], asked["rest_yen"], asked["price_yen"]) == (30_000, 50_000, 80_000)
        assert (asked["asker"], asked["asked"]) == ("蓮", "葵デザイン室")
        deal.answer(request, "counter", cast.aoi, worker_share=20_000)
        assert said("termination.counter.asker", cast.ren)["rest_yen"] == 60_000
        deal.answer(request, "accept_counter", cast.ren)
        for person, kind in ((cast.aoi, "fixed_price.settle.client"), (cast.ren, "fixed_price.settle.worker")):
            assert (said(kind, person)["share_yen"], said(kind, person)["rest_yen"]) == (20_000, 60_000)

    def test_of_more_than_a_change_has_left_is_refused(self, deal: Deal, cast: Cast) -> None:
        request = deal.ask("termination", cast.ren, worker_share=80_000)
        change = deal.ask("change", cast.ren, terms=replace(deal.terms, price=50_000))
        deal.answer(change, "accept", cast.aoi)
        reasons = refused(lambda: deal.answer(request, "accept", cast.aoi))
        assert reasons == ["contracts.refused.share_out_of_bounds"]
        deal.answer(request, "counter", cast.aoi, worker_share=50_000)
        deal.answer(request, "accept_counter", cast.ren)
        assert said("fixed_price.settle.worker", cast.ren)["share_yen"] == 50_000

    def test_names_who_offered_it(self, deal: Deal, cast: Cast) -> None:
        talk = mediation(deal, cast)
        deal.answer(talk, "offer", cast.aoi, worker_share=10_000)
        assert said("mediation.offer.both", cast.ren)["taken_by"] == "葵デザイン室"
        assert "mediation.offer.both" not in told(cast.aoi)


class TestAStepThatChangesTheContract:
    def test_is_told_once(self, deal: Deal, cast: Cast) -> None:
        request = deal.ask("change", cast.ren)
        deal.answer(request, "accept", cast.aoi)
        assert {kind for kind in told() if kind.startswith("change.")} == {"change.open.asked"}
        assert "fixed_price.change_terms.client" in told(cast.aoi)
        assert "fixed_price.change_terms.worker" in told(cast.ren)

    def test_that_waits_for_the_difference_is_told_as_that(self, deal: Deal, cast: Cast) -> None:
        request = deal.ask("change", cast.ren, terms=replace(deal.terms, price=100_000))
        deal.answer(request, "accept", cast.aoi)
        assert "change.accept.awaiting_top_up.asker" in told(cast.ren)


class TestAMilestone:
    def test_that_was_paid_asks_for_the_next_deposit(self, cast: Cast) -> None:
        deal = in_parts(cast)
        deal.accept()
        assert said("fixed_price.accept.awaiting_deposit.worker", cast.ren)["price_yen"] == 50_000

    def test_that_is_the_last_says_that_the_contract_is_complete(self, cast: Cast) -> None:
        deal = in_parts(cast)
        deal.accept()
        deal.deposit()
        deal.deliver()
        deal.accept()
        assert "fixed_price.accept.worker" in told(cast.ren)


class TestStaff:
    def test_hear_of_a_reminder_that_they_may_refuse_and_not_of_a_change(self, deal: Deal, cast: Cast) -> None:
        deal.ask("change", cast.ren)
        assert not {kind for kind in told(cast.kei) if kind.startswith("change.")}
        deal.days_pass(4)
        deal.ask("contact_reminder", cast.aoi)
        assert "contact_reminder.open.staff" in told(cast.kei)

    def test_are_reminded_of_what_waits_for_them(self, deal: Deal, cast: Cast) -> None:
        deal.answer(mediation(deal, cast), "state_case", cast.aoi)
        deal.days_pass(4)
        assert "mediation.remind.staff_proposal.staff" in told(cast.kei)


def mediation(deal: Deal, cast: Cast, level: str = "decision") -> Any:
    """Ren opens a mediation after Aoi refused to end the contract."""
    deal.answer(deal.ask("termination", cast.ren), "refuse", cast.aoi)
    return deal.ask(f"mediation_{level}", cast.ren)


def reminders(cast: Cast) -> None:
    """Answered, refused, withdrawn, left alone, ended."""
    for end in (
        lambda d, r: d.write(cast.ren),
        lambda d, r: d.answer(r, "refuse", cast.kei),
        lambda d, r: d.answer(r, "withdraw", cast.aoi),
    ):
        deal = begun(cast)
        deal.days_pass(4)
        end(deal, deal.ask("contact_reminder", cast.aoi))
    for is_ended in (False, True):
        deal = begun(cast)
        deal.days_pass(4)
        request = deal.ask("contact_reminder", cast.aoi)
        deal.days_pass(8)
        if is_ended:
            deal.answer(request, "end", cast.aoi)
        else:
            deal.days_pass(31)


def terminations(cast: Cast) -> None:
    for steps in (
        (("refuse", cast.aoi),),
        (("withdraw", cast.ren),),
        (("counter", cast.aoi), ("refuse_counter", cast.ren)),
        (("counter", cast.aoi), ("counter_again", cast.ren), ("accept", cast.aoi)),
        (("counter", cast.aoi),),
        (),
    ):
        deal = begun(cast)
        request = deal.ask("termination", cast.ren)
        for step, person in steps:
            deal.answer(request, step, person, worker_share=10_000)
        if deal.open_requests():
            deal.days_pass(9)
    overtaken = begun(cast)
    overtaken.ask("termination", cast.aoi)
    overtaken.deliver()


def changes(cast: Cast) -> None:
    dearer = {"price": 100_000}
    for terms, steps in (
        ({}, (("refuse", cast.aoi),)),
        ({}, (("withdraw", cast.ren),)),
        ({}, ()),
        ({}, (("accept", cast.aoi),)),
        (dearer, (("accept", cast.aoi), ("call_off", cast.ren))),
        (dearer, (("accept", cast.aoi), ("call_off", cast.aoi))),
        (dearer, (("accept", cast.aoi),)),
    ):
        deal = begun(cast)
        changed = replace(deal.terms, due_on=date(2026, 12, 20), **terms)
        request = deal.ask("change", cast.ren, terms=changed)
        for step, person in steps:
            deal.answer(request, step, person)
        if deal.open_requests():
            deal.days_pass(9)
    overtaken = begun(cast)
    overtaken.ask("change", cast.aoi)
    overtaken.take("give_up")
    unfunded = Deal(cast.aoi, cast.ren)
    unfunded.answer(unfunded.ask("change", cast.ren), "accept", cast.aoi)


def mediations(cast: Cast, settings: Any) -> None:
    settings.MEDIATION_LEVEL = "talk"
    deal = begun(cast)
    mediation(deal, cast, "talk")
    deal.days_pass(18)
    settings.MEDIATION_LEVEL = "decision"
    deal = begun(cast)
    mediation(deal, cast)
    deal.days_pass(60)
    stated(begun(cast), cast, propose=False).days_pass(8)
    stated(begun(cast), cast).days_pass(9)
    deal = begun(cast)
    talk = stated_request(deal, cast)
    deal.answer(talk, "agree", cast.aoi)
    deal.answer(talk, "offer", cast.ren, worker_share=40_000)
    deal.answer(talk, "decline", cast.ren)
    deal.answer(talk, "decide", cast.kei, worker_share=40_000)


def stated(deal: Deal, cast: Cast, *, propose: bool = True) -> Deal:
    stated_request(deal, cast, propose=propose)
    return deal


def stated_request(deal: Deal, cast: Cast, *, propose: bool = True) -> Any:
    talk = mediation(deal, cast)
    deal.answer(talk, "state_case", cast.aoi)
    if propose:
        deal.answer(talk, "propose", cast.kei, worker_share=40_000)
    return talk


def milestones(cast: Cast) -> None:
    in_parts(cast).days_pass(16)
    for leave in (
        lambda d: d.take("withdraw", actor=Actor.CLIENT),
        lambda d: d.take("withdraw", actor=Actor.WORKER),
        lambda d: d.days_pass(16),
    ):
        deal = in_parts(cast)
        deal.accept()
        leave(deal)


def pleas(cast: Cast) -> None:
    for lift in (True, False, None):
        deal = begun(cast)
        deal.ask("termination", cast.ren)
        deal.days_pass(9)
        given = Rating.objects.get(contract=deal.contract, rater=None)
        rating.plead(rating_id=given.pk, person_id=cast.aoi.pk, text="入院していました。", at=deal.at)
        if lift is None:
            deal.days_pass(9)
        else:
            decided = {"plea_id": Plea.objects.get(rating=given).pk, "lift": lift, "reason": "資料のとおりです。"}
            rating.decide_plea(**decided, by_staff_id=cast.kei.pk, at=deal.at)


def promised() -> set[str]:
    """Every kind that follows from the declarations of requests, and of what they do to a contract; those of its own
    steps are seen in other tests. A step that only one side takes is not told to that side."""
    causes = {request.name: request.causes for request in REQUESTS}
    beside = {
        kind
        for each in LIFECYCLES
        if each not in ELSEWHERE
        for kind in rules.derived_kinds(each, causes.get(each.name, ()))
    }
    caused = {
        kind
        for step in FIXED_PRICE.steps
        for to in ((step.to,) if step.through else tuple(fork.to for fork in step.forks))
        for who, kind in rules.step_kinds(FIXED_PRICE, step, to).items()
        if step.by != {who}
    }
    return beside | caused | set(rules.reminder_kinds(FIXED_PRICE, "in_mediation").values())


def test_every_kind_that_is_promised_is_sent_with_all_its_gaps(cast: Cast, settings: Any) -> None:
    assert cast.kei.is_staff
    for story in (reminders, terminations, changes, milestones, pleas):
        story(cast)
    mediations(cast, settings)
    assert promised() - told() == set()
