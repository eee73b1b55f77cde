"""What one side may open beside a contract: reminder, termination, change of terms, mediation. Design 5.1 and 5.2.

Each is a life cycle of its own with its own clock. What it does to the contract is said by the state it enters
(`causes`); whoever stays silent gets what the record supports, never more.
"""

from __future__ import annotations

from tachiai.contracts.lifecycles.fixed_price import (
    BOTH_SIDES,
    CLIENT,
    CLOCK,
    DELIVERED,
    NOBODY,
    STAFF,
    UNDELIVERED,
    UNFUNDED,
)
from tachiai.contracts.lifecycles.guards import (
    RUNNING,
    a_counter_is_left,
    conditions_of_reminder_hold,
    notice_is_long_enough,
    the_last_change_is_over,
    time_to_refuse_is_left,
)
from tachiai.contracts.lifecycles.numbers import deadline
from tachiai.contracts.rules.requests import (
    other_side_has_agreed,
    other_side_has_offered,
    own_answer_is_open,
    the_difference_is_ready,
    there_is_something_to_mediate,
    top_up_is_missing,
)
from tachiai.kernel.lifecycle import Actor, Fork, Lifecycle, State, Step
from tachiai.kernel.requests import Request

VERSION = 1
ASKER, ASKED = frozenset({Actor.ASKER}), frozenset({Actor.ASKED})
BOTH = ASKER | ASKED
_REFUSED = "contracts.refused"
WHY_NOT = {
    **{(kind, state): f"{_REFUSED}.unfunded.{kind}" for kind in ("termination", "mediation") for state in UNFUNDED},
    **{(kind, state): f"{_REFUSED}.delivered.{kind}" for kind in ("termination", "change") for state in DELIVERED},
    ("contract_close", "awaiting_deposit"): f"{_REFUSED}.unfunded.contract_close",
    ("contract_close", "closing"): f"{_REFUSED}.closing",
    **{(kind, "in_mediation"): f"{_REFUSED}.in_mediation" for kind in ("contact_reminder", "termination", "change")},
}
"""Why a request, by its words, cannot be opened in a state of the contract, and what can be done there instead."""
_THROUGH_CONTRACT = ("contract",)

CONTACT_REMINDER = Request(
    lifecycle=Lifecycle(
        name="contact_reminder",
        version=VERSION,
        first="asked",
        states=(
            State("asked", Actor.ASKED, deadline("contact_reminder", VERSION, "asked")),
            State("unanswered", Actor.ASKER, deadline("contact_reminder", VERSION, "unanswered")),
            State("answered", final=True),
            State("refused", final=True),
            State("ended", final=True),
            State("closed", final=True),
        ),
        steps=(
            Step("answer", ("asked", "unanswered"), "answered", ASKED, tells=ASKER),
            Step(
                "refuse", ("asked",), "refused", STAFF, guards=(time_to_refuse_is_left,), asks=("reason",), tells=BOTH
            ),
            Step("withdraw", ("asked", "unanswered"), "closed", ASKER, tells=ASKED),
            Step("mark_unanswered", ("asked",), "unanswered", CLOCK, tells=BOTH),
            Step("end", ("unanswered",), "ended", ASKER, tells=NOBODY),
            Step("expire", ("unanswered",), "closed", CLOCK, tells=ASKER),
            Step("overtake", ("asked", "unanswered"), "closed", NOBODY, through=_THROUGH_CONTRACT),
        ),
    ),
    by=BOTH_SIDES,
    opens_in=RUNNING,
    guards=(conditions_of_reminder_hold,),
    overtaken="overtake",
    answered="answer",
    causes={"ended": ("end_by_silence",)},
)

TERMINATION = Request(
    lifecycle=Lifecycle(
        name="termination",
        version=VERSION,
        first="proposed",
        states=(
            State("proposed", Actor.ASKED, deadline("termination", VERSION, "proposed", anchor="answer_from")),
            State("countered", Actor.ASKER, deadline("termination", VERSION, "countered")),
            State("agreed", final=True),
            State("ended", final=True),
            State("refused", final=True),
            State("closed", final=True),
        ),
        steps=(
            Step("accept", ("proposed",), "agreed", ASKED, tells=NOBODY),
            Step(
                "counter",
                ("proposed",),
                "countered",
                ASKED,
                guards=(a_counter_is_left,),
                asks=("worker_share", "reason"),
                tells=ASKER,
            ),
            Step("refuse", ("proposed",), "refused", ASKED, asks=("reason",), tells=ASKER),
            Step("accept_counter", ("countered",), "agreed", ASKER, tells=NOBODY),
            Step(
                "counter_again",
                ("countered",),
                "proposed",
                ASKER,
                guards=(a_counter_is_left,),
                asks=("worker_share", "reason"),
                tells=ASKED,
            ),
            Step("refuse_counter", ("countered",), "refused", ASKER, asks=("reason",), tells=ASKED),
            Step("withdraw", ("proposed", "countered"), "closed", ASKER, tells=ASKED),
            Step("lapse", ("proposed",), "ended", CLOCK, tells=NOBODY),
            Step("expire", ("countered",), "closed", CLOCK, tells=BOTH),
            Step("overtake", ("proposed", "countered"), "closed", NOBODY, tells=BOTH, through=_THROUGH_CONTRACT),
        ),
    ),
    by=BOTH_SIDES,
    opens_in=UNDELIVERED,
    guards=(notice_is_long_enough,),
    asks=("reason_code", "reason", "worker_share", "end_on"),
    overtaken="overtake",
    causes={"agreed": ("settle",), "ended": ("end_by_silence",)},
)

