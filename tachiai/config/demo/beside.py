"""What people of the demo do beside a contract: requests and their steps, pleas, and what staff decide.

The stories of mediation are told for the highest level. At another one a step that it does not know is left out, and
the clock settles what staff would have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tachiai.clockwork.actions import By
from tachiai.config.demo.content import Act, Aside, Talk, as_terms
from tachiai.config.demo.stage import Stage, confirm, contract, hand_over
from tachiai.contracts import queries as contracts
from tachiai.contracts import rating, requests
from tachiai.contracts.lifecycles import request_called
from tachiai.contracts.queries import ContractView
from tachiai.contracts.queries.requests import RequestView, open_beside
from tachiai.kernel.calendar import end_of_day
from tachiai.people import actions as people

if TYPE_CHECKING:
    from tachiai.contracts.models import Rating

_NOT_ANSWERS = ("kind", "step", "files", "changes")


def ask(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """Open a request of the `kind` that the act names."""
    view = contract(stage, talk, person, at)
    requests.open_request(
        contract_id=view.contract.pk,
        kind=_kind(act),
        by=By(view.role, person),
        at=at,
        answers={**_answers(act, person, at), **_new_terms(stage, view, act)},
    )


def answer(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """Take the `step` in the open request of the `kind` that the act names."""
    step = act.particulars["step"]
    if step not in {known.name for known in request_called(_kind(act)).lifecycle.steps}:
        return
    asked = _open(stage, talk, act, person, at)
    by, answers = By(asked.contract.role, person), _answers(act, person, at)
    requests.take_request_step(request_id=asked.request.pk, step=step, by=by, at=at, answers=answers)


def top_up(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """Pay the difference of a change of terms. With the demo bank it is there at once; otherwise staff confirm it."""
    changed = _open(stage, talk, act, person, at)
    requests.announce_top_up(request_id=changed.request.pk, client_id=person, at=at)
    confirm(stage, changed.contract.contract.holder, at)


def plead(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    rating.plead(
        rating_id=_by_rule(stage, talk, person, at).pk,
        person_id=person,
        text=act.particulars["text"],
        files=hand_over(act, person, at),
        at=at,
    )


def decide_plea(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    rating.decide_plea(
        plea_id=_by_rule(stage, talk, person, at).plea.pk,
        lift=act.particulars["lift"],
        reason=act.particulars["reason"],
        by_staff_id=person,
        at=at,
    )


def suspend(stage: Stage, at: datetime, aside: Aside) -> None:
    """For so many `days`, with the `reason` that the person reads."""
    people.restrict(
        kind="suspended",
        person_id=stage.people[aside.who],
        by_staff_id=stage.staff(),
        reason=aside.subject["reason"],
        until=end_of_day(at + timedelta(days=aside.subject["days"])),
        at=at,
    )


def _open(stage: Stage, talk: Talk, act: Act, person: int, at: datetime) -> RequestView:
    beside = open_beside(contract(stage, talk, person, at))
    return next(each for each in beside if each.lifecycle.name == _kind(act))


def _kind(act: Act) -> str:
    kind: str = act.particulars["kind"]
    return f"mediation_{settings.MEDIATION_LEVEL}" if kind == "mediation" else kind


def _answers(act: Act, person: int, at: datetime) -> dict[str, Any]:
    said = {name: value for name, value in act.particulars.items() if name not in _NOT_ANSWERS}
    return {**said, "files": hand_over(act, person, at)} if "files" in act.particulars else said


def _new_terms(stage: Stage, view: ContractView, act: Act) -> Mapping[str, Any]:
    """What a change of terms proposes: the agreed ones with its `changes`."""
    if "changes" not in act.particulars:
        return {}
    changes = as_terms(act.particulars["changes"], stage.today)
    return {"terms": replace(contracts.agreed_terms(view.contract), **changes)}


def _by_rule(stage: Stage, talk: Talk, person: int, at: datetime) -> Rating:
    found = contracts.ratings(contract(stage, talk, person, at)).by_rule
    if found is None:
        raise LookupError(f"{talk.key}: the rule rated nobody")
    return found


VERBS: Mapping[str, Callable[[Stage, datetime, Talk, Act, int], None]] = {
    "ask": ask,
    "answer": answer,
    "top_up": top_up,
    "plead": plead,
    "decide_plea": decide_plea,
}
