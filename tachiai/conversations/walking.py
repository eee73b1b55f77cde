"""One step of one locked row of this module: trace, state, deadline, notices. The actions decide which and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tachiai.clockwork.actions import By, authorise, enter, record
from tachiai.conversations import announcements
from tachiai.conversations.lifecycles import HELD, OFF_SITE
from tachiai.conversations.queries.blocks import is_cut_off
from tachiai.conversations.safety import HeldFacts, OffSiteFacts, decide_by
from tachiai.conversations.safety_models import HeldMessage, HeldStep, OffSiteRequest, OffSiteStep
from tachiai.people.queries import forbidding
from tachiai.people.rules.restrictions import Act


def off_site_facts(row: OffSiteRequest) -> OffSiteFacts:
    return OffSiteFacts(row.state, decide_by(row.opened_at))


def walk_off_site(row: OffSiteRequest, step_name: str, *, by: By, at: datetime, reason: str = "") -> None:
    """Take the step on the locked row, save it and tell whom it concerns. Refusal when it cannot be taken."""
    facts = off_site_facts(row)
    step = authorise(OFF_SITE, step_name, facts, by, at)
    record(row, OffSiteStep, step, step.to, by=by, at=at, answers={"reason": reason} if reason else {})
    enter(row, OFF_SITE, OffSiteFacts(step.to, facts.decide_by), at)
    row.closed_at = at
    row.save()
    announcements.taken(row, step, at, reason)


def walk_held(row: HeldMessage, step_name: str, *, by: By, at: datetime, reason: str = "") -> None:
    """Take the step on the locked row, save it and tell its author. Refusal when it cannot be taken."""
    facts = held_facts(row, at)
    step = authorise(HELD, step_name, facts, by, at)
    to = step.destination(facts)
    record(row, HeldStep, step, to, by=by, at=at, answers={"reason": reason} if reason else {})
    enter(row, HELD, replace(facts, state=to), at)
    row.closed_at = at
    row.save()
    announcements.taken(row, step, at, reason)


def held_facts(row: HeldMessage, at: datetime) -> HeldFacts:
    """What decides about a held text at `at`."""
    is_cut = is_cut_off(thread_id=row.thread_id, person_id=row.author_id)
    is_free = forbidding(row.author_id, Act.TALK, at, thread_id=row.thread_id) is None
    return HeldFacts(row.state, can_arrive=is_free and not is_cut)
