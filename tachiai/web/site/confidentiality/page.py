"""The page of one agreement to keep secrets as data: whose turn, the text, the signatures, how it came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tachiai.jobs.lifecycles import CONFIDENTIALITY
from tachiai.jobs.queries.confidentiality import (
    ConfidentialityView,
    earlier_confidentiality,
    objections_to_asking,
    steps_of_confidentiality,
)
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.kernel.refused import Refused
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar, ended
from tachiai.web.papers import sheet
from tachiai.web.site.contracts.beside import then_text

if TYPE_CHECKING:
    from tachiai.jobs.models import Confidentiality, ConfidentialityStep
    from tachiai.jobs.queries import ProposalView
    from tachiai.people.models import Person

WORDS = CONFIDENTIALITY.words
KINDS = {"agree": "primary", "decline": "secondary", "withdraw": "quiet"}


@dataclass(frozen=True)
class ConfidentialityPage:
    """`view` is None when nothing was ever asked; `sheet` is its text as a paper. `objections`: why this reader cannot
    ask now."""

    view: ConfidentialityView | None
    clock: ClockBar | None
    sheet: Mapping[str, Any] | None
    advice: Sequence[Mapping[str, str]]
    steps: Sequence[Mapping[str, Any]]
    history: Sequence[Mapping[str, Any]]
    objections: Sequence[Refused]

    @property
    def is_agreed(self) -> bool:
        return self.view is not None and self.view.row.state == "agreed"

    @property
    def may_begin(self) -> bool:
        """Whether this page is the place to ask: nothing is open, nothing agreed."""
        return self.view is None or (self.view.state.final and not self.is_agreed)


def confidentiality_page(proposal: ProposalView, view: ConfidentialityView | None, at: datetime) -> ConfidentialityPage:
    """Everything on the page for one side of the proposal."""
    objections = objections_to_asking(proposal.proposal, proposal.person_id, at)
    if view is None:
        return ConfidentialityPage(None, None, None, (), (), (), objections)
    return ConfidentialityPage(
        view=view,
        clock=clock_of(view),
        sheet=sheet(view.shown, digest=view.digest if view.row.state == "agreed" else ""),
        advice=() if view.state.final else advice_rows(view.cautions),
        steps=[] if view.state.final else [_step(view, offer) for offer in view.offered(at)],
        history=_history(view),
        objections=objections,
    )


def clock_of(view: ConfidentialityView) -> ClockBar:
    """The bar of one request for one reader."""
    row, state = view.row, view.row.state
    if view.state.final:
        return ended(WORDS, state, row.entered_at, seal="agreed" if state == "agreed" else "")
    default = CONFIDENTIALITY.clock_step(state)
    return ClockBar(
        turn="other" if view.is_asker else "you",
        name=str(row.asked),
        act=reading.plain(f"{WORDS}.act.{state}"),
        due_at=row.due_at,
        since=row.entered_at,
        then=then_text(WORDS, default.name) if default else "",
        about=f"{WORDS}.{state}",
    )


def advice_rows(keys: Sequence[str]) -> list[Mapping[str, str]]:
    """What is to be known of the special terms, as rows of `confidentiality/_advice.html`."""
    return [{"title": reading.plain(f"{key}.title"), "text": reading.plain(f"{key}.text")} for key in keys]


def _step(view: ConfidentialityView, offer: Offered) -> Mapping[str, Any]:
    name = offer.step.name
    return {
        "name": name,
        "label": reading.plain(f"{WORDS}.step.{name}"),
        "is_open": offer.is_open,
        "kind": KINDS[name],
        "href": reverse(f"confidentiality:{name}", args=[view.row.proposal_id]),
        "hint": "",
        "reasons": offer.refused,
    }


def _history(view: ConfidentialityView) -> list[Mapping[str, Any]]:
    """What happened in this request, newest first, and below it how the earlier ones ended."""
    steps = [_event(view, step) for step in steps_of_confidentiality(view.row.pk)]
    earlier = earlier_confidentiality(view.row.proposal_id, but=view.row.pk)
    return [*steps, _opening(view.row), *(event for row in earlier for event in (_ending(row), _opening(row)))]


def _event(view: ConfidentialityView, step: ConfidentialityStep) -> Mapping[str, Any]:
    is_auto = step.actor == Actor.CLOCK
    deadline = CONFIDENTIALITY.state(step.from_state).deadline
    rule = reading.plain(f"{WORDS}.rule.lapse", days=deadline.length.days) if is_auto and deadline else ""
    return {
        "at": step.taken_at,
        "actor": _who(view, step.person_id),
        "kind": "auto" if is_auto else "step",
        "text": reading.plain(f"{WORDS}.done.{step.step}"),
        "body": step.answers.get("reason", ""),
        "rule": rule,
        "seal": "agreed" if step.step == "agree" else "",
    }


def _who(view: ConfidentialityView, person_id: int | None) -> str:
    sides: dict[int | None, Person] = {view.row.asker_id: view.row.asker, view.row.asked_id: view.row.asked}
    return str(sides[person_id]) if person_id in sides else reading.plain("contracts.role.clock")


def _opening(row: Confidentiality) -> Mapping[str, Any]:
    return {"at": row.opened_at, "actor": str(row.asker), "kind": "step", "text": reading.plain(f"{WORDS}.done.open")}


def _ending(row: Confidentiality) -> Mapping[str, Any]:
    over = reading.plain(f"{WORDS}.over.{row.state}")
    return {"at": row.closed_at, "actor": reading.plain(f"{WORDS}.name"), "kind": "step", "text": over}
