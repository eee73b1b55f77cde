"""What is told to whom about listings and proposals: kinds derived from the life cycles, and what fills their gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from tachiai.clockwork.actions import By
from tachiai.jobs.lifecycles import CONFIDENTIALITY, LISTING, PROPOSAL, PUT_UP
from tachiai.jobs.models import Confidentiality, Listing, Proposal
from tachiai.jobs.rules import FUNDED_FIRST
from tachiai.kernel.lifecycle import Actor, Step
from tachiai.notices.actions import Telling, tell_all
from tachiai.notices.rules import Said, opening_kinds, reminder_kinds, step_kinds
from tachiai.people import queries as people
from tachiai.terms.rules.alignment import item_label_key

_NAMELESS = "\N{EM DASH}"


def listing_path(listing_id: int) -> str:
    """The page of a listing."""
    return f"/jobs/{listing_id}/"


def proposal_path(proposal_id: int) -> str:
    """The page of a proposal and its negotiation."""
    return f"/proposals/{proposal_id}/"


def listing_step(listing: Listing, step: Step, by: By, at: datetime) -> None:
    """The client hears of what was not done by the client."""
    told = step_kinds(LISTING, step, listing.state)
    if step.to == "closed" and _has_a_clock_of_its_own(listing):
        return
    if Actor.CLIENT in told and by.actor is not Actor.CLIENT:
        _tell_client(listing, told[Actor.CLIENT], at)


def listing_stopped(listing: Listing, waiting: Iterable[Proposal], at: datetime) -> None:
    """The workers whose proposals are open: staff have stopped the listing, and why nothing goes on."""
    _tell_workers(listing, waiting, "proposal.listing_stopped.worker", at)


def listing_resumed(listing: Listing, waiting: Iterable[Proposal], at: datetime) -> None:
    """The same workers: it goes on."""
    _tell_workers(listing, waiting, "proposal.listing_resumed.worker", at)


def listing_judged(listing: Listing, act: str, at: datetime) -> None:
    """The client hears of a decision about a listing that has closed, or was stopped otherwise already."""
    _tell_client(listing, f"listing.{act}.client", at)


def listing_reminder(listing: Listing, at: datetime) -> None:
    """The client hears of a deadline that comes near."""
    if listing.state in PUT_UP and _has_a_clock_of_its_own(listing):
        return
    _tell_client(listing, reminder_kinds(LISTING, listing.state)[Actor.CLIENT], at)


def _has_a_clock_of_its_own(listing: Listing) -> bool:
    """Whether the contest or task behind a published listing tells of its end, in its own words."""
    return listing.format in FUNDED_FIRST


def listing_filled(listing: Listing, waiting: Iterable[Proposal], at: datetime) -> None:
    """The other workers: the client has made a contract with somebody, and nothing more can be applied for."""
    _tell_workers(listing, waiting, "proposal.filled.worker", at)


def _tell_workers(listing: Listing, waiting: Iterable[Proposal], kind: str, at: datetime) -> None:
    gaps = _gaps(listing)
    tell_all([Telling(one.worker_id, kind, proposal_path(one.pk), gaps) for one in waiting], at=at)


def proposal_step(proposal: Proposal, step: Step, by: By, at: datetime, reason: str = "") -> None:
    """Everybody whom the step tells, except the one who took it."""
    kinds = step_kinds(PROPOSAL, step, proposal.state)
    told = {who: kind for who, kind in kinds.items() if who is not by.actor}
    _tell_sides(proposal, told, at, reason=reason)


def proposal_reminder(proposal: Proposal, at: datetime) -> None:
    """Both sides: the clock will end this talk soon."""
    _tell_sides(proposal, reminder_kinds(PROPOSAL, proposal.state), at)


def proposal_received(proposal: Proposal, at: datetime) -> None:
    _tell_sides(proposal, {Actor.CLIENT: "proposal.received.client"}, at)


def proposal_edited(proposal: Proposal, at: datetime) -> None:
    _tell_sides(proposal, {Actor.CLIENT: "proposal.edited.client"}, at)


def terms_proposed(proposal: Proposal, by: Actor, at: datetime, number: int, taken_back: bool) -> None:
    """The other side: there is a new version, and an agreement given before is worth nothing now."""
    what = "taken_back" if taken_back else "proposed"
    other = _other(by)
    _tell_sides(proposal, {other: f"terms.{what}.{other}"}, at, number=number)


def terms_understood(proposal: Proposal, by: Actor, at: datetime) -> None:
    """The other side: this one has understood every item of the terms on the table."""
    other = _other(by)
    _tell_sides(proposal, {other: f"terms.understood.{other}"}, at)


def item_discussed(proposal: Proposal, by: Actor, at: datetime, item: str, text: str, *, is_question: bool) -> None:
    """The other side: a question about one item, or a word on it."""
    what = "question" if is_question else "word"
    other = _other(by)
    _tell_sides(proposal, {other: f"terms.{what}.{other}"}, at, item=Said(item_label_key(item)), text=text)


def finding_overridden(proposal: Proposal, by: Actor, at: datetime, reason: str) -> None:
    """The other side: this one goes on in spite of a finding, and why."""
    other = _other(by)
    _tell_sides(proposal, {other: f"terms.overridden.{other}"}, at, reason=reason)


def terms_agreed(proposal: Proposal, by: Actor, at: datetime, number: int) -> None:
    """The other side: only your agreement is missing now."""
    other = _other(by)
    _tell_sides(proposal, {other: f"terms.agreed.{other}"}, at, number=number)


def confidentiality_path(proposal_id: int) -> str:
    """The page of the agreement to keep secrets beside a proposal."""
    return f"{proposal_path(proposal_id)}confidentiality/"


def confidentiality_asked(row: Confidentiality, at: datetime) -> None:
    """The other side: what is asked, and until when."""
    _tell_parties(row, opening_kinds(CONFIDENTIALITY), at)


def confidentiality_step(row: Confidentiality, step: Step, at: datetime, reason: str) -> None:
    """Everybody whom the step tells; it never tells who took it."""
    said = reason or Said("confidentiality.no_reason")
    _tell_parties(row, step_kinds(CONFIDENTIALITY, step, row.state), at, reason=said)


def confidentiality_reminder(row: Confidentiality, at: datetime) -> None:
    """The one who is waited for, and the one who waits."""
    _tell_parties(row, reminder_kinds(CONFIDENTIALITY, row.state), at)


def _tell_parties(row: Confidentiality, kinds: Mapping[Actor, str], at: datetime, **more: object) -> None:
    parties = {Actor.ASKER: row.asker_id, Actor.ASKED: row.asked_id}
    names = people.names(parties.values())
    params = {
        "title": row.proposal.listing.title,
        "asker": names[row.asker_id],
        "asked": names[row.asked_id],
        **({"request_due_at": row.due_at} if row.due_at else {}),
        **more,
    }
    path = confidentiality_path(row.proposal_id)
    tell_all([Telling(parties[who], kind, path, params) for who, kind in kinds.items()], at=at)


def _other(side: Actor) -> Actor:
    return Actor.WORKER if side is Actor.CLIENT else Actor.CLIENT


def _tell_client(listing: Listing, kind: str, at: datetime) -> None:
    tell_all([Telling(listing.client_id, kind, listing_path(listing.pk), _gaps(listing))], at=at)


def _tell_sides(proposal: Proposal, kinds: Mapping[Actor, str], at: datetime, **more: object) -> None:
    sides = {Actor.CLIENT: proposal.listing.client_id, Actor.WORKER: proposal.worker_id}
    names = people.names(sides.values())
    params = {
        **_gaps(proposal.listing),
        "client": names[sides[Actor.CLIENT]],
        "worker": names[sides[Actor.WORKER]],
        "price_yen": proposal.price,
        **({"due_at": proposal.due_at} if proposal.due_at else {}),
        **more,
    }
    path = proposal_path(proposal.pk)
    tell_all([Telling(sides[who], kind, path, params) for who, kind in kinds.items()], at=at)


def _gaps(listing: Listing) -> dict[str, object]:
    due = {"due_at": listing.due_at} if listing.due_at else {}
    return {"title": listing.title or _NAMELESS, **due}
