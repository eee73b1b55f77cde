"""The checker on processes that others run: each defect they are known for is named, and goes when it is mended.

Two processes of a widely used marketplace for commissioned work and goods, declared afresh from what they do: a
negotiated commission, and a purchase with a dispute. Where nothing is known of a time or a reminder, a sound one
stands, so that what is reported is theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tachiai.kernel.lifecycle import Actor, Deadline, Lifecycle, State, Step
from tachiai.kernel.refused import Refused
from tachiai.kernel.soundness import faults
from tachiai.money.rules import DEPOSIT_ESCROW, EFFECTS, RELEASE_ESCROW, RETURN_ESCROW, SPLIT_ESCROW

CUSTOMER, PROVIDER, OPERATOR, CLOCK = (
    frozenset({actor}) for actor in (Actor.CLIENT, Actor.WORKER, Actor.STAFF, Actor.CLOCK)
)


def after(days: float, *reminders: float, **more: object) -> Deadline:
    """Moments as that process counts them: to the minute, not to the end of a day."""
    counted = tuple(timedelta(days=each) for each in reminders)
    return Deadline(timedelta(days=days), counted, until_end_of_day=False, **more)  # type: ignore[arg-type]


QUARTER_OF_AN_HOUR = 15 / (24 * 60)
COMMISSION = Lifecycle(
    "commission",
    1,
    "offered",
    states=(
        State("offered", Actor.CLIENT),
        State("countered", Actor.WORKER),
        State("paying", Actor.CLIENT, after(QUARTER_OF_AN_HOUR)),
        State("accepted", Actor.WORKER, after(75, 72)),
        # Counted from the first acceptance, however often it is entered.
        State("changing", Actor.WORKER, after(75, 72, anchor="accepted_at")),
        # Accepted 14 days after the last delivery, reminded five days after the first one only.
        State("delivered", Actor.CLIENT, after(14, 5, remind_from="first_delivered_at")),
        State("completed", final=True),
        State("cancelled", final=True),
        State("unpaid", final=True),
        State("rejected", final=True),
    ),
    steps=(
        Step("reject", ("offered",), "rejected", CUSTOMER | OPERATOR),
        Step("withdraw", ("offered",), "rejected", PROVIDER),
        Step("counter", ("offered",), "countered", CUSTOMER),
        Step("counter_again", ("countered",), "offered", PROVIDER),
        Step("take_counter_back", ("countered",), "offered", CUSTOMER),
        Step("begin_to_pay", ("offered",), "paying", CUSTOMER),
        Step("pay", ("paying",), "accepted", CUSTOMER, moves=(DEPOSIT_ESCROW,)),
        Step("expire", ("paying",), "unpaid", CLOCK),
        Step("deliver", ("accepted",), "delivered", PROVIDER | OPERATOR),
        Step("ask_for_changes", ("delivered",), "changing", CUSTOMER | OPERATOR),
        Step("deliver_changes", ("changing",), "delivered", PROVIDER | OPERATOR),
        Step("accept", ("delivered",), "completed", CUSTOMER | OPERATOR, moves=(RELEASE_ESCROW,)),
        Step("accept_by_clock", ("delivered",), "completed", CLOCK, moves=(RELEASE_ESCROW,)),
        Step("cancel", ("accepted", "delivered", "changing"), "cancelled", OPERATOR, moves=(RETURN_ESCROW,)),
        Step("cancel_by_clock", ("accepted", "changing"), "cancelled", CLOCK, moves=(RETURN_ESCROW,)),
    ),
)
PURCHASE = Lifecycle(
    "purchase",
    1,
    "bought",
    states=(
        State("bought", Actor.CLIENT, after(1, 0.5)),
        State("paid", Actor.WORKER, after(14, 7)),
        State("delivered", Actor.CLIENT, after(14, 7)),
        State("disputed", Actor.STAFF, after(60, 30)),
        State("received", final=True),
        State("cancelled", final=True),
    ),
    steps=(
        Step("pay", ("bought",), "paid", CUSTOMER, moves=(DEPOSIT_ESCROW,)),
        Step("expire", ("bought",), "cancelled", CLOCK),
        Step("deliver", ("paid",), "delivered", PROVIDER),
        Step("cancel_by_clock", ("paid",), "cancelled", CLOCK, moves=(RETURN_ESCROW,)),
        Step("mark_received", ("delivered",), "received", CUSTOMER, moves=(RELEASE_ESCROW,)),
        Step("received_by_clock", ("delivered",), "received", CLOCK, moves=(RELEASE_ESCROW,)),
        Step("dispute", ("delivered",), "disputed", CUSTOMER),
        Step("decide_for_provider", ("disputed",), "received", OPERATOR, moves=(RELEASE_ESCROW,)),
        Step("decide_for_customer", ("disputed",), "cancelled", OPERATOR, moves=(RETURN_ESCROW,)),
        Step("cancel_disputed_by_clock", ("disputed",), "cancelled", CLOCK, moves=(RETURN_ESCROW,)),
    ),
)


def found(cycle: Lifecycle) -> set[str]:
    return {f"{fault.id} {fault.where}" for fault in faults(cycle, EFFECTS)}


def a_round_is_left(facts: object, at: datetime) -> Refused | None:
    """A count of rounds, as the terms agree on it."""
    return None


def with_deadline(cycle: Lifecycle, **deadlines: Deadline | None) -> Lifecycle:
    states = (replace(s, deadline=deadlines.get(s.name, s.deadline)) for s in cycle.states)
    return replace(cycle, states=tuple(states))


def with_guard(cycle: Lifecycle, *names: str) -> Lifecycle:
    steps = (replace(s, guards=(a_round_is_left,)) if s.name in names else s for s in cycle.steps)
    return replace(cycle, steps=tuple(steps))


def with_steps(cycle: Lifecycle, *more: Step) -> Lifecycle:
    return replace(cycle, steps=(*cycle.steps, *more))


def division(cycle: Lifecycle, *states: str) -> Lifecycle:
    """What both agree on divides what is held."""
    divide = Step("divide", states, "cancelled", frozenset(), moves=(SPLIT_ESCROW,), through=("termination",))
    return with_steps(cycle, divide)


def offers_expire(cycle: Lifecycle) -> Lifecycle:
    timed = with_deadline(cycle, offered=after(14, 7), countered=after(14, 7))
    return with_steps(timed, Step("offer_expires", ("offered", "countered"), "rejected", CLOCK))


HELD = ("accepted", "changing", "delivered")
MENDED: dict[str, tuple[Callable[[Lifecycle], Lifecycle], set[str]]] = {
    "the automatic refund may lie in the past when changes are asked for late": (
        lambda c: with_deadline(c, changing=after(75, 72, anchor="accepted_at", at_least=timedelta(days=14))),
        {"E008 changing"},
    ),
    "nothing between all and nothing": (lambda c: division(c, *HELD), {f"E015 {state}" for state in HELD}),
    "a second delivery is accepted without a reminder": (
        lambda c: with_deadline(c, delivered=after(14, 5)),
        {"E009 delivered"},
    ),
    "changes are asked for without limit": (
        lambda c: with_guard(c, "ask_for_changes"),
        {"E016 changing", "E016 delivered"},
    ),
    "offers are countered without limit": (lambda c: with_guard(c, "counter"), {"E016 offered", "E016 countered"}),
    "an offer that nobody answers stands for ever": (
        offers_expire,
        {"E005 offered", "E005 countered", "E012 offered", "E012 countered"},
    ),
    "a payment expires without a word": (
        lambda c: with_deadline(c, paying=after(QUARTER_OF_AN_HOUR, QUARTER_OF_AN_HOUR * 2 / 3)),
        {"E009 paying"},
    ),
}


class TestTheCommission:
    def test_each_defect_is_named_and_nothing_else(self) -> None:
        assert found(COMMISSION) == set().union(*(gone for _, gone in MENDED.values()))

    @pytest.mark.parametrize(("mend", "gone"), MENDED.values(), ids=MENDED.keys())
    def test_a_defect_that_is_mended_is_no_longer_named_and_the_others_are(
        self, mend: Callable[[Lifecycle], Lifecycle], gone: set[str]
    ) -> None:
        assert found(COMMISSION) - found(mend(COMMISSION)) == gone
        assert found(mend(COMMISSION)) <= found(COMMISSION)

    def test_with_all_of_them_mended_it_is_sound(self) -> None:
        whole = COMMISSION
        for mend, _ in MENDED.values():
            whole = mend(whole)
        assert found(whole) == set()

    def test_the_way_to_the_refund_of_delivered_work_is_told(self) -> None:
        (hole,) = [fault for fault in faults(COMMISSION, EFFECTS) if fault.id == "E008"]
        assert hole.way == ("begin_to_pay", "pay", "deliver", "ask_for_changes")

    def test_the_hole_is_real(self) -> None:
        """On day 80 the customer, with the work in hand, asks for changes: the refund is due at once."""
        accepted = datetime.fromisoformat("2026-01-05T09:00+09:00")
        eightieth = accepted + timedelta(days=80)
        state = COMMISSION.state("changing")
        assert state.deadline is not None

        class Facts:
            accepted_at = accepted
            state = "changing"

        assert state.deadline.due_at(Facts(), eightieth) == eightieth


class TestThePurchase:
    UNDIVIDED = frozenset({"E015 paid", "E015 delivered", "E015 disputed"})

    def test_idle_staff_decide_for_the_customer(self) -> None:
        assert found(PURCHASE) == {"E014 disputed", *self.UNDIVIDED}

    def test_a_default_that_divides_mends_it(self) -> None:
        steps = (
            replace(s, moves=(SPLIT_ESCROW,)) if s.name == "cancel_disputed_by_clock" else s for s in PURCHASE.steps
        )
        halved = replace(PURCHASE, steps=tuple(steps))
        assert found(halved) == set()

    def test_no_default_at_all_is_no_mending(self) -> None:
        """Money would be held for as long as staff are idle."""
        steps = tuple(step for step in PURCHASE.steps if step.name != "cancel_disputed_by_clock")
        states = tuple(replace(s, deadline=None) if s.name == "disputed" else s for s in PURCHASE.states)
        endless = replace(PURCHASE, states=states, steps=steps)
        assert found(endless) == {"E005 disputed", "E012 disputed", "E013 disputed", *self.UNDIVIDED}
