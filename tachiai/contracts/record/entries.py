"""Everything that was said and done in one contract, each thing once, as it will stand for ever.

What may still change of a row (a display name, a request's present values, a rating nobody may see yet) is no part of
its entry. An entry of a kind in UNORDERED may come to light later than one with a higher number; of the other kinds
none does, for whoever writes one holds the contract, the thread or the sheet. A notice that does all the same (it is
told under either lock) is found when all is read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from tachiai.contracts.announcements import path_of
from tachiai.contracts.lifecycles import HOURLY, MEDIATION_LEVELS, request_called
from tachiai.contracts.lifecycles.award import AWARD
from tachiai.contracts.models import (
    Adopted,
    Contract,
    ContractStep,
    Delivery,
    ItemFinding,
    Rating,
    Request,
    RequestStep,
)
from tachiai.contracts.queries.awards import contest_proposals_of, deposited
from tachiai.contracts.record.afterwards import ratings_and_pleas
from tachiai.contracts.record.hours import hours
from tachiai.contracts.record.hours import money as money_of_weeks
from tachiai.contracts.record.papers import papers
from tachiai.contracts.record.words import by, file_fact, readers_of_removed, step_fact
from tachiai.contracts.rules import SIDES
from tachiai.conversations.actions import thread_path
from tachiai.conversations.record import edits as message_edits
from tachiai.conversations.record import numbers_of_messages, replies
from tachiai.conversations.record import record as messages
from tachiai.jobs.record import record as confidentialities
from tachiai.kernel.entries import Entry, Piece, moment
from tachiai.kernel.lifecycle import Actor
from tachiai.money.record import record as movements
from tachiai.notices.record import record as notices
from tachiai.people.queries.removals import removal_of, removals
from tachiai.terms.record import record as terms

INSPECTING = ("accept", "reject")
UNORDERED = (
    *("terms_word", "terms_override", "consent"),
    *("confidentiality", "confidentiality_step", "signed_copy"),
    *("text_removal", "paper_seen", "rating", "rating_reply", "plea", "plea_step"),
)
Row = TypeVar("Row", bound=Model)
_BEFORE_STAFF = [
    level.name
    for level in MEDIATION_LEVELS.values()
    if any(state.waits_for is Actor.STAFF for state in level.lifecycle.states)
]


def entries(contract: Contract, piece: Piece, kinds: Collection[str] = ()) -> Iterator[Entry]:
    """The entries of `piece`, kind by kind; only of these `kinds`, when any are named."""
    for source, yields in _SOURCES.items():
        if not kinds or set(yields) & set(kinds):
            yield from (entry for entry in source(contract, piece) if not kinds or entry.kind in kinds)


def _made(contract: Contract, piece: Piece) -> Iterator[Entry]:
    after, upto = piece.of("contract")
    if after < contract.pk <= upto:
        payload = {
            "reference": contract.reference,
            "title": contract.title,
            "lifecycle": contract.lifecycle,
            "version": contract.lifecycle_version,
            "client": by(contract, contract.client_id),
            "worker": by(contract, contract.worker_id),
            "listing": contract.listing_id,
            "fee_schedule": contract.fee_schedule,
        }
        yield Entry("contract", contract.pk, contract.made_at, payload)


def _adopted(contract: Contract, piece: Piece) -> Iterator[Entry]:
    """What an award was made of, from its deposit on: before, the originals are their maker's alone."""
    if contract.lifecycle != AWARD.name or not deposited([contract.pk]):
        return
    author = by(contract, contract.worker_id, Actor.WORKER)
    removed = [one for one in contest_proposals_of(contract) if removal_of("contest_proposal", one) is not None]
    readers = readers_of_removed(author, ()) if removed else ()
    for adopted in _within(Adopted.objects.filter(contract_id=contract.pk), "adopted", piece):
        payload = {
            "by": author,
            "proposal": adopted.number,
            "version": adopted.version,
            "sent_at": moment(adopted.sent_at),
            "text": adopted.text,
            "note": adopted.note,
            "files": [file_fact(file) for file in adopted.files.order_by("pk")],
        }
        yield Entry("adopted", adopted.pk, contract.made_at, payload, readers)


