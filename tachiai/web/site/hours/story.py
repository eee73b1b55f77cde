"""What happened in the weeks of a contract, as events of the page of a week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tachiai.contracts.lifecycles import WEEK
from tachiai.contracts.queries import ContractView
from tachiai.contracts.rules import SIDES
from tachiai.kernel.lifecycle import Actor
from tachiai.web import reading
from tachiai.web.site.contracts.standing import said_by

if TYPE_CHECKING:
    from tachiai.contracts.hourly.models import WeekStep


def step_event(view: ContractView, step: WeekStep) -> Mapping[str, Any]:
    """One step of a week; an automatic one with its rule."""
    actor, is_auto = Actor(step.actor), step.actor == Actor.CLOCK
    rule, deadline = WEEK.clock_step(step.from_state), WEEK.state(step.from_state).deadline
    is_rule = is_auto and rule is not None and rule.name == step.step and deadline is not None
    who = said_by(view, actor, step.person_id) if actor in SIDES else reading.plain(f"contracts.role.{actor}")
    return {
        "at": step.taken_at,
        "actor": who,
        "kind": "auto" if is_auto else "step",
        "text": reading.plain(f"week.done.{step.step}"),
        "body": "\n".join(_said(step.answers)),
        "rule": reading.plain(f"week.rule.{step.step}", days=deadline.length.days) if is_rule and deadline else "",
        "seal": "paid" if step.step in ("approve", "fix") else "",
    }


def _said(answers: Mapping[str, Any]) -> list[str]:
    """What was said with the step: a share, a reason, the contested lines with theirs."""
    reasons, share = answers.get("line_reasons", {}), answers.get("worker_share")
    lines = [reading.plain("hours.contest.line", line=n, reason=reasons[n]) for n in sorted(reasons, key=int)]
    shares = [] if share is None else [reading.plain("hours.offer.said", share=reading.yen(int(share)))]
    return [*shares, *filter(None, [str(answers.get("reason", ""))]), *lines]
