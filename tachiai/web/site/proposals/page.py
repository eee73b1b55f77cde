"""The page of one proposal as data: whose turn, what can be done, the terms on the table and how they came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tachiai.contracts import queries as contracts
from tachiai.conversations import queries as conversations
from tachiai.jobs import queries as jobs
from tachiai.jobs.findings import clauses_of, in_terms
from tachiai.jobs.queries import ProposalView
from tachiai.kernel.calendar import local_date
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.kernel.refused import Refused
from tachiai.terms import queries as terms_queries
from tachiai.terms.promises import Promise, of_client, of_worker
from tachiai.terms.queries import HistoryEntry
from tachiai.terms.rules import FIELD, differences, open_points
from tachiai.terms.rules.checking import objections
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar, side_of
from tachiai.web.findings_rows import FindingsRows, clause_rows, findings_rows
from tachiai.web.site.proposals.talk_page import TalkPage, discussed, names_of, talk_page
from tachiai.web.terms_rows import diff_rows, milestone_table, terms_rows

if TYPE_CHECKING:
    from tachiai.people.models import Person

# Steps taken on the page itself; `contract` is taken by agreeing to the terms.
PLACES = {"open_terms": "proposals:open_terms", "decline": "proposals:decline", "withdraw": "proposals:withdraw"}
KINDS = {"open_terms": "primary", "withdraw": "quiet", "decline": "secondary"}


@dataclass(frozen=True)
class OnTable:
    """The current version of the terms as this side meets it.

    `mine` and `theirs`: whether each side has agreed to it. `objections`: why nobody can agree yet.
    `taken_back`: the number of the version that made an agreement to the one before worthless.
    """

    number: int
    digest: str
    rows: Sequence[Mapping[str, Any]]
    items: Sequence[str]
    is_inspected: bool
    milestones: Mapping[str, Any] | None
    mine: bool
    theirs: bool
    objections: Sequence[Refused]
    client_promises: Sequence[str]
    worker_promises: Sequence[str]
    taken_back: Sequence[str]
    changes: Sequence[Mapping[str, Any]]

    @property
    def is_last_yes(self) -> bool:
        """Agreeing now makes the contract."""
        return self.theirs and not self.mine


@dataclass(frozen=True)
class ProposalPage:
    view: ProposalView
    clock: ClockBar | None
    steps: Sequence[Mapping[str, Any]]
    table: OnTable | None
    talk: TalkPage | None
    discussed: Sequence[Mapping[str, Any]]
    findings: FindingsRows | None
    clauses: Sequence[Mapping[str, str]]
    history: Sequence[Mapping[str, Any]]
    thread: conversations.ThreadPage | None
    reference: str | None
    reason: str
    other: Person


def proposal_page(view: ProposalView, at: datetime, before: int | None = None) -> ProposalPage:
    """Everything on the page. `before` is the message from which older ones are asked for."""
    proposal = view.proposal
    thread = conversations.thread(thread_id=proposal.thread_id, person_id=view.person_id, before=before)
    talk = None if view.is_over or view.current is None else talk_page(view, view.current.version.terms)
    table, findings = _on_table(view, at), _findings(view, at) if talk else None
    return ProposalPage(
        view=view,
        clock=None if view.is_over else clock_bar(view, talk, table, findings),
        steps=[_step(view, offer) for offer in view.offered(at) if _is_shown(view, offer)],
        table=table,
        talk=talk,
        discussed=discussed(view),
        findings=findings,
        clauses=clause_rows(clauses_of(view.current.version.terms)) if talk and view.current else (),
        history=_history(view),
        thread=thread,
        reference=contracts.reference_of(proposal.pk) if proposal.state == "contracted" else None,
        reason=jobs.declined_because(proposal.pk) if proposal.state == "declined" else "",
        other=_other(view),
    )


def clock_bar(
    view: ProposalView, talk: TalkPage | None, table: OnTable | None, findings: FindingsRows | None
) -> ClockBar:
    """Whose turn it is, and for what."""
    proposal = view.proposal
    act, waits_for = _turn(view, talk, bool(table and table.objections or findings and findings.stops))
    return ClockBar(
        turn="you" if waits_for in (view.role, None) else "other",
        name=str(_other(view)),
        act=reading.plain(f"proposal.act.{act}"),
        due_at=proposal.due_at,
        since=proposal.entered_at,
        then=reading.plain("contracts.page.then_one", what=reading.plain("proposal.then.expire")),
        about=f"proposal.{proposal.state}",
        side=side_of(view.role),
    )


def _turn(view: ProposalView, talk: TalkPage | None, is_in_the_way: bool) -> tuple[str, Actor | None]:
    """What comes next and by whom, None for either: in a negotiation whatever makes it impossible to agree first."""
    if talk is None:
        return view.proposal.state, _waits_for(view)
    if view.role in talk.asked:
        return "answer", view.role
    if talk.open_points:
        return "settle", talk.settles
    if is_in_the_way:
        return "mend", None
    waits_for = _waits_for(view) if talk.is_complete else talk.waits_for
    return ("answer" if waits_for in talk.asked else view.proposal.state), waits_for


def _waits_for(view: ProposalView) -> Actor | None:
    """The side whose word is missing; None when either may speak."""
    if view.current is None:
        return Actor.CLIENT
    agreed = {consent.role for consent in view.current.consents}
    missing = [side for side in (Actor.CLIENT, Actor.WORKER) if side not in agreed]
    return missing[0] if len(missing) == 1 else None


def _other(view: ProposalView) -> Person:
    return view.proposal.worker if view.role is Actor.CLIENT else view.listing.client


def _is_shown(view: ProposalView, offer: Offered) -> bool:
    return offer.step.name in PLACES and view.proposal.state in offer.step.sources


def _step(view: ProposalView, offer: Offered) -> Mapping[str, Any]:
    name = offer.step.name
    return {
        "name": name,
        "label": reading.plain(f"proposal.step.{name}"),
        "is_open": offer.is_open,
        "kind": KINDS[name],
        "href": reverse(PLACES[name], args=[view.proposal.pk]),
        "hint": reading.plain(f"proposal.explain.{name}") if name == "open_terms" else "",
        "reasons": offer.refused,
    }


def _on_table(view: ProposalView, at: datetime) -> OnTable | None:
    entry = view.current
    if entry is None:
        return None
    terms, agreed = entry.version.terms, {consent.role for consent in entry.consents}
    return OnTable(
        number=entry.version.number,
        digest=entry.version.digest,
        rows=terms_rows(terms, leave_out=("acceptance_items",)),
        items=terms.acceptance_items,
        is_inspected=terms.form in FIELD["acceptance_items"].forms,
        milestones=milestone_table(terms),
        mine=view.role in agreed,
        theirs=bool(agreed - {view.role}),
        objections=objections(terms, local_date(at)),
        client_promises=[_said(promise) for promise in of_client(terms)],
        worker_promises=[_said(promise) for promise in of_worker(terms)],
        taken_back=_taken_back(view),
        changes=diff_rows(entry.changes),
    )


def _findings(view: ProposalView, at: datetime) -> FindingsRows:
    """What the packs find in the version on the table, and who went on in spite of what."""
    if view.current is None:
        raise LookupError(f"nothing is on the table of proposal {view.proposal.pk}")
    version = view.current.version
    answered = terms_queries.overrides(version.id)
    found = in_terms(view.proposal, version.terms, at, stand=view.talk, answered=answered)
    still_open = [each.name for each in open_points(version.terms)]
    return findings_rows(found, answered, names_of(view), still_open)


def _taken_back(view: ProposalView) -> list[str]:
    """Whose agreement to the version before was made worthless by the current one."""
    if len(view.negotiated) < 2:
        return []
    return [reading.plain(f"terms.role.{consent.role}") for consent in view.negotiated[1].consents]


def _said(promise: Promise) -> str:
    return reading.text(promise.key, **reading.fill(promise.params))


def _history(view: ProposalView) -> list[Mapping[str, Any]]:
    """Every version, newest first, each against the one that it builds on; the first against the listing."""
    names = names_of(view)
    return [_version(view, entry, names) for entry in view.history]


def _version(view: ProposalView, entry: HistoryEntry, names: Mapping[int, str]) -> Mapping[str, Any]:
    is_first = entry.version.number == 1
    changes = differences(view.offered_terms, entry.version.terms) if is_first else entry.changes
    return {
        "number": entry.version.number,
        "by": names.get(entry.version.proposed_by_id, ""),
        "at": entry.version.proposed_at,
        "is_first": is_first,
        "amends": entry.amends,
        "changes": diff_rows(changes),
        "consents": [
            {"who": names.get(consent.person_id, ""), "at": consent.given_at, "taken_back_by": consent.taken_back_by}
            for consent in entry.consents
        ],
    }
