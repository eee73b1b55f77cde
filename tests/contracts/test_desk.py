"""What the desk sees of requests: those that wait for staff, and who demands money outside the contract."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tachiai.clockwork.actions import By
from tachiai.clockwork.queries import Backlog
from tachiai.contracts.models import Request
from tachiai.contracts.queries import desk
from tachiai.contracts.requests import open_request, take_request_step
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.lifecycle import Actor
from tachiai.people import actions as people
from tachiai.people.models import Person
from tests.cast import Cast
from tests.deal import Deal

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 6, 10, 0, tzinfo=TOKYO)
THREAT = "違約金として3万円を支払ってください。"
ENDING = {"reason_code": "cannot_continue", "reason": "続けられなくなりました。", "worker_share": 0}


def working(cast: Cast, at: datetime = FRIDAY, **terms: Any) -> Deal:
    deal = Deal(cast.aoi, cast.ren, at=at, **terms)
    deal.deposit()
    return deal


def ask(deal: Deal, kind: str, side: Actor, **answers: Any) -> Request:
    person = deal.client if side is Actor.CLIENT else deal.worker
    by = By(side, person.pk)
    return open_request(contract_id=deal.contract.pk, kind=kind, by=by, at=deal.at, answers=answers)


def suspend(person: Person, staff: Person) -> None:
    people.restrict(
        kind="suspended", person_id=person.pk, by_staff_id=staff.pk, reason="確認中です。", until=None, at=FRIDAY
    )


def answer(deal: Deal, request: Request, step: str, side: Actor, **answers: Any) -> None:
    person = deal.client if side is Actor.CLIENT else deal.worker
    take_request_step(request_id=request.pk, step=step, by=By(side, person.pk), at=deal.at, answers=answers)


def reminded(cast: Cast, at: datetime = FRIDAY) -> Deal:
    deal = working(cast, at - timedelta(days=3))
    deal.at = at
    ask(deal, "contact_reminder", Actor.CLIENT)
    return deal


def in_mediation(cast: Cast) -> Deal:
    """A refused termination, both statements given: staff have to propose."""
    deal = working(cast)
    ending = ask(deal, "termination", Actor.CLIENT, **ENDING)
    answer(deal, ending, "refuse", Actor.WORKER, reason="もうすぐ終わります。")
    mediation = ask(deal, "mediation_decision", Actor.CLIENT, reason="話し合いたいです。")
    answer(deal, mediation, "state_case", Actor.WORKER, reason="半分はできています。")
    return deal


class TestContactReminders:
    def test_wait_while_they_may_be_refused(self, cast: Cast) -> None:
        """Asked on a Friday, two business days end on Tuesday at 23:59."""
        reminded(cast)
        (waiting,) = desk.waiting_for_staff(FRIDAY)
        assert (waiting.words, waiting.state) == ("contact_reminder", "asked")
        assert waiting.due_at == datetime(2026, 11, 10, 23, 59, tzinfo=TOKYO)
        assert desk.staff_backlog(waiting.due_at) == Backlog(1, waiting.asked_at)
        assert desk.staff_backlog(waiting.due_at + timedelta(minutes=1)) == Backlog(0)

    @pytest.mark.parametrize("day", range(1, 31))
    def test_are_found_on_exactly_the_days_on_which_the_rule_lets_staff_refuse(self, day: int) -> None:
        """Through the holidays of the new year too: the day since which, against the rule itself."""
        at = datetime(2026, 12, 20, 12, 0, tzinfo=TOKYO) + timedelta(days=day)
        since = desk._asked_since(at)
        for hours in range(0, 24 * 20, 7):
            asked_at = at - timedelta(hours=hours)
            assert (asked_at >= since) == (at <= desk.may_be_refused_until(asked_at, desk.LIMITS))

    def test_to_a_suspended_side_are_one_thing_that_waits(self, cast: Cast) -> None:
        reminded(cast)
        suspend(cast.ren, cast.kei)
        work, waiting = sorted(desk.waiting_for_staff(FRIDAY), key=lambda each: each.request_id or 0)
        assert (work.stands_in, waiting.stands_in) == (Actor.WORKER, None)
        later = waiting.due_at + timedelta(minutes=1)
        assert [each.stands_in for each in desk.waiting_for_staff(later)] == [Actor.WORKER] * 2
        assert [desk.staff_backlog(at).count for at in (FRIDAY, later)] == [2, 2]

    def test_that_were_answered_wait_no_more(self, cast: Cast) -> None:
        deal = reminded(cast)
        deal.deliver()
        assert desk.waiting_for_staff(FRIDAY) == []


class TestTheQueue:
    def test_has_mediations_and_leads_with_the_earliest_deadline(self, cast: Cast) -> None:
        mediated, asked = in_mediation(cast), reminded(cast)
        found = desk.waiting_for_staff(FRIDAY)
        assert [(each.words, each.contract.pk) for each in found] == [
            ("contact_reminder", asked.contract.pk), ("mediation", mediated.contract.pk)
        ]  # fmt: skip
        assert found[1].due_at == Request.objects.get(lifecycle="mediation_decision").due_at

    @pytest.mark.parametrize(("asker", "turn"), [(Actor.CLIENT, Actor.WORKER), (Actor.WORKER, Actor.CLIENT)])
    def test_says_whose_place_it_is_when_both_sides_are_suspended(self, cast: Cast, asker: Actor, turn: Actor) -> None:
        ask(working(cast), "termination", asker, **ENDING)
        suspend(cast.aoi, cast.kei)
        suspend(cast.ren, cast.kei)
        assert [each.stands_in for each in desk.waiting_for_staff(FRIDAY) if each.request_id] == [turn]

    def test_costs_the_same_for_one_and_for_many(self, cast: Cast, django_assert_num_queries: Any) -> None:
        for _ in range(3):
            in_mediation(cast)
        with django_assert_num_queries(5):
            assert len(desk.waiting_for_staff(FRIDAY)) == 3

    def test_is_read_by_its_indexes(self, cast: Cast) -> None:
        with connection.cursor() as cursor:
            # A table this small would be walked and sorted otherwise, and other tests left theirs behind.
            cursor.execute("ANALYZE contracts_request, people_person")
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            reminders = desk._refusable_reminders(FRIDAY).order_by("opened_at")
            plans = [each.explain() for each in (desk._waiting_requests().order_by("due_at"), reminders)]
            cursor.execute("SET LOCAL enable_sort = on")  # people are counted and sorted, whatever is read
            cursor.execute(f"EXPLAIN {desk._CLAIMANTS}", [FRIDAY, 50])
            plans.append(str(cursor.fetchall()))
        for plan, index in zip(plans, ("requests_for_staff", "reminders_asked", "requests_with_claims"), strict=True):
            assert index in plan


class TestClaimants:
    def test_are_counted_by_role_with_each_request_once(self, cast: Cast) -> None:
        for _ in range(2):
            ask(working(cast), "termination", Actor.WORKER, **{**ENDING, "reason": THREAT + "損害賠償も請求します。"})
        ask(working(cast), "termination", Actor.CLIENT, **{**ENDING, "reason": THREAT})
        ask(working(cast), "termination", Actor.CLIENT, **ENDING)
        counted = [(each.person_id, each.as_client, each.as_worker) for each in desk.claimants(FRIDAY)]
        assert counted == [(cast.ren.pk, 0, 2), (cast.aoi.pk, 1, 0)]

    def test_are_those_who_demand_not_those_who_ask(self, cast: Cast) -> None:
        deal = working(cast)
        ending = ask(deal, "termination", Actor.CLIENT, **ENDING)
        answer(deal, ending, "refuse", Actor.WORKER, reason=THREAT)
        assert [each.person_id for each in desk.claimants(FRIDAY)] == [cast.ren.pk]
        assert [claim.rules for claim in desk.claims_of(cast.ren.pk, FRIDAY)] == [("penalty",)]
        assert desk.claims_of(cast.aoi.pk, FRIDAY) == []

    def test_are_forgotten_after_ninety_days(self, cast: Cast) -> None:
        ask(working(cast), "termination", Actor.WORKER, **{**ENDING, "reason": THREAT})
        assert len(desk.claimants(FRIDAY + timedelta(days=90))) == 1
        later = FRIDAY + timedelta(days=90, seconds=1)
        assert desk.claimants(later) == [] and desk.claims_of(cast.ren.pk, later) == []
