"""What was adopted is a contract like every other: its papers, its record, its requests."""

from __future__ import annotations

import pytest

from tachiai.clockwork.actions import By
from tachiai.contests.actions.moderation import remove_contest_proposal
from tachiai.contracts import requests
from tachiai.contracts.actions import take_step
from tachiai.contracts.models import Contract, Paper
from tachiai.contracts.papers.kinds import ORDER_NOTICE
from tachiai.contracts.queries import ContractView
from tachiai.contracts.queries.requests import openings
from tachiai.contracts.record import seal
from tachiai.contracts.record.entries import entries
from tachiai.contracts.record.following import contracts_in
from tachiai.conversations.actions import post_message
from tachiai.conversations.actions.blocks import block_person
from tachiai.kernel.calendar import local_date
from tachiai.kernel.entries import WHOLE
from tachiai.kernel.lifecycle import Actor
from tachiai.people.actions import close_account
from tachiai.web.reading import reason_text
from tests.contests.stage import PRIZE, Stage, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def award(stage: Stage) -> Contract:
    proposal_id = stage.propose(stage.cast.ren)
    stage.to_selection()
    return stage.award(proposal_id)


def deliver(stage: Stage, award: Contract) -> None:
    answers = {"note": "データ一式です。", "files": [stage.file(stage.cast.ren)]}
    by = By(Actor.WORKER, stage.cast.ren.pk)
    take_step(contract_id=award.pk, step="deliver", by=by, at=stage.at, answers=answers)


def test_its_record_says_where_each_side_agreed(stage, award):
    found = [entry for entry in entries(award, WHOLE) if entry.kind == "consent"]
    assert len(found) == 2
    proofs = [entry.payload["proof"] for entry in found]
    digest = stage.contest.terms_digest
    said = {(proof["digest"], proof["contest"], proof["version"]) for proof in proofs}
    assert said == {(digest, stage.contest.pk, 1)}
    assert seal(award)["digest"]


def test_its_order_notice_is_issued_with_the_award(award):
    assert list(Paper.objects.filter(contract=award).values_list("kind", flat=True))[0].startswith("order")


def test_its_order_notice_bears_the_day_of_the_award_and_not_that_of_the_proposal(stage, award):
    day = local_date(stage.at)
    notice = Paper.objects.get(contract=award, kind=ORDER_NOTICE.name)
    assert local_date(award.terms.consents.latest("given_at").given_at) < day == notice.dated_on


@pytest.mark.parametrize(("kind", "button"), [("termination", "採用を取りやめる"), ("change", "データの修正を求める")])
def test_a_refusal_names_the_button_that_an_award_has(stage, award, settings, kind, button):
    settings.FUNDS, told = "demo_bank", "contracts.refused.unfunded.termination"
    if kind == "change":
        deliver(stage, award)
        award.refresh_from_db()
        told = "contracts.refused.delivered.change"
    else:
        award.state = "awaiting_deposit"
    view = ContractView(award, Actor.CLIENT, stage.client.pk, stage.at)
    (refused,) = openings(view, "decision")[kind].refused
    assert refused.key == told and f"「{button}」" in reason_text(refused)


def test_what_the_two_write_is_followed_to_it(stage, award):
    said = post_message(thread_id=award.thread_id, author_id=stage.cast.ren.pk, body="明日お送りします。", at=stage.at)
    assert contracts_in("message", said.pk - 1, said.pk) == {award.pk}


def test_data_that_nobody_checks_are_accepted_after_a_week(stage, award):
    deliver(stage, award)
    stage.days_pass(8)
    award.refresh_from_db()
    assert (award.state, stage.wallet(stage.cast.ren)) == ("completed", PRIZE - 6_600)
    assert {"award.deliver.client", "award.remind.delivered.client", "award.deem_accepted.client"} <= set(
        stage.told(stage.client)
    )
    assert "award.deem_accepted.worker" in stage.told(stage.cast.ren)


@pytest.mark.parametrize("how", ["stays", "closes", "blocks", "removed"])
def test_one_whose_deposit_never_came_is_made_again_only_with_a_maker_who_is_there(opened, cast, how):
    stage = opened(prizes=1)
    first, second = stage.propose(cast.mio), stage.propose(cast.ren)
    stage.to_selection()
    stage.award(first)
    assert stage.award_more(second).state == "awaiting_deposit"
    stage.days_pass(16)
    if how == "closes":
        close_account(person_id=cast.ren.pk, at=stage.at)
    elif how == "blocks":
        block_person(person_id=cast.ren.pk, other_id=cast.aoi.pk, at=stage.at)
    elif how == "removed":
        by_staff = {"by_staff_id": cast.kei.pk, "decision_id": 1, "at": stage.at}
        remove_contest_proposal(proposal_id=second, **by_staff)
    why = {
        "closes": ["contests.refused.maker_left"],
        "blocks": ["contests.refused.not_between_you"],
        "removed": ["contests.refused.cannot_be_adopted"],
    }
    if how == "stays":
        assert stage.award_more(second).state == "awaiting_deposit"
    else:
        assert refused(lambda: stage.award_more(second)) == why[how]


def test_what_may_be_opened_beside_a_contract_may_be_beside_it(stage, award, settings):
    client, worker = By(Actor.CLIENT, stage.client.pk), By(Actor.WORKER, stage.cast.ren.pk)
    said = {"reason_code": "cannot_continue", "reason": "店の計画が変わりました。", "worker_share": 0}
    opened = {"contract_id": award.pk, "at": stage.at}
    asked = requests.open_request(kind="termination", by=client, answers=said, **opened)
    refusal = {"reason": "データはもうできています。"}
    requests.take_request_step(request_id=asked.pk, step="refuse", by=worker, at=stage.at, answers=refusal)
    kind = f"mediation_{settings.MEDIATION_LEVEL}"
    requests.open_request(kind=kind, by=worker, answers={"reason": "話し合いたいです。"}, **opened)
    award.refresh_from_db()
    assert award.state == "in_mediation"
    stage.days_pass(90)
    award.refresh_from_db()
    assert (award.state, stage.wallet(stage.client)) == ("terminated", PRIZE // 2)
