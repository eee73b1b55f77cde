"""One side of a running contract is suspended: nothing stops, staff act in its place, the other side knows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tachiai.clockwork.actions import By
from tachiai.contracts import actions, queries, rating
from tachiai.contracts.lifecycles import request_called
from tachiai.contracts.models import ContractStep, Request
from tachiai.contracts.queries.requests import offered_opening, open_beside
from tachiai.contracts.requests import open_request, take_request_step
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.conversations import actions as conversations
from tachiai.jobs import actions as jobs
from tachiai.jobs.rules import Offer
from tachiai.kernel.lifecycle import Actor
from tachiai.notices.models import Notice
from tachiai.people import actions as people
from tachiai.people.models import Person
from tachiai.people.queries import restrictions_in_force
from tests.cast import Cast
from tests.deal import Deal, refused
from tests.talk import talk_through, yes

pytestmark = pytest.mark.django_db
ENDING = {"reason_code": "cannot_continue", "reason": "続けられなくなりました。", "worker_share": 0}


@pytest.fixture
def working(cast: Cast) -> Deal:
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    return deal


@pytest.fixture
def delivered(working: Deal) -> Deal:
    working.deliver()
    return working


def suspend(deal: Deal, person: Person, staff: Person, until: datetime | None = None) -> None:
    people.restrict(
        kind="suspended", person_id=person.pk, by_staff_id=staff.pk, reason="確認中です。", until=until, at=deal.at
    )


def lift(deal: Deal, person: Person, staff: Person) -> None:
    (found,) = restrictions_in_force(person.pk, deal.at)
    people.lift(restriction_id=found.id, by_staff_id=staff.pk, reason="解除します。", at=deal.at)


def act(deal: Deal, step: str, side: Actor, person: Person, **answers: Any) -> Any:
    by = By(side, person.pk)
    return actions.take_step(contract_id=deal.contract.pk, step=step, by=by, at=deal.at, answers=answers)


class TestTheSuspendedSide:
    def test_cannot_act_and_is_told_why_on_each_button(self, delivered: Deal, cast: Cast) -> None:
        suspend(delivered, cast.aoi, cast.kei)
        assert refused(delivered.accept) == ["contracts.refused.you_are_suspended"]
        delivered.expect("delivered")
        view = delivered.view(cast.aoi)
        assert view is not None
        reasons = {refused.key for offer in queries.offered(view) for refused in offer.refused}
        assert reasons == {"contracts.refused.you_are_suspended"}

    def test_cannot_deposit_write_rate_or_open_anything(self, cast: Cast) -> None:
        deal, done = Deal(cast.aoi, cast.ren), Deal(cast.aoi, cast.ren)
        done.deposit(), done.deliver(), done.accept()
        suspend(deal, cast.aoi, cast.kei)
        assert refused(deal.deposit) == ["contracts.refused.you_are_suspended"]
        ending = lambda: open_request(  # noqa: E731
            contract_id=deal.contract.pk, kind="change", by=By(Actor.CLIENT, cast.aoi.pk), at=deal.at
        )
        assert refused(ending) == ["contracts.refused.you_are_suspended"]
        said = {"thread_id": deal.contract.thread_id, "author_id": cast.aoi.pk, "body": "こんにちは", "at": deal.at}
        assert refused(lambda: conversations.post_message(**said)) == ["people.refused.restricted.suspended"]
        stars = dict.fromkeys(RATING_ITEMS[Actor.CLIENT], 1)
        given = {"contract_id": done.contract.pk, "rater_id": cast.aoi.pk, "stars": stars, "comment": "", "at": done.at}
        assert refused(lambda: rating.rate(**given)) == ["people.refused.restricted.suspended"]

    def test_acts_again_once_the_time_is_over(self, delivered: Deal, cast: Cast) -> None:
        suspend(delivered, cast.aoi, cast.kei, until=delivered.at + timedelta(days=2))
        delivered.days_pass(2)
        delivered.accept()
        delivered.expect("completed")

    def test_loses_no_money_to_the_clock(self, delivered: Deal, cast: Cast) -> None:
        """Clocks run on and the escrow follows the record, whoever is suspended."""
        suspend(delivered, cast.aoi, cast.kei)
        suspend(delivered, cast.ren, cast.kei)
        delivered.days_pass(16)
        delivered.expect("completed")
        assert delivered.wallet(cast.ren) > 0 and delivered.escrow() == 0


class TestStaff:
    def test_act_in_its_place(self, delivered: Deal, cast: Cast) -> None:
        suspend(delivered, cast.aoi, cast.kei)
        act(delivered, "accept", Actor.CLIENT, cast.kei)
        delivered.expect("completed")
        last = ContractStep.objects.filter(subject=delivered.contract).latest("number")
        assert (last.actor, last.person_id) == ("client", cast.kei.pk)

    def test_have_every_button_that_the_side_has(self, working: Deal, cast: Cast) -> None:
        own = working.view(cast.ren)
        assert own is not None
        before = {offer.step.name: offer.is_open for offer in queries.offered(own)}
        suspend(working, cast.ren, cast.kei)
        view = working.view(cast.kei)
        assert view is not None and view.role is Actor.STAFF
        instead = queries.stand_in(view, "worker")
        assert instead is not None and instead.is_stand_in
        assert {offer.step.name: offer.is_open for offer in queries.offered(instead)} == before
        assert queries.stand_in(view, "client") is None

    def test_answer_and_open_requests_in_its_place(self, working: Deal, cast: Cast) -> None:
        by, contract_id = By(Actor.CLIENT, cast.aoi.pk), working.contract.pk
        request = open_request(contract_id=contract_id, kind="termination", by=by, at=working.at, answers=ENDING)
        suspend(working, cast.ren, cast.kei)
        answer = {"request_id": request.pk, "step": "accept", "at": working.at}
        own = lambda: take_request_step(by=By(Actor.WORKER, cast.ren.pk), **answer)  # noqa: E731
        assert refused(own) == ["contracts.refused.you_are_suspended"]
        take_request_step(by=By(Actor.WORKER, cast.kei.pk), **answer)
        working.expect("terminated")
        assert working.wallet(cast.aoi) == 80_000

    def test_never_act_for_a_side_that_is_not_suspended(self, delivered: Deal, cast: Cast) -> None:
        assert refused(lambda: act(delivered, "accept", Actor.CLIENT, cast.kei)) == ["lifecycle.not_yours"]
        suspend(delivered, cast.ren, cast.kei)
        assert refused(lambda: act(delivered, "accept", Actor.CLIENT, cast.kei)) == ["lifecycle.not_yours"]
        delivered.expect("delivered")

    def test_stop_acting_once_it_is_lifted(self, delivered: Deal, cast: Cast) -> None:
        suspend(delivered, cast.aoi, cast.kei)
        lift(delivered, cast.aoi, cast.kei)
        assert refused(lambda: act(delivered, "accept", Actor.CLIENT, cast.kei)) == ["lifecycle.not_yours"]

    def test_are_the_only_ones_who_may(self, delivered: Deal, cast: Cast) -> None:
        suspend(delivered, cast.aoi, cast.kei)
        for person in (cast.zen, cast.ren):
            assert refused(lambda who=person: act(delivered, "accept", Actor.CLIENT, who)) == ["lifecycle.not_yours"]

    def test_with_a_side_of_their_own_act_for_no_other(self, cast: Cast) -> None:
        """Someone of the staff who works in this very contract cannot accept their own delivery."""
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit(), deal.deliver()
        suspend(deal, cast.aoi, cast.kei)
        cast.ren.is_staff = True
        cast.ren.save()
        assert refused(lambda: act(deal, "accept", Actor.CLIENT, cast.ren)) == ["lifecycle.not_yours"]


class TestTheOtherSide:
    def test_hears_of_it_and_of_its_end(self, delivered: Deal, cast: Cast) -> None:
        suspend(delivered, cast.aoi, cast.kei)
        lift(delivered, cast.aoi, cast.kei)
        kinds = list(Notice.objects.filter(person=cast.ren).order_by("-pk").values_list("kind", flat=True)[:2])
        assert kinds == ["contract.side_returned.worker", "contract.side_suspended.worker"]

    def test_hears_of_silence_that_staff_imposed_and_of_nothing_that_changes_nothing(
        self, delivered: Deal, cast: Cast
    ) -> None:
        said = {"person_id": cast.aoi.pk, "by_staff_id": cast.kei.pk, "reason": "確認中です。", "until": None}
        for kind in ("limited", "payout", "reports"):
            people.restrict(kind=kind, **said, at=delivered.at)
        before = Notice.objects.filter(person=cast.ren).count()
        muted = people.restrict(kind="messages", **said, thread_id=delivered.contract.thread_id, at=delivered.at)
        people.restrict(kind="messages", **said, thread_id=delivered.contract.thread_id + 1, at=delivered.at)
        people.lift(restriction_id=muted, by_staff_id=None, reason="見直しました。", at=delivered.at)
        told = Notice.objects.filter(person=cast.ren).order_by("pk").values_list("kind", flat=True)
        assert list(told)[before:] == ["contract.side_muted.worker", "contract.side_unmuted.worker"]

    def test_hears_of_silence_between_the_two_in_another_thread(self, delivered: Deal, cast: Cast) -> None:
        elsewhere = conversations.open_thread(people=(cast.aoi.pk, cast.ren.pk), at=delivered.at)
        said = {"by_staff_id": cast.kei.pk, "reason": "確認中です。", "until": None, "at": delivered.at}
        people.restrict(kind="messages", person_id=cast.aoi.pk, thread_id=elsewhere, **said)
        assert Notice.objects.filter(person=cast.ren).latest("pk").kind == "contract.side_muted.worker"
        writing = {"thread_id": delivered.contract.thread_id, "author_id": cast.aoi.pk, "body": "はい。"}
        assert refused(lambda: conversations.post_message(**writing, at=delivered.at)) == [
            "people.refused.restricted.messages"
        ]

    def test_is_never_told_the_reason(self, delivered: Deal, cast: Cast) -> None:
        suspend(delivered, cast.aoi, cast.kei)
        told = Notice.objects.filter(person=cast.ren).latest("pk")
        assert "確認中" not in str(told.params)

    def test_keeps_its_own_buttons(self, delivered: Deal, cast: Cast) -> None:
        suspend(delivered, cast.ren, cast.kei)
        delivered.accept()
        delivered.expect("completed")

    def test_hears_nothing_of_contracts_that_are_over(self, delivered: Deal, cast: Cast) -> None:
        delivered.accept()
        before = Notice.objects.filter(person=cast.ren).count()
        suspend(delivered, cast.aoi, cast.kei)
        assert Notice.objects.filter(person=cast.ren).count() == before


class TestTheMarket:
    def test_takes_no_proposal_or_listing_and_lets_them_be_taken_back(self, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren)
        suspend(deal, cast.ren, cast.kei)
        offer = Offer("やります。", 80_000, deal.at.date() + timedelta(days=9))
        sent = {"listing_id": 1, "worker_id": cast.ren.pk, "offer": offer, "at": deal.at}
        assert refused(lambda: jobs.send_proposal(**sent)) == ["people.refused.restricted.suspended"]
        published = {"listing_id": 1, "client_id": cast.ren.pk, "at": deal.at}
        assert refused(lambda: jobs.publish(**published)) == ["people.refused.restricted.suspended"]


class TestClaims:
    def test_belong_to_the_side_that_makes_them(self, working: Deal, cast: Cast) -> None:
        by = By(Actor.WORKER, cast.ren.pk)
        said = {**ENDING, "reason": "違約金として3万円を支払ってください。"}
        open_request(contract_id=working.contract.pk, kind="termination", by=by, at=working.at, answers=said)
        assert Request.objects.get().claims == [{"side": "worker", "rule": "penalty"}]
        seen = {}
        for person in (cast.aoi, cast.ren, cast.kei):
            view = working.view(person)
            assert view is not None
            seen[person] = open_beside(view)[0].claims
        assert seen == {cast.aoi: ["penalty"], cast.ren: [], cast.kei: ["penalty"]}

    def test_are_not_made_by_staff_in_its_place(self, working: Deal, cast: Cast) -> None:
        suspend(working, cast.ren, cast.kei)
        said = {**ENDING, "reason": "違約金として3万円を支払ってください。"}
        open_request(
            contract_id=working.contract.pk, kind="termination", by=By(Actor.WORKER, cast.kei.pk), at=working.at,
            answers=said,
        )  # fmt: skip
        assert Request.objects.get().claims == []


def test_a_view_asks_for_suspensions_once(working: Deal, cast: Cast, django_assert_num_queries: Any) -> None:
    view = working.view(cast.ren)
    assert view is not None
    with django_assert_num_queries(1):
        assert not view.standing and not view.suspensions
    assert offered_opening(view, request_called("termination")).is_open


def test_no_contract_is_made_with_a_suspended_side(cast: Cast) -> None:
    """The worker agrees to the terms and is suspended before the client does."""
    staff = cast.kei

    class SuspendedBetween(Deal):
        def _both_agree(self, proposal_id: int) -> str:
            talk_through(proposal_id, self.at)
            for person in (self.worker, self.client):
                signed = yes(person.pk, self.terms.digest(), self.at)
                jobs.agree(proposal_id=proposal_id, version_number=1, signed=signed, at=self.at)
                if person == self.worker:
                    suspend(self, self.worker, staff)
            return ""

    assert refused(lambda: SuspendedBetween(cast.aoi, cast.ren)) == ["contracts.refused.side_is_restricted"]