CHANGE = Request(
    lifecycle=Lifecycle(
        name="change",
        version=VERSION,
        first="proposed",
        states=(
            State("proposed", Actor.ASKED, deadline("change", VERSION, "proposed")),
            State("awaiting_top_up", Actor.CLIENT, deadline("change", VERSION, "awaiting_top_up")),
            State("applied", final=True),
            State("refused", final=True),
            State("closed", final=True),
        ),
        steps=(
            Step(
                "accept",
                ("proposed",),
                "applied",
                ASKED,
                tells=ASKER,
                forks=(Fork(top_up_is_missing, "awaiting_top_up"),),
            ),
            Step(
                "top_up",
                ("awaiting_top_up",),
                "applied",
                CLIENT | STAFF,
                guards=(the_difference_is_ready,),
                tells=NOBODY,
            ),
            Step("refuse", ("proposed",), "refused", ASKED, asks=("reason",), tells=ASKER),
            Step("withdraw", ("proposed",), "closed", ASKER, tells=ASKED),
            Step("call_off", ("awaiting_top_up",), "closed", BOTH, tells=BOTH),
            Step("expire", ("proposed", "awaiting_top_up"), "closed", CLOCK, tells=BOTH),
            Step("overtake", ("proposed", "awaiting_top_up"), "closed", NOBODY, tells=BOTH, through=_THROUGH_CONTRACT),
        ),
    ),
    by=BOTH_SIDES,
    opens_in=(*UNFUNDED, *UNDELIVERED),
    guards=(the_last_change_is_over,),
    asks=("terms", "note"),
    overtaken="overtake",
    causes={"applied": ("change_terms_unfunded", "change_terms")},
    blocks=("deposit", "deliver"),
)


def _proposed_by_staff(unsettled: str) -> tuple[list[State], list[Step]]:
    """Staff propose a split and both answer; without their two yeses it goes on to `unsettled`."""
    states = [
        State("staff_proposal", Actor.STAFF, deadline("mediation", VERSION, "staff_proposal")),
        State("answers", Actor.ASKED, deadline("mediation", VERSION, "answers")),
    ]
    steps = [
        Step("propose", ("staff_proposal",), "answers", STAFF, asks=("worker_share", "reason"), tells=BOTH),
        Step("skip_proposal", ("staff_proposal",), unsettled, CLOCK, tells=BOTH | STAFF),
        Step(
            "agree",
            ("answers",),
            "",
            BOTH,
            guards=(own_answer_is_open,),
            tells=BOTH | STAFF,
            forks=(Fork(other_side_has_agreed, "settled"),),
        ),
        Step("decline", ("answers",), unsettled, BOTH, asks=("reason",), tells=BOTH | STAFF),
        Step("skip_answers", ("answers",), unsettled, CLOCK, tells=BOTH | STAFF),
    ]
    return states, steps


def _mediation(level: str, *, proposes: bool, decides: bool) -> Request:
    """話し合いの場 at one level. Whatever level: when nothing else settles it, the rule agreed in the terms does."""
    last = "decision" if decides else "talking"
    states, steps = _proposed_by_staff(last) if proposes else ([], [])
    after_statements = states[0].name if states else last
    states.insert(0, State("statements", Actor.ASKED, deadline("mediation", VERSION, "statements")))
    states.append(State(last, Actor.STAFF if decides else Actor.ASKED, deadline("mediation", VERSION, last)))
    steps += [
        Step("state_case", ("statements",), after_statements, ASKED, asks=("reason",), tells=ASKER | STAFF),
        Step("skip_statement", ("statements",), after_statements, CLOCK, tells=BOTH | STAFF),
        Step("fall_to_rule", (last,), "by_rule", CLOCK, tells=NOBODY),
    ]
    if decides:
        steps.append(Step("decide", (last,), "decided", STAFF, asks=("worker_share", "reason"), tells=NOBODY))
    still_open = tuple(state.name for state in states)
    steps += [
        Step("offer", still_open, "", BOTH, asks=("worker_share", "reason"), tells=BOTH),
        Step("accept_offer", still_open, "settled", BOTH, guards=(other_side_has_offered,), tells=NOBODY),
        Step("overtake", still_open, "closed", NOBODY, through=_THROUGH_CONTRACT),
    ]
    ends = ("settled", "by_rule", *(("decided",) if decides else ()))
    states += [State(name, final=True) for name in (*ends, "closed")]
    return Request(
        lifecycle=Lifecycle(f"mediation_{level}", VERSION, "statements", tuple(states), tuple(steps), "mediation"),
        by=BOTH_SIDES,
        opens_in=(*UNDELIVERED, *DELIVERED),
        guards=(there_is_something_to_mediate,),
        asks=("reason",),
        opens="enter_mediation",
        stays_in=("in_mediation",),
        overtaken="overtake",
        causes=dict.fromkeys(ends, ("settle",)),
    )


MEDIATION_LEVELS = {
    "talk": _mediation("talk", proposes=False, decides=False),
    "proposal": _mediation("proposal", proposes=True, decides=False),
    "decision": _mediation("decision", proposes=True, decides=True),
}

PLEA = Lifecycle(
    name="plea",
    version=VERSION,
    first="asked",
    states=(
        State("asked", Actor.STAFF, deadline("plea", VERSION, "asked")),
        State("lifted", final=True),
        State("upheld", final=True),
    ),
    steps=(
        Step("lift", ("asked",), "lifted", STAFF, asks=("reason",), tells=BOTH),
        Step("uphold", ("asked",), "upheld", STAFF, asks=("reason",), tells=BOTH),
        Step("lift_unanswered", ("asked",), "lifted", CLOCK, tells=BOTH | STAFF),
    ),
)
