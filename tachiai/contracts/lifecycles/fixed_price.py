"""Fixed price (固定報酬制): deposit, work, delivery, inspection, payment. Numbers: design 5.1, in `numbers.toml`.

Silence follows the record (design 5.2): undelivered work returns the escrow, delivered and unanswered work is paid.
While a delivery awaits inspection the client can accept or reject with reasons, not end the contract.
"""

from __future__ import annotations

from tachiai.contracts.lifecycles.numbers import deadline
from tachiai.contracts.rules import a_round_is_left, funds_are_ready
from tachiai.kernel.lifecycle import Actor, Lifecycle, State, Step
from tachiai.money.rules import DEPOSIT_ESCROW, RELEASE_ESCROW, RETURN_ESCROW

NAME, VERSION = "fixed_price", 1
CLIENT, WORKER, STAFF, CLOCK = (frozenset({actor}) for actor in (Actor.CLIENT, Actor.WORKER, Actor.STAFF, Actor.CLOCK))
BOTH_SIDES = CLIENT | WORKER
ALL = BOTH_SIDES | STAFF

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
        State("completed", final=True),
        State("terminated", final=True),
        State("lapsed", final=True),
    ),
    steps=(
        Step("deposit", ("awaiting_deposit",), "working", CLIENT | STAFF, guards=(funds_are_ready,),
             moves=(DEPOSIT_ESCROW,), tells=BOTH_SIDES),
        Step("withdraw", ("awaiting_deposit",), "lapsed", BOTH_SIDES, asks=("reason",), tells=BOTH_SIDES),
        Step("lapse", ("awaiting_deposit",), "lapsed", CLOCK, tells=BOTH_SIDES),
        Step("deliver", ("working", "delivery_overdue"), "delivered", WORKER, asks=("note", "files"), tells=BOTH_SIDES),
        Step("give_up", ("working", "delivery_overdue"), "terminated", WORKER, asks=("reason",),
             moves=(RETURN_ESCROW,), tells=BOTH_SIDES),
        Step("mark_delivery_overdue", ("working",), "delivery_overdue", CLOCK, tells=BOTH_SIDES),
        Step("end_overdue", ("delivery_overdue",), "terminated", CLIENT, asks=("reason",),
             moves=(RETURN_ESCROW,), tells=BOTH_SIDES),
        Step("refund_overdue", ("delivery_overdue",), "terminated", CLOCK, moves=(RETURN_ESCROW,), tells=BOTH_SIDES),
        Step("accept", ("delivered", "inspection_overdue"), "completed", CLIENT, moves=(RELEASE_ESCROW,),
             tells=BOTH_SIDES),
        Step("reject", ("delivered", "inspection_overdue"), "working", CLIENT, guards=(a_round_is_left,),
             asks=("item_reasons",), tells=BOTH_SIDES),
        Step("mark_inspection_overdue", ("delivered",), "inspection_overdue", CLOCK, tells=ALL),
        Step("deem_accepted", ("inspection_overdue",), "completed", CLOCK, moves=(RELEASE_ESCROW,), tells=ALL),
    ),
)