def _terms(contract: Contract, piece: Piece) -> Iterator[Entry]:
    readers = _readers_of_talk(contract)
    for entry in terms(contract.terms_id, piece):
        yield replace(entry, private_to=readers) if entry.kind == "terms_word" else entry


def _confidentiality(contract: Contract, piece: Piece) -> Iterator[Entry]:
    """What the two keep secret is not for staff."""
    if contract.proposal_id is None:
        return
    for entry in confidentialities(contract.proposal_id, piece):
        yield replace(entry, private_to=tuple(SIDES))


def _steps(contract: Contract, piece: Piece) -> Iterator[Entry]:
    for step in _within(ContractStep.objects.filter(subject_id=contract.pk), "step", piece):
        payload = {**step_fact(contract, contract.lifecycle, step), "request": step.request_id}
        yield Entry("step", step.pk, step.taken_at, payload)


def _requests(contract: Contract, piece: Piece) -> Iterator[Entry]:
    for request in _within(Request.objects.filter(contract_id=contract.pk).select_related("terms"), "request", piece):
        payload = {
            "lifecycle": request.lifecycle,
            "version": request.lifecycle_version,
            "asked_by": request.asked_by,
            "by": by(contract, request.opened_by_id, request.asked_by),
            "asked": _asked(request),
            "terms": request.terms and {"number": request.terms.number, "digest": request.terms.digest},
        }
        yield Entry("request", request.pk, request.opened_at, payload)
    of_contract = RequestStep.objects.filter(subject__contract_id=contract.pk).select_related("subject")
    for step in _within(of_contract, "request_step", piece):
        payload = {**step_fact(contract, step.subject.lifecycle, step), "request": step.subject_id}
        yield Entry("request_step", step.pk, step.taken_at, payload)
    handed_over = Request.files.through.objects.filter(request__contract_id=contract.pk)
    for place in _within(handed_over.select_related("storedfile"), "request_file", piece):
        file = place.storedfile
        payload = {"request": place.request_id, "by": by(contract, file.owner_id), "files": [file_fact(file)]}
        yield Entry("request_file", place.pk, file.stored_at, payload)


def _asked(request: Request) -> dict[str, Any]:
    """What was asked for when it was opened. The share of a counter-proposal takes its place later."""
    names = [name for name in (*request_called(request.lifecycle).asks, "exception") if name in request.values]
    asked = {name: request.values[name] for name in names}
    if "worker_share" in asked:
        asked["worker_share"] = request.values.get("first_share", asked["worker_share"])
    return asked


def _deliveries(contract: Contract, piece: Piece) -> Iterator[Entry]:
    handed_over = Delivery.objects.filter(contract_id=contract.pk).prefetch_related("files")
    for delivery in _within(handed_over, "delivery", piece):
        files = sorted(delivery.files.all(), key=lambda file: file.pk)
        payload = {
            "number": delivery.number,
            "part": delivery.part,
            "note": delivery.note,
            "files": [file_fact(file) for file in files],
        }
        yield Entry("delivery", delivery.pk, delivery.delivered_at, payload)
    inspections = ContractStep.objects.filter(subject_id=contract.pk, step__in=INSPECTING).order_by("number")
    taken = list(inspections.values_list("taken_at", flat=True))
    findings = ItemFinding.objects.filter(delivery__contract_id=contract.pk).select_related("delivery")
    for finding in _within(findings, "finding", piece):
        payload = {
            "delivery": finding.delivery.number,
            "index": finding.item,
            "text": finding.text,
            "passed": finding.passed,
            "reason": finding.reason,
        }
        yield Entry("finding", finding.pk, _first_since(finding.delivery.delivered_at, taken), payload)


def _first_since(delivered_at: datetime, taken: list[datetime]) -> datetime:
    """When a delivery was inspected."""
    return next((at for at in taken if at >= delivered_at), delivered_at)


