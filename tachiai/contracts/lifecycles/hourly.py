"""Hourly (時間単価制): a contract that says whether work goes on, and its weeks, each with its own deposit and end.

Numbers: design 5.1, in `numbers.toml`. The contract holds no money. A week is paid in before anybody works in it; its
sheet may be corrected until Monday; the client looks at it until Thursday; then the clock pays what was logged and the
rest goes back. Only lines that the client contests stay held, until the two, staff or the agreed rule divide them.
Silence follows the record (design 5.2): hours that were logged and not answered are paid, hours not logged return.

Each side alone gets out: the worker gives the work up, the client pays in no further week; both at once by a close
request. What was logged by then is reviewed and paid as always.
"""

from __future__ import annotations

from dataclasses import replace

from tachiai.contracts.lifecycles.fixed_price import ALL, BOTH_SIDES, CLIENT, CLOCK, NOBODY, STAFF, WORKER
from tachiai.contracts.lifecycles.numbers import deadline
from tachiai.contracts.lifecycles.requests import ASKED, ASKER, BOTH, CONTACT_REMINDER
from tachiai.contracts.rules import funds_are_ready
from tachiai.contracts.rules.hourly import (
    something_is_logged,
    staff_decide_here,
    the_other_has_offered,
    the_week_can_be_paid_in,
)
from tachiai.kernel.lifecycle import Actor, Lifecycle, State, Step
from tachiai.kernel.requests import Request
from tachiai.money.rules import (
    DEPOSIT_ESCROW,
    RELEASE_ESCROW,
    RETURN_ESCROW,
    SPLIT_ESCROW,
    SPLIT_PART,
)

VERSION = 1
# What a week does because its contract, or another step of its own, did something.
_BY_CONTRACT, _BY_WEEK = ("hourly",), ("week",)

HOURLY = Lifecycle(
    name="hourly",
    version=VERSION,
    first="awaiting_deposit",
    states=(
        State("awaiting_deposit", Actor.CLIENT, deadline("hourly", VERSION, "deposit")),
        # Counted from the end of the last week that was paid in.
        State("running", deadline=deadline("hourly", VERSION, "running", anchor="idle_from")),
        State("closing", deadline=deadline("hourly", VERSION, "closing")),
        State("completed", final=True),
        State("lapsed", final=True),
    ),
    steps=(
        Step(
            "deposit",
            ("awaiting_deposit",),
            "running",
            CLIENT | STAFF,
            guards=(funds_are_ready,),
            tells=BOTH_SIDES,
        ),
        Step("withdraw", ("awaiting_deposit",), "lapsed", BOTH_SIDES, asks=("reason",), tells=BOTH_SIDES),
        Step("lapse", ("awaiting_deposit",), "lapsed", CLOCK, tells=BOTH_SIDES),
        Step("give_up", ("running",), "closing", WORKER, asks=("reason",), tells=BOTH_SIDES),
        Step("close", ("running",), "closing", NOBODY, tells=BOTH_SIDES, through=("contract_close",)),
        Step(
            "end_by_silence",
            ("running",),
            "closing",
            NOBODY,
            tells=BOTH_SIDES,
            through=("contact_reminder", "contract_close"),
        ),
        Step("end_idle", ("running",), "closing", CLOCK, tells=BOTH_SIDES),
        Step("complete", ("closing",), "completed", CLOCK, tells=BOTH_SIDES, through=_BY_WEEK),
    ),
)

_TALKED_OVER = ("contested", "decision")

