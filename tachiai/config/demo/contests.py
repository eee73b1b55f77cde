"""What people of the demo do in contests; told in contests.toml. `of` names whose proposal is meant, by their key.

What happens in the contract of an award is told in the same place, by the verbs of any contract (see scenes.py).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import datetime

from tachiai.config.demo.content import STAFF, Act, Talk
from tachiai.config.demo.documents import make
from tachiai.config.demo.formats import CLIENT, Contest, person
from tachiai.config.demo.stage import Stage, bank, confirm
from tachiai.contests.actions import awards, deposits, plans, proposals, questions, selection
from tachiai.contests.actions.proposals import Work
from tachiai.contests.queries import contests
from tachiai.contests.queries.contests import contest_of
from tachiai.contracts.queries import contract_for
from tachiai.conversations.actions import store_file
from tachiai.money.rules import listing_holder
from tachiai.notices import actions as notices
from tachiai.people.signing import Signature, sign_in_session


def settle(stage: Stage, at: datetime, told: Contest) -> None:
    """What the draft needs beside its terms."""
    client = stage.client(told.key)
    plans.save_plan(listing_id=stage.listings[told.key], client_id=client, plan=told.plan, at=at)


def deposit(stage: Stage, at: datetime, told: Contest) -> None:
    """Publish by paying every prize in, or announce that and wait."""
    listing, client = stage.listings[told.key], stage.client(told.key)
    with bank(is_slow=told.by_transfer):
        deposits.announce_deposit(listing_id=listing, client_id=client, at=at)
    if not told.by_transfer:
        confirm(stage, listing_holder(listing), at)


def act(stage: Stage, at: datetime, told: Contest, one: Act) -> None:
    """Somebody does what the story says, having read what they were told."""
    who = person(stage, told.key, one.side)
    notices.mark_all_read(person_id=who, at=at)
    VERBS[one.verb](stage, at, told, one, who)


def in_award(told: Contest, one: Act) -> tuple[Talk, Act]:
    """An act in the contract of an award, as one in a talk of the two sides."""
    worker = one.particulars["of"] if one.side in (CLIENT, STAFF) else one.side
    said = {name: value for name, value in one.particulars.items() if name != "of"}
    side = one.side if one.side in (CLIENT, STAFF) else "worker"
    return Talk(told.key, worker, one.when, 0, 0, "", ()), Act(one.when, side, one.verb, said)


def withdraw_deposit(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    deposits.withdraw_deposit(listing_id=stage.listings[told.key], client_id=who, at=at)


def propose(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    """A `text`, `files`, both; with a `note` for the client."""
    stage.works[f"{told.key}.{one.side}"] = proposals.send_contest_proposal(
        listing_id=stage.listings[told.key],
        worker_id=who,
        work=_work(one, who, at),
        signed=_yes(stage, told, who, at),
        at=at,
    )


def revise(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    proposals.revise_contest_proposal(
        proposal_id=_own(stage, told, one),
        worker_id=who,
        work=_work(one, who, at),
        signed=_yes(stage, told, who, at),
        at=at,
    )


def withdraw(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    proposals.withdraw_contest_proposal(proposal_id=_own(stage, told, one), worker_id=who, at=at)


def show(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    """Let everybody see a work that was not adopted."""
    proposals.show_contest_proposal(proposal_id=_own(stage, told, one), worker_id=who, may_show=True, at=at)


def wonder(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    """Ask about the brief, in public."""
    listing, text = stage.listings[told.key], one.particulars["text"]
    questions.ask_question(listing_id=listing, asker_id=who, text=text, at=at)


def explain(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    """Answer the oldest question that waits."""
    contest = contest_of(stage.listings[told.key])
    waiting = [each for each in contests.questions(contest.pk if contest else 0) if each.answered_at is None]
    questions.answer_question(question_id=waiting[-1].pk, client_id=who, text=one.particulars["text"], at=at)


def like(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    selection.like_proposal(proposal_id=_of(stage, told, one), client_id=who, is_liked=True, at=at)


def wish(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    selection.wish_revision(proposal_id=_of(stage, told, one), client_id=who, text=one.particulars["text"], at=at)


def mark(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    selection.mark_proposal(proposal_id=_of(stage, told, one), client_id=who, reason=one.particulars["reason"], at=at)


def overturn(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    reason = one.particulars["reason"]
    selection.overturn_mark(proposal_id=_of(stage, told, one), by_staff_id=who, reason=reason, at=at)


def end_early(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    awards.end_contest_early(listing_id=stage.listings[told.key], client_id=who, at=at)


def finish(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    listing, reason = stage.listings[told.key], one.particulars["reason"]
    awards.finish_contest(listing_id=listing, client_id=who, reason=reason, at=at)


def award(stage: Stage, at: datetime, told: Contest, one: Act, who: int) -> None:
    """Adopt a proposal; `more` beyond the prizes, whose deposit is awaited then."""
    adopt = awards.award_more if one.particulars.get("more") else awards.award_proposal
    digest, worker = _digest(stage, told), one.particulars["of"]
    reference = adopt(proposal_id=_of(stage, told, one), client_id=who, terms_digest=digest, at=at)
    key = f"{told.key}.{worker}"
    stage.contracts[key] = reference
    if view := contract_for(who, False, reference, at):
        stage.threads[key] = view.contract.thread_id


def _own(stage: Stage, told: Contest, one: Act) -> int:
    return stage.works[f"{told.key}.{one.side}"]


def _of(stage: Stage, told: Contest, one: Act) -> int:
    return stage.works[f"{told.key}.{one.particulars['of']}"]


def _work(one: Act, who: int, at: datetime) -> Work:
    said = one.particulars
    made = ((name, io.BytesIO(make(name))) for name in said.get("files", ()))
    files = tuple(store_file(name=name, content=file, owner_id=who, at=at).pk for name, file in made)
    return Work(said.get("text", "").strip(), said.get("note", "").strip(), files)


def _digest(stage: Stage, told: Contest) -> str:
    contest = contest_of(stage.listings[told.key])
    if contest is None:
        raise LookupError(f"{told.key}: no contest")
    return str(contest.terms_digest)


def _yes(stage: Stage, told: Contest, who: int, at: datetime) -> Signature:
    return sign_in_session(person_id=who, digest=_digest(stage, told), at=at)


VERBS: Mapping[str, Callable[[Stage, datetime, Contest, Act, int], None]] = {
    "withdraw_deposit": withdraw_deposit,
    "propose": propose,
    "revise": revise,
    "take_back": withdraw,
    "show": show,
    "wonder": wonder,
    "explain": explain,
    "like": like,
    "wish": wish,
    "mark": mark,
    "overturn": overturn,
    "end_early": end_early,
    "finish": finish,
    "award": award,
}