def _messages(contract: Contract, piece: Piece) -> Iterator[Entry]:
    readers = _readers_of_talk(contract)
    payload: dict[str, Any]
    for message in messages(contract.thread_id, piece):
        author = by(contract, message.author_id)
        payload = {
            "by": author,
            "body": message.body,
            "files": [file_fact(file) for file in message.files],
        }
        seen_by = readers_of_removed(author, readers) if message.is_removed else readers
        yield Entry("message", message.id, message.posted_at, payload, seen_by)
    for reply in replies(contract.thread_id, piece):
        payload = {"message": reply.id, "answers": reply.reply_to, "by": by(contract, reply.author_id)}
        yield Entry("message_reply", reply.id, reply.posted_at, payload, readers)
    for edit in message_edits(contract.thread_id, piece):
        author = by(contract, edit.author_id)
        payload = {
            "message": edit.message_id,
            "number": edit.number,
            "by": author,
            "body": edit.body,
        }
        seen_by = readers_of_removed(author, readers) if edit.is_removed else readers
        yield Entry("message_edit", edit.id, edit.edited_at, payload, seen_by)


def _removals(contract: Contract, piece: Piece) -> Iterator[Entry]:
    """That staff removed a text of this contract, or restored it. What it said stands in its own entry, for those who
    may read that."""
    texts: dict[str, QuerySet[Any, int] | list[int]] = {
        "message": numbers_of_messages(contract.thread_id),
        "proposal": [] if contract.proposal_id is None else [contract.proposal_id],
        "rating": Rating.objects.filter(contract_id=contract.pk, published_at__isnull=False).values_list(
            "pk", flat=True
        ),
        "contest_proposal": contest_proposals_of(contract),
    }
    for kind, numbers in texts.items():
        for one in removals(kind, numbers, piece):
            payload = {"of": kind, "item": one.subject_id, "removed": one.is_removed, "decision": one.decision_id}
            yield Entry("text_removal", one.id, one.at, payload)


def _notices(contract: Contract, piece: Piece) -> Iterator[Entry]:
    """That the two were told, of what and when. How it was worded is theirs."""
    pages = {"below": path_of(contract), "also": thread_path(contract.thread_id)}
    for notice in notices((contract.client_id, contract.worker_id), **pages, piece=piece):
        payload = {"notice": notice.kind, "to": by(contract, notice.person_id)}
        yield Entry("notice", notice.id, notice.told_at, payload)


def _readers_of_talk(contract: Contract) -> tuple[str, ...]:
    """What the two say to each other is theirs alone (secrecy of communications), except while a mediation is open in
    which staff propose or decide."""
    is_before_staff = Request.objects.filter(contract_id=contract.pk, lifecycle__in=_BEFORE_STAFF, closed_at=None)
    return () if is_before_staff.exists() else tuple(SIDES)


def _money(contract: Contract, piece: Piece) -> Iterator[Entry]:
    if contract.lifecycle == HOURLY.name:
        return money_of_weeks(contract, piece)
    return movements(contract.holder, piece)


def _within(rows: QuerySet[Row], kind: str, piece: Piece) -> QuerySet[Row]:
    after, upto = piece.of(kind)
    return rows.filter(pk__gt=after, pk__lte=upto).order_by("pk")


_SOURCES: Mapping[Callable[[Contract, Piece], Iterator[Entry]], tuple[str, ...]] = {
    _made: ("contract",),
    _adopted: ("adopted",),
    _terms: ("terms_version", "terms_word", "terms_override", "consent"),
    _confidentiality: ("confidentiality", "confidentiality_step", "signed_copy"),
    _steps: ("step",),
    _requests: ("request", "request_step", "request_file"),
    _deliveries: ("delivery", "finding"),
    _messages: ("message", "message_reply", "message_edit"),
    _removals: ("text_removal",),
    _notices: ("notice",),
    _money: ("movement",),
    papers: ("paper", "paper_seen"),
    hours: ("week", "week_step", "week_line", "line_word"),
    ratings_and_pleas: ("rating", "rating_reply", "plea", "plea_step"),
}
KINDS = tuple(kind for kinds in _SOURCES.values() for kind in kinds)
