"""A proposal that could still be adopted keeps its maker: neither a closed account nor a block becomes a contract."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tachiai.conversations.actions.blocks import block_person, unblock_person
from tachiai.people.actions import close_account, reasons_against_closure
from tests.cast import Cast
from tests.contests.stage import Stage, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(opened: Callable[..., Stage]) -> Stage:
    """A contest with two prizes."""
    return opened(prizes=2)


def test_an_account_closes_when_nothing_of_its_maker_can_be_adopted(stage: Stage, cast: Cast) -> None:
    proposal_id = stage.propose(cast.ren)
    assert [each.key for each in reasons_against_closure(cast.ren.pk)] == ["contests.refused.proposal_stands"]
    assert [each.key for each in reasons_against_closure(cast.aoi.pk)] == [
        "contests.refused.contest_running",
        "jobs.refused.listing_open",
    ]
    stage.withdraw(proposal_id, cast.ren)
    close_account(person_id=cast.ren.pk, at=stage.at)


def test_what_a_former_member_left_is_adopted_by_nobody(stage: Stage, cast: Cast) -> None:
    ours, left = stage.propose(cast.mio), stage.propose(cast.ren)
    stage.days_pass(12)
    stage.award(ours)
    stage.finish()
    close_account(person_id=cast.ren.pk, at=stage.at)
    assert refused(lambda: stage.award_more(left)) == ["contests.refused.maker_left"]


def test_a_maker_takes_the_proposal_back_before_blocking_the_client(stage: Stage, cast: Cast) -> None:
    proposal_id = stage.propose(cast.ren)
    block = {"person_id": cast.ren.pk, "other_id": cast.aoi.pk, "at": stage.at}
    assert refused(lambda: block_person(**block)) == ["contests.refused.proposal_before_block"]
    stage.withdraw(proposal_id, cast.ren)
    block_person(**block)


def test_a_client_adopts_nothing_of_somebody_they_have_blocked(stage: Stage, cast: Cast) -> None:
    proposal_id = stage.propose(cast.ren)
    block_person(person_id=cast.aoi.pk, other_id=cast.ren.pk, at=stage.at)
    stage.days_pass(12)
    assert refused(lambda: stage.award(proposal_id)) == ["contests.refused.not_between_you"]
    unblock_person(person_id=cast.aoi.pk, other_id=cast.ren.pk)
    assert stage.award(proposal_id)
