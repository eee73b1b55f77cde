"""The story of one contract: steps, requests, messages and files as one timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tachiai.contracts.lifecycles import AWARD
from tachiai.contracts.queries import ContractView
from tachiai.contracts.queries.beside import Beside
from tachiai.contracts.queries.deliveries import DeliveryView
from tachiai.conversations import queries as conversations
from tachiai.kernel.lifecycle import Actor
from tachiai.web import reading
from tachiai.web.site.contracts.beside import request_address, request_events
from tachiai.web.site.contracts.clock import late_delivery
from tachiai.web.site.contracts.standing import said_by
from tachiai.web.site.safe_talk.rows import note_rows
from tachiai.web.site.threads.rows import place_of

if TYPE_CHECKING:
    from tachiai.contracts.models import ContractStep

PAYING_STEPS = ("accept", "deem_accepted")


def timeline(
    view: ContractView,
    taken: Sequence[ContractStep],
    deliveries: Sequence[DeliveryView],
    thread: conversations.ThreadPage | None,
    beside: Beside,
) -> list[Mapping[str, Any]]:
    """Steps, requests and messages as one story, newest first."""
    by_moment = {delivery.delivered_at: delivery for delivery in deliveries}
    steps = [_step_event(view, step, by_moment.get(step.taken_at)) for step in taken]
    told = {step.request_id for step in taken if step.request_id}
    notes = note_rows(thread, thread.messages) if thread else {}
    messages = (
        [_message_event(thread.id, message, notes.get(message.id)) for message in thread.messages] if thread else []
    )
    events: Iterable[Mapping[str, Any]] = (*steps, *request_events(beside, told), *messages, _made(view))
    return sorted(events, key=lambda event: event["at"], reverse=True)


def _made(view: ContractView) -> Mapping[str, Any]:
    """How it began: two agree at one moment; a contest is entered on the terms that its client adopts a proposal on."""
    is_award = view.contract.lifecycle == AWARD.name
    return {
        "at": view.contract.made_at,
        "actor": str(view.contract.client) if is_award else reading.plain("contracts.page.both"),
        "seal": "agreed",
        "text": reading.plain("contracts.page.awarded" if is_award else "contracts.page.made"),
        "kind": "step",
    }


def _step_event(view: ContractView, step: ContractStep, delivery: DeliveryView | None) -> Mapping[str, Any]:
    name = view.contract.lifecycle
    is_auto = step.actor == Actor.CLOCK
    is_delivery = delivery is not None and step.step == "deliver"
    return {
        "at": step.taken_at,
        "actor": _who(view, step),
        "kind": "auto" if is_auto else "step",
        "text": f"{reading.plain(f'{name}.done.{step.step}')} {_late(step)}".strip(),
        "body": delivery.note if delivery and is_delivery else _reasons(step),
        "rule": _rule(view, step) if is_auto else "",
        "files": files_of(delivery.files, are_open=view.opens_deliveries) if delivery and is_delivery else (),
        "seal": "paid" if step.step in PAYING_STEPS else "",
        "link": _cause(view, step),
    }


def _late(step: ContractStep) -> str:
    """By how much a delivery missed the date that was agreed then; empty for all else."""
    due_at = step.answers.get("work_due_at")
    return late_delivery(datetime.fromisoformat(due_at), step.taken_at) if due_at else ""


def _cause(view: ContractView, step: ContractStep) -> Mapping[str, str]:
    """The way to the request that caused the step, if one did."""
    if step.request_id is None:
        return {}
    href = request_address(view.contract.reference, step.request_id)
    return {"href": href, "label": reading.plain("contracts.page.cause")}


def _who(view: ContractView, step: ContractStep) -> str:
    """The two sides by name; staff and the clock by what they are."""
    actor = Actor(step.actor)
    return said_by(view, actor, step.person_id) if actor in view.sides else reading.plain(f"contracts.role.{actor}")


def _reasons(step: ContractStep) -> str:
    """What was said with the step: its reason, or the failed items as they were agreed then, each with its own."""
    items, reasons = step.answers.get("items", {}), step.answers.get("item_reasons", {})
    failed = [f"{items.get(index, '')}\n{reasons[index]}".strip() for index in sorted(reasons, key=int)]
    return "\n\n".join(failed) or str(step.answers.get("reason", ""))


def _message_event(
    thread_id: int, message: conversations.MessageLine, note: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    """A message as it stands now; its place in the thread shows what it said before, and what can be done with it."""
    quote, changes = message.quote, len(message.versions)
    answers = f"{reading.plain('threads.answers')} {quote.author_name}: {quote.excerpt}" if quote else ""
    label = reading.plain("threads.edited", n=changes) if changes else reading.plain("threads.open")
    return {
        "id": f"message-{message.id}",
        "at": message.posted_at,
        "actor": message.author_name,
        "kind": "message",
        "text": answers,
        "body": reading.plain("people.removed") if message.removed_by else message.body,
        "safety": note,
        "link": {"href": place_of(thread_id, message.id), "label": label},
        "files": files_of(message.files),
    }


def files_of(files: Iterable[Any], *, are_open: bool = True) -> list[Mapping[str, Any]]:
    """Stored files as rows of the file list; their names alone where the reader may not open them."""
    rows = ({"name": f.name, "size": f.size, "href": reverse("threads:file", args=[f.id])} for f in files)
    return list(rows) if are_open else [{**row, "href": ""} for row in rows]


def _rule(view: ContractView, step: ContractStep) -> str:
    """The rule by which the clock acted, with its number of days from the declaration."""
    deadline = view.lifecycle.state(step.from_state).deadline
    days = deadline.length.days if deadline else 0
    return reading.plain(f"{view.contract.lifecycle}.rule.{step.step}", days=days)
