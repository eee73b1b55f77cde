"""Every restriction at every door of the domain: what the table says is what happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from tachiai.clockwork.actions import By
from tachiai.contracts import rating
from tachiai.contracts.actions import take_step
from tachiai.contracts.requests import open_request
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.conversations import actions as conversations
from tachiai.conversations import queries as talks
from tachiai.conversations.actions import blocks, hearts, off_site
from tachiai.guidelines.rules import clauses_for
from tachiai.jobs import actions as jobs
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.money.actions import record_pay_out
from tachiai.people import actions, queries
from tachiai.people.rules import Trader
from tachiai.people.rules.restrictions import KINDS as DECLARED
from tachiai.people.rules.restrictions import Act, forbids
from tachiai.safety.actions.reports import file_report
from tests.cast import Cast
from tests.jobs.market import OFFER
from tests.people.enforcement import EXPECTED, KINDS, Stage, refused_with, restrict, set_stage
from tests.terms.samples import AT, SETTLED

pytestmark = pytest.mark.django_db
Doors = Mapping[str, Callable[[], object]]


@pytest.fixture
def stage(cast: Cast, settings: Any) -> Stage:
    return set_stage(cast, settings)


def doors(cast: Cast, at: Stage) -> Doors:
    """What Ren does at each door, rightly in all but that he may be restricted."""
    ren, now = cast.ren.pk, {"at": AT}
    worker = By(Actor.WORKER, ren)
    ending = {"reason_code": "cannot_continue", "reason": "続けられなくなりました。", "worker_share": 0}
    profile = {"display_name": "蓮", "introduction": "新しい紹介文です。", "skills": [], "language": "ja"}
    report = {"clause": clauses_for("listing")[0].id, "text": "規約に反する募集だと思います。ご確認ください。"}
    stars = dict.fromkeys(RATING_ITEMS[Actor.WORKER], 4)
    return {
        "publish": lambda: jobs.publish(listing_id=at.draft, client_id=ren, **now),
        "extend": lambda: jobs.extend(listing_id=at.own_listing, client_id=ren, apply_on=at.apply_on, **now),
        "propose": lambda: jobs.send_proposal(listing_id=at.listing_of_a_stranger, worker_id=ren, offer=OFFER, **now),
        "propose_again": lambda: jobs.send_proposal(listing_id=at.listing, worker_id=ren, offer=OFFER, **now),
        "agree": lambda: jobs.propose_terms(
            proposal_id=at.talk, person_id=ren, values=replace(SETTLED, rounds=3), base_number=1, **now
        ),
        "discuss": lambda: jobs.discuss_item(
            proposal_id=at.talk, person_id=ren, item="scope", text="何案でしょうか。", is_question=True, **now
        ),
        "write_before": lambda: conversations.post_message(thread_id=at.thread, author_id=ren, body="はい。", **now),
        "write_in_contract": lambda: conversations.post_message(
            thread_id=at.contract_thread, author_id=ren, body="はい。", **now
        ),
        "thank_before": lambda: hearts.thank(message_id=at.heard, person_id=ren, **now),
        "ask_before": lambda: off_site.ask_off_site(
            thread_id=at.thread, person_id=ren, reason="面談のためです。", **now
        ),
        "ask_in_contract": lambda: off_site.ask_off_site(
            thread_id=at.contract_thread, person_id=ren, reason="面談のためです。", **now
        ),
        "rate": lambda: rating.rate(contract_id=at.done, rater_id=ren, stars=stars, comment="よい", **now),
        "declare": lambda: actions.declare_trader(person_id=ren, trader=Trader(kind="individual"), **now),
        "profile": lambda: actions.update_profile(person_id=ren, **profile, time_zone="Asia/Tokyo", **now),
        "decline": lambda: jobs.decline_proposal(proposal_id=at.to_decline, client_id=ren, reason="満員です。", **now),
        "step": lambda: take_step(
            contract_id=at.contract,
            step="deliver",
            by=worker,
            answers={"note": "どうぞ", "files": [at.own_file]},
            **now,
        ),
        "request": lambda: open_request(contract_id=at.contract, kind="termination", by=worker, answers=ending, **now),
        "be_paid": lambda: record_pay_out(person_id=ren, amount=1, by_staff_id=cast.kei.pk, key=uuid4(), **now),
        "report": lambda: file_report(
            subject_kind="listing", subject_id=at.listing, reporter_id=ren, **report, good_faith=True, **now
        ),
        "withdraw": lambda: jobs.withdraw_proposal(proposal_id=at.talk, worker_id=ren, **now),
        "block": lambda: blocks.block_person(person_id=ren, other_id=cast.mio.pk, **now),
        "read": lambda: talks.thread(thread_id=at.thread, person_id=ren).messages[0],
    }


def answers(doors: Doors) -> dict[str, list[str]]:
    """The refusals at each door, as if nothing had been done at the others."""
    found = {}
    for name, door in doors.items():
        with undone():
            try:
                found[name] = [] if door() else []
            except Refusal as refusal:
                found[name] = [reason.key for reason in refusal.reasons]
    return found


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done within is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("kind", ["nothing", *KINDS])
def test_every_door_answers_as_the_table_says(cast: Cast, stage: Stage, kind: str) -> None:
    if kind != "nothing":
        restrict(cast, kind)
    assert answers(doors(cast, stage)) == {door: refused_with(door, kind) for door in EXPECTED}


def test_a_restriction_of_one_thread_is_about_the_two_people_of_it(cast: Cast, stage: Stage) -> None:
    restrict(cast, "messages", thread_id=stage.contract_thread)
    found = answers(doors(cast, stage))
    assert found == {door: refused_with(door, "messages") for door in EXPECTED}


def test_a_restriction_of_one_thread_leaves_talks_with_others_free(cast: Cast, stage: Stage) -> None:
    restrict(cast, "messages", thread_id=stage.thread_elsewhere)
    assert answers(doors(cast, stage)) == {door: [] for door in EXPECTED}


def test_the_gravest_of_several_is_told(cast: Cast, stage: Stage) -> None:
    restrict(cast, "messages")
    restrict(cast, "suspended")
    found = answers(doors(cast, stage))
    assert found["write_before"] == ["people.refused.restricted.suspended"]
    kinds = [one.kind for one in queries.restrictions_in_force(cast.ren.pk, AT)]
    assert kinds == ["suspended", "messages"]


def test_one_of_two_alike_is_enough(cast: Cast, stage: Stage) -> None:
    first, second = (restrict(cast, "limited", decision_id=number) for number in (1, 2))
    for lifted, expected in ((first, "limited"), (second, "nothing")):
        actions.lift(restriction_id=lifted, by_staff_id=cast.kei.pk, reason="疑いは晴れました。", at=AT)
        assert answers(doors(cast, stage)) == {door: refused_with(door, expected) for door in EXPECTED}


def test_the_table_has_every_kind_and_every_act() -> None:
    assert set(KINDS) == set(DECLARED)
    assert {act for kind in KINDS for act in Act if forbids(kind, act, in_running_contract=False)} == set(Act)
