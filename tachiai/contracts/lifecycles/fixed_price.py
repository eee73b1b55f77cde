"""Fixed price (固定報酬制): deposit, work, delivery, inspection, payment. Numbers: design 5.1, in `numbers.toml`.

With milestones the same is walked once for each part, from the deposit of the first to the payment of the last; before
each deposit both sides may leave, and what was paid stays paid. Silence follows the record (design 5.2): undelivered
work returns the escrow, delivered and unanswered work is paid. While a delivery awaits inspection the client can
accept, reject with reasons or open a mediation, not end the contract. The steps without anybody in `by` are caused by
requests (`requests.py` beside this).
"""

from __future__ import annotations

from tachiai.contracts.lifecycles.numbers import deadline
from tachiai.contracts.rules import a_part_was_paid, a_part_will_follow, a_round_is_left, funds_are_ready
from tachiai.kernel.lifecycle import Actor, Fork, Lifecycle, State, Step
from tachiai.money.rules import (
    DEPOSIT_ESCROW,
    RELEASE_ESCROW,
    RETURN_ESCROW,
    RETURN_SURPLUS,
    SPLIT_ESCROW,
    TOP_UP_ESCROW,
)

NAME, VERSION = "fixed_price", 1
CLIENT, WORKER, STAFF, CLOCK = (frozenset({actor}) for actor in (Actor.CLIENT, Actor.WORKER, Actor.STAFF, Actor.CLOCK))
BOTH_SIDES = CLIENT | WORKER
ALL = BOTH_SIDES | STAFF
NOBODY: frozenset[Actor] = frozenset()

UNFUNDED = ("awaiting_deposit",)
UNDELIVERED = ("working", "delivery_overdue")
DELIVERED = ("delivered", "inspection_overdue")
MEDIATIONS = ("mediation_talk", "mediation_proposal", "mediation_decision")
_NEXT_PART = (Fork(a_part_will_follow, "awaiting_deposit"),)
_PAID_SO_FAR = (Fork(a_part_was_paid, "completed"),)

FIXED_PRICE = Lifecycle(
    name=NAME,
    version=VERSION,
    first="awaiting_deposit",
    states=(
        State("awaiting_deposit", Actor.CLIENT, deadline(NAME, VERSION, "deposit")),
        State("working", Actor.WORKER, deadline(NAME, VERSION, "working", anchor="work_due_at")),
        State("delivery_overdue", Actor.WORKER, deadline(NAME, VERSION, "delivery_overdue")),
        State("delivered", Actor.CLIENT, deadline(NAME, VERSION, "inspection")),
        State("inspection_overdue", Actor.CLIENT, deadline(NAME, VERSION, "inspection_overdue")),
        State("in_mediation", deadline=deadline(NAME, VERSION, "mediation")),
        State("completed", final=True),
        State("terminated", final=True),
        State("lapsed", final=True),
    ),
    steps=(
        Step(
            "deposit",
            ("awaiting_deposit",),
            "working",
            CLIENT | STAFF,
            guards=(funds_are_ready,),
            moves=(DEPOSIT_ESCROW,),
            tells=BOTH_SIDES,
        ),
        Step("withdraw", UNFUNDED, "lapsed", BOTH_SIDES, asks=("reason",), tells=BOTH_SIDES, forks=_PAID_SO_FAR),
        Step("lapse", UNFUNDED, "lapsed", CLOCK, tells=BOTH_SIDES, forks=_PAID_SO_FAR),
        Step("deliver", UNDELIVERED, "delivered", WORKER, asks=("note", "files"), tells=BOTH_SIDES),
        Step("give_up", UNDELIVERED, "terminated", WORKER, asks=("reason",), moves=(RETURN_ESCROW,), tells=BOTH_SIDES),
        Step("mark_delivery_overdue", ("working",), "delivery_overdue", CLOCK, tells=BOTH_SIDES),
        Step(
            "end_overdue",
            ("delivery_overdue",),
            "terminated",
            CLIENT,
            asks=("reason",),
            moves=(RETURN_ESCROW,),
            tells=BOTH_SIDES,
        ),
        Step("refund_overdue", ("delivery_overdue",), "terminated", CLOCK, moves=(RETURN_ESCROW,), tells=BOTH_SIDES),
        Step("accept", DELIVERED, "completed", CLIENT, moves=(RELEASE_ESCROW,), tells=BOTH_SIDES, forks=_NEXT_PART),
        Step(
            "reject", DELIVERED, "working", CLIENT, guards=(a_round_is_left,), asks=("item_reasons",), tells=BOTH_SIDES
        ),
        Step("mark_inspection_overdue", ("delivered",), "inspection_overdue", CLOCK, tells=ALL),
        Step(
            "deem_accepted",
            ("inspection_overdue",),
            "completed",
            CLOCK,
            moves=(RELEASE_ESCROW,),
            tells=ALL,
            forks=_NEXT_PART,
        ),
        Step(
            "end_by_silence",
            UNDELIVERED,
            "terminated",
            NOBODY,
            moves=(RETURN_ESCROW,),
            tells=BOTH_SIDES,
            through=("contact_reminder", "termination"),
        ),
        Step(
            "settle",
            (*UNDELIVERED, "in_mediation"),
            "terminated",
            NOBODY,
            moves=(SPLIT_ESCROW,),
            tells=BOTH_SIDES,
            through=("termination", *MEDIATIONS),
        ),
        Step("change_terms_unfunded", UNFUNDED, "awaiting_deposit", NOBODY, tells=BOTH_SIDES, through=("change",)),
        Step(
            "change_terms",
            UNDELIVERED,
            "working",
            NOBODY,
            moves=(TOP_UP_ESCROW, RETURN_SURPLUS),
            tells=BOTH_SIDES,
            through=("change",),
        ),
        Step("settle_by_rule", ("in_mediation",), "terminated", CLOCK, moves=(SPLIT_ESCROW,), tells=ALL),
        Step("enter_mediation", (*UNDELIVERED, *DELIVERED), "in_mediation", NOBODY, tells=NOBODY, through=MEDIATIONS),
    ),
)
