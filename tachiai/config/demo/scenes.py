"""Everything that happens in the demo, as scenes with a moment each, played through the same actions as real life.

A scene is played by somebody; before they act they have read what they were told, as people do.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from tachiai.clockwork.actions import By
from tachiai.config.demo import (
    beginnings,
    beside,
    content,
    contests,
    formats,
    hourly,
    inquiries,
    judged,
    safe_talk,
    secrets,
    tasks,
)
from tachiai.config.demo.content import Act, Aside, Talk, as_terms
from tachiai.config.demo.formats import Contest
from tachiai.config.demo.stage import Scene, Stage, bound, confirm, contract, hand_over, on_the_table, proposal
from tachiai.contracts import actions as contracts
from tachiai.contracts import queries as contract_queries
from tachiai.contracts import rating
from tachiai.contracts.lifecycles import FIXED_PRICE
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.conversations import actions as conversations
from tachiai.conversations import queries as conversation_queries
from tachiai.jobs import actions as jobs
from tachiai.jobs.rules import Offer
from tachiai.kernel.calendar import local_date
from tachiai.money import actions as money
from tachiai.notices import actions as notices
from tachiai.people.signing import sign_in_session

# What the progress lines count, in this order.
KINDS = (
    *("people", "listings", "drafts", "proposals", "contracts", "requests", "messages", "ratings", "lines", "answers"),
    "acts",
)
_KIND_OF = {
    "say": "messages",
    "deposit": "contracts",
    "fund": "contracts",
    "ask": "requests",
    "rate": "ratings",
    "propose": "proposals",
    "log": "lines",
    "submit": "answers",
}


def all_scenes(present: datetime) -> list[Scene]:
    """Every scene, in order of time, of a market that is filled at `present`. Those of the running week that would come
    only later are left out."""
    today = local_date(present)
    counted = (replace(scene, when=scene.when.counted(today)) for scene in _every_scene())
    return sorted((scene for scene in counted if scene.when.day < 0), key=lambda scene: scene.when.before(present))


def _every_scene() -> Iterator[Scene]:
    yield from map(beginnings.joins, content.players())
    for index, listing in enumerate(content.listings()):
        yield from beginnings.course(listing, index)
    for talk in content.talks():
        yield Scene(talk.sent, "proposals", bound(send, talk))
        yield from (scene_of(act, play_act, talk) for act in talk.acts)
    for aside in content.asides():
        yield Scene(aside.when, "acts", bound(_ASIDES[aside.what], aside))
    for told in content.accusations():
        yield from (scene_of(act, judged.act, told) for act in told.acts)
    for asked in content.inquiries():
        yield from (scene_of(act, inquiries.act, asked) for act in asked.acts)
    for contest in formats.contests():
        yield from (scene_of(act, in_contest, contest) for act in contest.acts)
    for task in formats.tasks():
        yield from (scene_of(act, tasks.act, task) for act in tasks.one_by_one(task))


def scene_of(act: Act, play: Callable[..., object], told: object) -> Scene:
    return Scene(act.when, _KIND_OF.get(act.verb, "acts"), bound(play, told, act))


def in_contest(stage: Stage, at: datetime, told: Contest, act: Act) -> None:
    if act.verb in contests.VERBS:
        contests.act(stage, at, told, act)
    else:
        play_act(stage, at, *contests.in_award(told, act))


def _save(stage: Stage, at: datetime, aside: Aside) -> None:
    jobs.save_listing(person_id=stage.people[aside.who], listing_id=stage.listings[aside.subject], at=at)


def _pay_out(stage: Stage, at: datetime, aside: Aside) -> None:
    money.record_pay_out(
        person_id=stage.people[aside.who],
        amount=aside.subject,
        by_staff_id=stage.staff(),
        key=uuid.uuid5(uuid.NAMESPACE_OID, f"{aside.who} {at.isoformat()}"),
        at=at,
    )


_ASIDES: Mapping[str, Callable[[Stage, datetime, Aside], None]] = {
    "saved": _save,
    "paid_out": _pay_out,
    "suspended": beside.suspend,
}


def send(stage: Stage, at: datetime, talk: Talk) -> None:
    stage.proposals[talk.key] = jobs.send_proposal(
        listing_id=stage.listings[talk.listing],
        worker_id=stage.people[talk.worker],
        offer=Offer(talk.message, talk.price, stage.today + timedelta(days=talk.due_on)),
        at=at,
    )
    stage.threads[talk.key] = proposal(stage, talk, stage.people[talk.worker]).proposal.thread_id


def play_act(stage: Stage, at: datetime, talk: Talk, act: Act) -> None:
    person = stage.person(talk, act.side)
    if stage.catches_up:
        _catch_up(stage, at, talk, person)
    _VERBS[act.verb](stage, at, talk, act, person)


def _catch_up(stage: Stage, at: datetime, talk: Talk, person: int) -> None:
    """Whoever acts has read the thread and their notices before."""
    thread = stage.threads[talk.key]
    if newest := conversation_queries.newest_message(thread):
        conversations.mark_read(thread_id=thread, person_id=person, up_to=newest, at=at)
    notices.mark_all_read(person_id=person, at=at)


def _say(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    conversations.post_message(
        thread_id=stage.threads[talk.key],
        author_id=person,
        body=act.particulars["text"],
        files=hand_over(act, person, at),
        at=at,
    )


def _decline(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    jobs.decline_proposal(
        proposal_id=stage.proposals[talk.key], client_id=person, reason=act.particulars["reason"], at=at
    )


def _open_terms(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    jobs.open_terms(proposal_id=stage.proposals[talk.key], client_id=person, at=at)


def _propose(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    version = on_the_table(proposal(stage, talk, person))
    jobs.propose_terms(
        proposal_id=stage.proposals[talk.key],
        person_id=person,
        values=replace(version.terms, **as_terms(act.particulars["changes"], stage.today)),
        base_number=version.number,
        at=at,
    )


def _agree(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """Both have gone through the terms by then; what an earlier act said of them stands."""
    view = proposal(stage, talk, person)
    version = on_the_table(view)
    if (said := (talk.key, version.number)) not in stage.gone_through:
        stage.gone_through.add(said)
        shown = [each.item for each in view.talk]
        for side in (view.proposal.worker_id, view.proposal.client_id):
            jobs.understand_terms(proposal_id=view.proposal.pk, person_id=side, shown=shown, at=at)
    signed = sign_in_session(person_id=person, digest=version.digest, at=at)
    reference = jobs.agree(proposal_id=view.proposal.pk, version_number=version.number, signed=signed, at=at)
    if reference is not None:
        stage.contracts[talk.key] = reference


def _withdraw(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """A worker takes back a proposal; once there is a contract, either side may take back that."""
    if talk.key in stage.contracts:
        _step(stage, at, talk, act, person)
    else:
        jobs.withdraw_proposal(proposal_id=stage.proposals[talk.key], worker_id=person, at=at)


def _deposit(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """With the demo bank the money is there at once; otherwise staff confirm it."""
    running = contract(stage, talk, person, at).contract
    contracts.announce_deposit(contract_id=running.pk, client_id=person, at=at)
    confirm(stage, running.holder, at)


def _step(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    view = contract(stage, talk, person, at)
    answers = {name: value for name, value in act.particulars.items() if name not in ("files", "items")}
    if "files" in act.particulars:
        answers["files"] = hand_over(act, person, at)
    if "items" in act.particulars:
        answers["item_reasons"] = {int(item): reason for item, reason in act.particulars["items"].items()}
    contracts.take_step(contract_id=view.contract.pk, step=act.verb, by=By(view.role, person), at=at, answers=answers)


def _rate(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    view = contract(stage, talk, person, at)
    rating.rate(
        contract_id=view.contract.pk,
        rater_id=person,
        stars=dict(zip(RATING_ITEMS[view.role], act.particulars["stars"], strict=True)),
        comment=act.particulars["text"],
        at=at,
    )


def _reply(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    got = contract_queries.ratings(contract(stage, talk, person, at)).theirs
    if got is None:
        raise LookupError(f"{talk.listing}: there is no rating to reply to")
    rating.reply(rating_id=got.pk, person_id=person, text=act.particulars["text"], at=at)


_VERBS: Mapping[str, Callable[[Stage, datetime, Talk, Act, int], None]] = {
    **{step.name: _step for step in FIXED_PRICE.steps},
    **hourly.VERBS,
    **beside.VERBS,
    **secrets.VERBS,
    **safe_talk.VERBS,
    "say": _say,
    "decline": _decline,
    "withdraw": _withdraw,
    "open_terms": _open_terms,
    "propose": _propose,
    "agree": _agree,
    "deposit": _deposit,
    "rate": _rate,
    "reply": _reply,
}
