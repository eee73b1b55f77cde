"""A contest as tests speak of it: `stage.opens(); stage.propose(ren); stage.days_pass(8); stage.award(first)`."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tachiai.config.schedule import run_due
from tachiai.contests.actions import awards, deposits, plans, proposals, questions, selection
from tachiai.contests.actions.proposals import Work
from tachiai.contests.models import Contest, ContestProposal
from tachiai.contests.rules import Plan
from tachiai.contracts.models import Contract
from tachiai.conversations import actions as conversations
from tachiai.jobs import actions as jobs
from tachiai.jobs.rules import Draft
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.refused import Refusal
from tachiai.money import queries as money
from tachiai.money.rules import listing_holder
from tachiai.notices.models import Notice
from tachiai.people.models import Person
from tachiai.people.signing import sign_in_session
from tachiai.terms.rules import Terms
from tests.cast import Cast
from tests.deal import TERMS, looks

MONDAY = datetime(2026, 11, 2, 10, 0, tzinfo=TOKYO)
APPLY_ON = date(2026, 11, 12)
PRIZE = 30_000
SIGN = "豆をひと粒だけ描いた丸い看板"
PLAN = Plan(criteria=("遠くからでも読める", "店の名前が入っている"))
BRIEF = replace(TERMS, form="contest", price=None, deliverables="看板の図案")


def refused(call: Callable[[], object]) -> list[str]:
    """The keys of the reasons for which `call` is refused; the test fails when it is not."""
    with pytest.raises(Refusal) as caught:
        call()
    return [reason.key for reason in caught.value.reasons]


class Stage:
    """Aoi's contest, from the draft on. Time passes only when the test says so."""

    def __init__(self, cast: Cast, *, prize: int = PRIZE, at: datetime = MONDAY, **plan: object):
        self.cast, self.at, self.prize = cast, at, prize
        self.client = cast.aoi
        self.plan = replace(PLAN, **plan)  # type: ignore[arg-type]
        apply_on = at.astimezone(TOKYO).date() + (APPLY_ON - MONDAY.date())
        draft = Draft(
            title="珈琲店の看板",
            category="design.logo",
            description="来春開く小さな珈琲店の看板の図案を募ります。",
            terms=replace(BRIEF, due_on=apply_on + timedelta(days=38)),
            budget_min=prize,
            budget_max=prize,
            apply_on=apply_on,
        )
        self.draft = draft
        self.listing_id = jobs.save_draft(client_id=self.client.pk, draft=draft, at=at)
        plans.save_plan(listing_id=self.listing_id, client_id=self.client.pk, plan=self.plan, at=at)

    @property
    def contest(self) -> Contest:
        return Contest.objects.filter(listing_id=self.listing_id).latest("pk")

    @property
    def state(self) -> str:
        return self.contest.state

    @property
    def terms(self) -> Terms:
        return Terms.from_data(self.contest.terms)

    def deposit(self) -> None:
        """The client publishes; the demo bank or staff confirm the money."""
        deposits.announce_deposit(listing_id=self.listing_id, client_id=self.client.pk, at=self.at)

    def propose(
        self, worker: Person, text: str = "豆をひと粒だけ描いた丸い看板", files: int = 0, once: str = "", note: str = ""
    ) -> int:
        work = Work(text=text, note=note, files=tuple(self.file(worker) for _ in range(files)))
        return proposals.send_contest_proposal(
            listing_id=self.listing_id, worker_id=worker.pk, work=work, signed=self.yes(worker), at=self.at, once=once
        )

    def revise(self, proposal_id: int, worker: Person, text: str = "豆をふた粒にしました") -> None:
        proposals.revise_contest_proposal(
            proposal_id=proposal_id,
            worker_id=worker.pk,
            work=Work(text=text),
            signed=self.yes(worker),
            at=self.at,
        )

    def yes(self, worker: Person):
        return sign_in_session(person_id=worker.pk, digest=self.contest.terms_digest, at=self.at)

    def withdraw(self, proposal_id: int, worker: Person) -> None:
        proposals.withdraw_contest_proposal(proposal_id=proposal_id, worker_id=worker.pk, at=self.at)

    def like(self, proposal_id: int, is_liked: bool = True) -> None:
        selection.like_proposal(proposal_id=proposal_id, client_id=self.client.pk, is_liked=is_liked, at=self.at)

    def wish(self, proposal_id: int, text: str = "もう少し大きな字でも見せてください。") -> None:
        selection.wish_revision(proposal_id=proposal_id, client_id=self.client.pk, text=text, at=self.at)

    def mark(self, proposal_id: int, reason: str = "店の名前が入っていません。") -> None:
        selection.mark_proposal(proposal_id=proposal_id, client_id=self.client.pk, reason=reason, at=self.at)

    def overturn(self, proposal_id: int) -> None:
        kei = self.cast.kei
        reason = "店の名前は左下に入っています。"
        selection.overturn_mark(proposal_id=proposal_id, by_staff_id=kei.pk, reason=reason, at=self.at)

    def award(self, proposal_id: int) -> Contract:
        digest = self.contest.terms_digest
        reference = awards.award_proposal(
            proposal_id=proposal_id, client_id=self.client.pk, terms_digest=digest, at=self.at
        )
        return Contract.objects.get(reference=reference)

    def award_more(self, proposal_id: int) -> Contract:
        digest = self.contest.terms_digest
        reference = awards.award_more(
            proposal_id=proposal_id, client_id=self.client.pk, terms_digest=digest, at=self.at
        )
        return Contract.objects.get(reference=reference)

    def finish(self, reason: str = "求めていたものが見つかりませんでした。") -> None:
        awards.finish_contest(listing_id=self.listing_id, client_id=self.client.pk, reason=reason, at=self.at)

    def end_early(self) -> None:
        awards.end_contest_early(listing_id=self.listing_id, client_id=self.client.pk, at=self.at)

    def ask(self, asker: Person, text: str = "屋外に置く看板ですか。") -> None:
        questions.ask_question(listing_id=self.listing_id, asker_id=asker.pk, text=text, at=self.at)

    def answer(self, question_id: int, text: str = "はい、屋外です。") -> None:
        questions.answer_question(question_id=question_id, client_id=self.client.pk, text=text, at=self.at)

    def file(self, owner: Person, name: str = "sign.txt", content: bytes = b"a sign") -> int:
        return conversations.store_file(name=name, content=io.BytesIO(content), owner_id=owner.pk, at=self.at).pk

    def days_pass(self, days: float) -> None:
        """Move the clock; everything due on the way happens, each on its own day."""
        for at in looks(self.at, self.at + timedelta(days=days), timedelta(days=1)):
            self.at = at
            run_due(at)

    def to_selection(self) -> None:
        """The day after the deadline."""
        self.days_pass((self.contest.apply_by - self.at).days + 1)

    def held(self) -> int:
        return money.escrow_balance(listing_holder(self.listing_id))

    def wallet(self, person: Person) -> int:
        return money.wallet_balance(person.pk)

    def told(self, person: Person) -> list[str]:
        """What this person was told of, in that order."""
        return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))

    def row(self, proposal_id: int) -> ContestProposal:
        return ContestProposal.objects.get(pk=proposal_id)
