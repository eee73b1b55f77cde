"""What people of the demo do about talk itself: off-site contact requests, and texts that the rules kept back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from tachiai.config.demo.content import Act, Talk
from tachiai.config.demo.stage import Stage
from tachiai.conversations.actions import holding, off_site
from tachiai.conversations.queries.holding import held_in
from tachiai.conversations.queries.off_site import latest_off_site


def ask_off_site(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    off_site.ask_off_site(thread_id=stage.threads[talk.key], person_id=person, reason=act.particulars["reason"], at=at)


def withdraw_off_site(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    off_site.withdraw_off_site(request_id=_asked(stage, talk), person_id=person, at=at)


def decide_off_site(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """Staff `grant` it or not, with a `reason`."""
    said = act.particulars
    off_site.decide_off_site(
        request_id=_asked(stage, talk), by_staff_id=person, grant=said["grant"], reason=said["reason"], at=at
    )


def withdraw_held(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    holding.withdraw_held(held_id=_kept_back(stage, talk), person_id=person, at=at)


def decide_held(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """Staff `release` it or not, with a `reason`."""
    said = act.particulars
    holding.decide_held(
        held_id=_kept_back(stage, talk), by_staff_id=person, release=said["release"], reason=said["reason"], at=at
    )


def _asked(stage: Stage, talk: Talk) -> int:
    view = latest_off_site(thread_id=stage.threads[talk.key], person_id=stage.people[talk.worker])
    if view is None:
        raise LookupError(f"{talk.key}: nobody asked to talk elsewhere")
    return view.row.pk


def _kept_back(stage: Stage, talk: Talk) -> int:
    """The text of this talk that waits for staff. LookupError when the rules kept none back."""
    held = held_in(stage.threads[talk.key])
    if held is None:
        raise LookupError(f"{talk.key}: no text was kept back")
    return held


VERBS: Mapping[str, Callable[[Stage, datetime, Talk, Act, int], None]] = {
    "ask_off_site": ask_off_site,
    "withdraw_off_site": withdraw_off_site,
    "decide_off_site": decide_off_site,
    "withdraw_held": withdraw_held,
    "decide_held": decide_held,
}
