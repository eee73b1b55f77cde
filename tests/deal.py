"""A contract as tests speak of it: `deal.deposit(); deal.deliver(); deal.days_pass(8); deal.expect("completed")`.

The verbs are the steps of the life cycle; each is taken by the one who may, with plain answers unless others are given.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Min

from tachiai.clockwork.actions import By
from tachiai.clockwork.queries import next_due_at
from tachiai.config.schedule import run_due
from tachiai.contracts import actions, queries, requests
from tachiai.contracts.models import Contract, Rating, Request
from tachiai.contracts.queries import ContractView
from tachiai.conversations import actions as conversations
from tachiai.conversations.models import Message
from tachiai.jobs import actions as jobs
from tachiai.jobs.rules import Draft, Offer
from tachiai.kernel.calendar import TOKYO, local_date
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.money import queries as money
from tachiai.people.models import Person
from tachiai.terms.rules import Terms
from tests.replay import played_once
from tests.talk import talk_through, yes

MONDAY = datetime(2026, 11, 2, 10, 0, tzinfo=TOKYO)
TERMS = Terms(
    purpose="新しい店の看板に使う",
    scope="ロゴの案を3つ作り、選ばれた1案を仕上げる",
    out_of_scope="名刺などへの展開",
    deliverables="ロゴデータ一式",
    acceptance_items=("案が3つある", "AIとPNGの両方がある", "白黒でも読める"),
    delivery_format="AI, PNG",
    delivery_place="契約ページ",
    due_on=date(2026, 11, 30),
    rounds=2,
    redo_days=5,
    rights="assigned",
    ip_scope="看板とウェブサイトでの使用。対価は報酬に含む。",
    portfolio="after_release",
    confidentiality="standard",
    price=80_000,
)


def refused(call: Callable[[], object]) -> list[str]:
    """The keys of the reasons for which `call` is refused; the test fails when it is not."""
    with pytest.raises(Refusal) as caught:
        call()
    return [reason.key for reason in caught.value.reasons]


def looks(begin: datetime, end: datetime, pace: timedelta) -> Iterator[datetime]:
    """When the clock looks after `begin`: at the first of its moments by which something is due (a step or a reminder
    of whatever walks, a rating to be published), and at the end. What the moments between cost is spared."""
    at = begin
    while at < end:
        published_at = Rating.objects.filter(published_at=None).aggregate(first=Min("publish_at"))["first"]
        due = min((moment for moment in (next_due_at(), published_at) if moment), default=end)
        at = min(at + max(1, -((at - due) // pace)) * pace, end)
        yield at


class Deal:
    """One contract between two people, from `at` on. Time passes only when the test says so."""

    def __init__(self, client: Person, worker: Person, *, at: datetime = MONDAY, **terms: Any):
        self.client, self.worker, self.at = client, worker, at
        self.terms = replace(TERMS, **terms)
        self.reference = played_once((type(self), client.pk, worker.pk, at, self.terms), self._agree)

    def _agree(self) -> str:
        """Listing, proposal and the same version of the terms agreed by both."""
        draft = Draft(
            title="珈琲店のロゴ",
            category="design.logo",
            description="来春開く小さな珈琲店のロゴをお願いします。",
            terms=self.terms,
            budget_min=self.terms.price,
            budget_max=self.terms.price,
            apply_on=local_date(self.at) + timedelta(days=7),
        )
        listing_id = jobs.save_draft(client_id=self.client.pk, draft=draft, at=self.at)
        jobs.publish(listing_id=listing_id, client_id=self.client.pk, at=self.at)
        offer = Offer("ロゴを10年作ってきました。", self.terms.price or 0, self.terms.due_on or local_date(self.at))
        proposal_id = jobs.send_proposal(listing_id=listing_id, worker_id=self.worker.pk, offer=offer, at=self.at)
        jobs.open_terms(proposal_id=proposal_id, client_id=self.client.pk, at=self.at)
        return self._both_agree(proposal_id)

    def _both_agree(self, proposal_id: int) -> str:
        talk_through(proposal_id, self.at)
        reference = None
        for person in (self.worker, self.client):
            signed = yes(person.pk, self.terms.digest(), self.at)
            reference = jobs.agree(proposal_id=proposal_id, version_number=1, signed=signed, at=self.at)
        assert reference is not None
        return reference

    @property
    def contract(self) -> Contract:
        return Contract.objects.get(reference=self.reference)

    @property
    def state(self) -> str:
        return self.contract.state

    def view(self, person: Person) -> ContractView | None:
        return queries.contract_for(person.pk, person.is_staff, self.reference, self.at)

    def take(self, step: str, by: Person | None = None, actor: Actor | None = None, **answers: Any) -> Contract:
        """Take a step as its own actor, or as whom the test names."""
        actor = actor or self._actor(step)
        person = by or (self.client if actor is Actor.CLIENT else self.worker)
        given: Mapping[str, Any] = {**self._answers(step), **answers}
        return actions.take_step(
            contract_id=self.contract.pk, step=step, by=By(actor, person.pk), at=self.at, answers=given
        )

    def deposit(self) -> None:
        """The client pays in whatever is missing; the demo bank or staff confirm it."""
        actions.announce_deposit(contract_id=self.contract.pk, client_id=self.client.pk, at=self.at)

    def deliver(self, note: str = "納品します。", files: int = 1) -> None:
        self.take("deliver", note=note, files=[self.file(self.worker) for _ in range(files)])

    def accept(self) -> None:
        self.take("accept")

    def reject(self, **reasons: Any) -> None:
        self.take("reject", **reasons)

    def ask(self, kind: str, by: Person, **answers: Any) -> Request:
        """Open a request, with plain answers unless others are given."""
        given = {**self._asked(kind), **answers}
        return requests.open_request(contract_id=self.contract.pk, kind=kind, by=self.by(by), at=self.at, answers=given)

    def answer(self, request: Request, step: str, by: Person, **answers: Any) -> Request:
        """Take a step in a request."""
        given = {"reason": "理由はこのとおりです。", **answers}
        return requests.take_request_step(request_id=request.pk, step=step, by=self.by(by), at=self.at, answers=given)

    def top_up(self, request: Request) -> Request:
        """The client pays the difference of a change of terms."""
        return requests.announce_top_up(request_id=request.pk, client_id=self.client.pk, at=self.at)

    def by(self, person: Person) -> By:
        """This person in the role they have here."""
        sides = {self.client.pk: Actor.CLIENT, self.worker.pk: Actor.WORKER}
        return By(sides.get(person.pk, Actor.STAFF), person.pk)

    def write(self, author: Person, body: str = "今日中に返事をします。", **more: Any) -> Message:
        """A message in the contract's thread."""
        thread_id = self.contract.thread_id
        return conversations.post_message(thread_id=thread_id, author_id=author.pk, body=body, at=self.at, **more)

    def edit(self, message: Message, body: str) -> None:
        """The author of a message lets it say something else."""
        conversations.edit_message(message_id=message.pk, author_id=message.author_id, body=body, at=self.at)

    def open_requests(self) -> dict[str, str]:
        """State of each open request by its kind."""
        return {each.lifecycle: each.state for each in queries.open_requests(self.contract.pk)}

    def _asked(self, kind: str) -> Mapping[str, Any]:
        if kind == "termination":
            return {"reason_code": "cannot_continue", "reason": "続けられなくなりました。", "worker_share": 0}
        if kind == "change":
            return {"terms": replace(self.terms, due_on=date(2026, 12, 20)), "note": "もう少し時間をください。"}
        return {"reason": "話し合いたいです。"}

    def file(self, owner: Person, name: str = "logo.txt", content: bytes = b"three ideas") -> int:
        return conversations.store_file(name=name, content=io.BytesIO(content), owner_id=owner.pk, at=self.at).pk

    def days_pass(self, days: float) -> None:
        """Move the clock; everything due on the way happens, each on its own day."""
        for at in looks(self.at, self.at + timedelta(days=days), timedelta(days=1)):
            self.at = at
            run_due(at)

    def expect(self, state: str) -> None:
        assert self.state == state

    def escrow(self) -> int:
        return money.escrow_balance(self.contract.holder)

    def wallet(self, person: Person) -> int:
        return money.wallet_balance(person.pk)

    def _actor(self, step: str) -> Actor:
        view = self.view(self.client)
        assert view is not None
        return sorted(view.lifecycle.step(step).by)[0]

    def _answers(self, step: str) -> Mapping[str, Any]:
        return {
            "deliver": {"note": "納品します。"},
            "reject": {"item_reasons": {1: "PNGがありません。背景が透明のPNGを加えてください。"}},
            "withdraw": {"reason": "事情が変わりました。"},
            "give_up": {"reason": "体調をくずしました。"},
            "end_overdue": {"reason": "納期を過ぎました。"},
        }.get(step, {})
