"""What was adopted stands in the record of its contract: whoever is told to deliver it can be held to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tachiai.contracts import actions
from tachiai.contracts.models import Contract
from tachiai.contracts.record.entries import entries
from tachiai.evidence import actions as evidence
from tachiai.kernel.entries import WHOLE
from tests.cast import Cast
from tests.contests.stage import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(opened: Callable[..., Stage]) -> Stage:
    return opened(prizes=1)


def adopted(contract: Contract) -> list[dict[str, Any]]:
    return [dict(entry.payload) for entry in entries(contract, WHOLE) if entry.kind == "adopted"]


def test_the_newest_version_is_told_with_its_words_and_files(stage: Stage, cast: Cast) -> None:
    stage.propose(cast.mio, "青い旗")
    proposal_id = stage.propose(cast.ren, "豆をひと粒だけ描いた丸い看板", files=1)
    stage.revise(proposal_id, cast.ren, "豆をふた粒にしました")
    stage.to_selection()
    contract = stage.award(proposal_id)
    (told,) = adopted(contract)
    assert (told["proposal"], told["version"], told["text"]) == (2, 2, "豆をふた粒にしました")
    assert told["by"]["person"] == cast.ren.pk
    whole = evidence.whole_record(contract_id=contract.pk, at=stage.at)
    assert "adopted" in {entry.kind for entry in whole.entries}


def test_originals_are_told_once_they_are_paid_in(stage: Stage, cast: Cast) -> None:
    first, second = stage.propose(cast.mio), stage.propose(cast.ren, files=2)
    stage.to_selection()
    stage.award(first)
    contract = stage.award_more(second)
    assert contract.state == "awaiting_deposit"
    assert evidence.extend(contract_id=contract.pk, at=stage.at) > 0
    assert adopted(contract) == []
    actions.announce_deposit(contract_id=contract.pk, client_id=cast.aoi.pk, at=stage.at)
    contract.refresh_from_db()
    (told,) = adopted(contract)
    assert len(told["files"]) == 2
    evidence.extend(contract_id=contract.pk, at=stage.at)
    whole = evidence.whole_record(contract_id=contract.pk, at=stage.at)
    assert "adopted" in {link.kind for link in whole.links}
