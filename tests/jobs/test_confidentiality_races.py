"""Opposing buttons about secrets pressed in the same moment: one end, and a counterpart only where there is an
agreement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tachiai.jobs import actions
from tachiai.jobs.models import Confidentiality, SignedCopy
from tests.cast import Cast
from tests.confidentiality import agree_to_secrecy, ask_for_secrecy
from tests.contracts.test_request_races import at_once, right_behind
from tests.jobs.market import Market
from tests.terms.samples import AT

pytestmark = pytest.mark.django_db(transaction=True)
Press = Callable[[], object]


@pytest.fixture
def proposal_id(cast: Cast) -> int:
    return Market(cast).proposal()


@pytest.fixture
def asked(cast: Cast, proposal_id: int) -> int:
    return ask_for_secrecy(proposal_id, cast.aoi, AT)


@pytest.fixture
def agree(cast: Cast, proposal_id: int, asked: int) -> Press:
    return lambda: agree_to_secrecy(proposal_id, cast.ren, AT)


@pytest.fixture(params=["withdraw", "end the proposal", "lapse"])
def end(request: pytest.FixtureRequest, cast: Cast, proposal_id: int, asked: int) -> Press:
    """Another way for the request to end."""
    ren, late = cast.ren.pk, AT + timedelta(days=8)
    return {
        "withdraw": lambda: actions.withdraw_confidentiality(request_id=asked, person_id=cast.aoi.pk, at=AT),
        "end the proposal": lambda: actions.withdraw_proposal(proposal_id=proposal_id, worker_id=ren, at=AT),
        "lapse": lambda: [actions.remind_confidentiality(late), actions.sweep_confidentiality(late)],
    }[request.param]


def expect_consistent() -> None:
    row = Confidentiality.objects.get()
    assert row.state in ("agreed", "withdrawn", "lapsed")
    assert row.stalled_until is None
    assert SignedCopy.objects.filter(role="asked").exists() == (row.state == "agreed")


def test_agreed_first_it_stays_agreed(agree: Press, end: Press) -> None:
    right_behind(agree, end)
    assert Confidentiality.objects.get().state == "agreed"
    expect_consistent()


def test_ended_first_nobody_can_agree(agree: Press, end: Press) -> None:
    assert right_behind(end, agree) == ["lifecycle.not_now"]
    expect_consistent()


def test_in_the_same_moment_one_of_the_two_counts(agree: Press, end: Press) -> None:
    at_once(agree, end)
    expect_consistent()


def test_both_sides_ask_and_one_request_is_open(cast: Cast, proposal_id: int) -> None:
    refused = at_once(*(lambda who=who: ask_for_secrecy(proposal_id, who, AT) for who in (cast.aoi, cast.ren)))
    assert sorted(refused) == [[], ["confidentiality.refused.one_at_a_time"]]
    assert Confidentiality.objects.count() == 1
