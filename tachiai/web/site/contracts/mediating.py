"""The course of a mediation, from its declaration: who does what within how many days, and what decides at last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tachiai.contracts.lifecycles import request_called
from tachiai.contracts.rules.requests import share_by_rule
from tachiai.web import reading
from tachiai.web.site.contracts.amounts import Rows, split_rows

if TYPE_CHECKING:
    from tachiai.contracts.models import Contract


@dataclass(frozen=True)
class Course:
    """`stages` in order, each with who acts, what and how many days; then the rule agreed in the terms, in yen."""

    stages: Sequence[Mapping[str, Any]]
    rule: str
    rows: Rows


def course_of(name: str, contract: Contract, deadlock: str, *, now: str = "") -> Course:
    """The course of the mediation called `name`; `now` is the state it is in."""
    cycle = request_called(name).lifecycle
    stages = [
        {
            "act": reading.plain(f"{cycle.words}.act.{state.name}"),
            "who": reading.plain(f"requests.course.{state.name}"),
            "days": state.deadline.length.days,
            "is_here": state.name == now,
        }
        for state in cycle.states
        if state.deadline is not None
    ]
    share = share_by_rule(deadlock, contract.part_price)
    return Course(stages, reading.plain(f"terms.deadlock.{deadlock}"), split_rows(contract, share))
