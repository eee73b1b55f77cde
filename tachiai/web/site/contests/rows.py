"""Contests as templates show them: the clock bar, the facts, proposals as cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tachiai.contests.queries.contests import ContestView
from tachiai.contests.queries.proposals import ProposalLine
from tachiai.contests.rules import Plan
from tachiai.kernel.lifecycle import Offered, Step
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar, ended

if TYPE_CHECKING:
    from tachiai.contests.models import Contest

# The steps that a page of their own explains, in the order of the buttons.
OWN_PAGE = ("end_early", "finish", "withdraw")


def clock_bar(view: ContestView) -> ClockBar:
    """Whose turn it is in a contest, until when, and what happens by itself."""
    contest = view.contest
    if view.is_over:
        return ended("contest", contest.state, contest.entered_at, turn="done", kind="contest")
    return ClockBar(
        turn="clock" if contest.state == "open" else "you" if view.is_client else "other",
        name=str(view.listing.listing.client),
        act=_act(view),
        due_at=contest.due_at,
        since=contest.entered_at,
        then=_then(view),
        about=f"contest.{contest.state}",
        side="client" if view.is_client else "" if view.eyes.is_staff else "worker",
    )


def _act(view: ContestView) -> str:
    is_open = view.contest.state == "open"
    return reading.plain("contests.page.taking" if is_open else f"contest.act.{view.contest.state}")


def _then(view: ContestView) -> str:
    coming = [(moment, _does(step, view)) for moment, step in view.forecast()]
    if len(coming) < 2:
        return reading.plain("contracts.page.then_one", what=coming[0][1]) if coming else ""
    day, end = reading.day_text(coming[-1][0]), coming[-1][1]
    return reading.plain("contracts.page.then_two", what=coming[0][1], day=day, end=end)


def _does(step: Step, view: ContestView) -> str:
    """What the clock does; where that hangs on a promise, what it comes to as things stand."""
    if step.forks:
        return reading.plain(f"contest.end.{step.destination(view.facts)}")
    return reading.plain(f"contest.then.{step.name}")


def facts(plan: Plan, prize: int) -> list[Mapping[str, Any]]:
    """What only contests say, as rows of a definition list."""
    said = [
        ("prize", reading.yen(prize)),
        ("prizes", reading.plain("contests.page.n_prizes", n=plan.prizes)),
        ("guaranteed", reading.plain("contests.page.guaranteed_yes" if plan.is_guaranteed else "contests.page.no")),
        ("public", reading.plain("contests.page.public_yes" if plan.is_public else "contests.page.public_no")),
    ]
    return [{"term": reading.plain(f"contests.page.{name}"), "text": text} for name, text in said]


def cards(lines: Iterable[ProposalLine]) -> list[Mapping[str, Any]]:
    """Proposals as cards of the grid."""
    return [card(line) for line in lines]


def card(line: ProposalLine) -> Mapping[str, Any]:
    return {
        "line": line,
        "href": reverse("contests:proposal", args=[line.id]),
        "title": reading.plain("contests.proposal.number", number=line.number),
        "work": next(iter(line.newest.works), None),
        "more": max(0, len(line.newest.works) - 1),
        "badges": badges(line),
    }


def badges(line: ProposalLine) -> list[Mapping[str, str]]:
    """How a proposal stands, in a word each."""
    told = (
        (line.is_adopted, "adopted", "success"),
        (line.is_liked, "liked", "plain"),
        (line.is_withdrawn, "withdrawn", "plain"),
        (line.is_removed, "removed", "danger"),
        (line.is_marked and not line.is_overturned, "marked", "danger"),
        (line.is_overturned, "overturned", "plain"),
        (bool(line.shared), "shared", "success"),
    )
    return [{"kind": kind, "label": reading.plain(f"contests.badge.{name}")} for is_so, name, kind in told if is_so]


def step_rows(listing_id: int, offered: Mapping[str, Offered], state: str) -> list[Mapping[str, Any]]:
    """The client's steps that have a page of their own, each open or with its reasons."""
    shown = [offered[name] for name in OWN_PAGE if name in offered and state in offered[name].step.sources]
    return [
        {
            "name": each.step.name,
            "label": reading.plain(f"contest.step.{each.step.name}"),
            "is_open": each.is_open,
            "kind": "secondary",
            "href": reverse("contests:step", args=[listing_id, each.step.name]),
            "hint": "",
            "reasons": each.refused,
        }
        for each in shown
    ]


def trail(contest: Contest, *, is_client: bool) -> list[Mapping[str, str]]:
    """The way back to the contest."""
    above = {"label": reading.plain("shell.nav.search"), "href": reverse("jobs:search")}
    own = {"label": reading.plain("jobs.mine.title"), "href": reverse("jobs:mine")}
    here = {"label": contest.title, "href": reverse("contests:contest", args=[contest.listing_id])}
    return [own if is_client else above, here]
