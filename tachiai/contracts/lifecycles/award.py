"""The award of a contest (採用): the fixed price with other times, and one inspection (データ確認), no second term.

What was adopted is there already, so its data are due soon, and who says nothing to them within a week has accepted
them. Nothing is paid in parts. All else, and whatever may be opened beside it, is as for a fixed price.
"""

from __future__ import annotations

from dataclasses import replace

from tachiai.contracts.lifecycles.fixed_price import FIXED_PRICE
from tachiai.contracts.lifecycles.numbers import deadline
from tachiai.contracts.lifecycles.requests import CHANGE, CONTACT_REMINDER, MEDIATION_LEVELS, TERMINATION
from tachiai.kernel.lifecycle import Lifecycle, State, Step
from tachiai.kernel.requests import Request

NAME, VERSION = "award", 1
_LEFT_OUT = "inspection_overdue"
_ANCHORS = {"working": "work_due_at"}
_NUMBERS = {"awaiting_deposit": "deposit", "delivered": "inspection", "in_mediation": "mediation"}


def _state(state: State) -> State:
    if state.final:
        return state
    name = _NUMBERS.get(state.name, state.name)
    return replace(state, deadline=deadline(NAME, VERSION, name, anchor=_ANCHORS.get(state.name)))


def _step(step: Step) -> Step:
    if step.name == "deem_accepted":
        return replace(step, sources=("delivered",), forks=())
    return replace(step, sources=tuple(source for source in step.sources if source != _LEFT_OUT), forks=())


AWARD = Lifecycle(
    name=NAME,
    version=VERSION,
    first=FIXED_PRICE.first,
    states=tuple(_state(state) for state in FIXED_PRICE.states if state.name != _LEFT_OUT),
    steps=tuple(_step(step) for step in FIXED_PRICE.steps if step.to != _LEFT_OUT),
    family=FIXED_PRICE.words,
)


def _beside(request: Request) -> Request:
    here = {state.name for state in AWARD.states}
    opens_in, stays_in = (
        tuple(name for name in names if name in here) for names in (request.opens_in, request.stays_in)
    )
    return replace(request, opens_in=opens_in, stays_in=stays_in)


OF_AWARD: tuple[Request, ...] = tuple(
    _beside(request) for request in (CONTACT_REMINDER, TERMINATION, CHANGE, *MEDIATION_LEVELS.values())
)
"""What may be opened beside an award: what may be beside a fixed price, in the states that an award has."""