WEEK = Lifecycle(
    name="week",
    version=VERSION,
    first="awaiting_deposit",
    states=(
        State("awaiting_deposit", Actor.CLIENT, deadline("week", VERSION, "deposit", "ends_at", is_exact=True)),
        State("open", Actor.WORKER, deadline("week", VERSION, "open", "ends_at", is_exact=True)),
        State("correcting", Actor.WORKER, deadline("week", VERSION, "correcting", "ends_at")),
        State("review", Actor.CLIENT, deadline("week", VERSION, "review", "ends_at")),
        State("contested", Actor.CLIENT, deadline("week", VERSION, "contested")),
        State("decision", Actor.STAFF, deadline("week", VERSION, "decision")),
        State("paid", final=True),
        State("settled", final=True),
        State("returned", final=True),
        State("lapsed", final=True),
    ),
    steps=(
        Step(
            "deposit",
            ("awaiting_deposit",),
            "open",
            CLIENT | STAFF,
            guards=(the_week_can_be_paid_in,),
            moves=(DEPOSIT_ESCROW,),
            tells=BOTH_SIDES,
        ),
        Step("lapse", ("awaiting_deposit",), "lapsed", CLOCK, tells=BOTH_SIDES),
        Step("call_off", ("awaiting_deposit",), "lapsed", NOBODY, tells=NOBODY, through=_BY_CONTRACT),
        Step(
            "return_unbegun",
            ("open",),
            "returned",
            NOBODY,
            moves=(RETURN_ESCROW,),
            tells=CLIENT,
            through=_BY_CONTRACT,
        ),
        Step("close", ("open",), "correcting", CLOCK, tells=WORKER),
        Step("hand_in", ("open", "correcting"), "review", WORKER, guards=(something_is_logged,), tells=CLIENT),
        Step("submit", ("correcting",), "review", CLOCK, tells=CLIENT),
        Step(
            "return_empty",
            ("review",),
            "returned",
            NOBODY,
            moves=(RETURN_ESCROW,),
            tells=BOTH_SIDES,
            through=_BY_WEEK,
        ),
        Step("approve", ("review",), "paid", CLIENT, moves=(SPLIT_ESCROW,), tells=WORKER),
        Step("contest", ("review",), "contested", CLIENT, asks=("line_reasons",), moves=(SPLIT_PART,), tells=WORKER),
        Step("fix", ("review",), "paid", CLOCK, moves=(SPLIT_ESCROW,), tells=BOTH_SIDES),
        Step("withdraw_contest", _TALKED_OVER, "settled", CLIENT, moves=(RELEASE_ESCROW,), tells=WORKER),
        Step("give_up_lines", _TALKED_OVER, "settled", WORKER, moves=(RETURN_ESCROW,), tells=CLIENT),
        Step("offer", _TALKED_OVER, "", BOTH_SIDES, asks=("worker_share", "reason"), tells=BOTH_SIDES),
        Step(
            "accept_offer",
            _TALKED_OVER,
            "settled",
            BOTH_SIDES,
            guards=(the_other_has_offered,),
            moves=(SPLIT_ESCROW,),
            tells=BOTH_SIDES,
        ),
        Step("escalate", ("contested",), "decision", CLOCK, tells=ALL),
        Step(
            "decide",
            ("decision",),
            "settled",
            STAFF,
            guards=(staff_decide_here,),
            asks=("worker_share", "reason"),
            moves=(SPLIT_ESCROW,),
            tells=BOTH_SIDES,
        ),
        Step("settle_by_rule", ("decision",), "settled", CLOCK, moves=(SPLIT_ESCROW,), tells=ALL),
    ),
)

CONTRACT_CLOSE = Request(
    lifecycle=Lifecycle(
        name="contract_close",
        version=VERSION,
        first="proposed",
        states=(
            State("proposed", Actor.ASKED, deadline("contract_close", VERSION, "proposed", anchor="answer_from")),
            State("agreed", final=True),
            State("ended", final=True),
            State("refused", final=True),
            State("closed", final=True),
        ),
        steps=(
            Step("accept", ("proposed",), "agreed", ASKED, tells=NOBODY),
            Step("refuse", ("proposed",), "refused", ASKED, asks=("reason",), tells=ASKER),
            Step("withdraw", ("proposed",), "closed", ASKER, tells=ASKED),
            Step("lapse", ("proposed",), "ended", CLOCK, tells=NOBODY),
            Step("overtake", ("proposed",), "closed", NOBODY, tells=BOTH, through=("contract",)),
        ),
    ),
    by=BOTH_SIDES,
    opens_in=("running",),
    asks=("reason", "end_on"),
    overtaken="overtake",
    causes={"agreed": ("close",), "ended": ("end_by_silence",)},
)
# 連絡催促申請 beside an hourly contract: the same, and its end closes the contract; logged hours are settled as always.
HOURLY_REMINDER = replace(CONTACT_REMINDER, opens_in=("awaiting_deposit", "running"))
