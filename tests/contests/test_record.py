"""What was adopted stands in the record of its contract: whoever is told to deliver it can be held to it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from tachiai.contests.actions import proposals
from tachiai.contests.actions.moderation import remove_contest_proposal, restore_contest_proposal
from tachiai.contests.actions.proposals import Work
from tachiai.contracts import actions
from tachiai.contracts.models import Contract
from tachiai.contracts.record.entries import entries
from tachiai.contracts.record.following import contracts_in
from tachiai.conversations.queries import file_for
from tachiai.evidence import actions as evidence
from tachiai.evidence.sealing import Reader, seal
from tachiai.evidence.verifier.contents import RECORD
from tachiai.kernel.entries import WHOLE
from tachiai.people.models import TextRemoval
from tests.cast import Cast
from tests.contests.stage import Stage
from tests.evidence.forging import checked, members_of

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


def test_what_staff_removed_of_it_is_handed_to_nobody_but_its_maker(stage: Stage, cast: Cast) -> None:
    proposal_id = propose_with_address(stage, cast)
    stage.to_selection()
    contract = stage.award(proposal_id)
    (original,) = contract.adopted.files.all()
    evidence.extend(contract_id=contract.pk, at=stage.at)
    decided = {"proposal_id": proposal_id, "decision_id": 1, "by_staff_id": cast.kei.pk, "at": stage.at}
    remove_contest_proposal(**decided)
    kept = sealed(contract, "client", stage)
    assert checked(kept).faults == []
    assert "青い扉".encode() not in kept and b"blue door" not in kept
    assert [entry for entry in record_of(kept) if entry["kind"] == "adopted" and "withheld" in entry]
    (removal,) = [entry["payload"] for entry in record_of(kept) if entry["kind"] == "text_removal"]
    assert (removal["of"], removal["item"], removal["removed"]) == ("contest_proposal", proposal_id, True)
    for role in ("worker", "staff", "operator"):
        shown = sealed(contract, role, stage)
        assert checked(shown).faults == []
        assert "青い扉の家です".encode() in shown and b"blue door" in shown
    assert file_for(person_id=cast.aoi.pk, file_id=original.pk) is None
    assert file_for(person_id=cast.ren.pk, file_id=original.pk) == original
    restore_contest_proposal(**decided)
    again = sealed(contract, "client", stage)
    assert checked(again).faults == []
    assert "青い扉の家です".encode() in again and b"blue door" in again
    assert file_for(person_id=cast.aoi.pk, file_id=original.pk) == original


def test_a_removal_is_linked_soon_after_to_the_award_that_it_concerns(stage: Stage, cast: Cast) -> None:
    other, proposal_id = stage.propose(cast.mio), propose_with_address(stage, cast)
    stage.to_selection()
    contract = stage.award(proposal_id)
    for removed in (other, proposal_id):
        remove_contest_proposal(proposal_id=removed, decision_id=1, by_staff_id=cast.kei.pk, at=stage.at)
    newest = TextRemoval.objects.latest("pk").pk
    assert contracts_in("text_removal", 0, newest - 1) == set()
    assert contracts_in("text_removal", newest - 1, newest) == {contract.pk}


def propose_with_address(stage: Stage, cast: Cast) -> int:
    """Ren's proposal, in words and in a file of which staff will say that they should not stand there."""
    address = stage.file(cast.ren, "address.txt", b"a house with a blue door")
    return proposals.send_contest_proposal(
        listing_id=stage.listing_id,
        worker_id=cast.ren.pk,
        work=Work(text="看板をかける先は青い扉の家です。", files=(address,)),
        signed=stage.yes(cast.ren),
        at=stage.at,
    )


def sealed(contract: Contract, role: str, stage: Stage) -> bytes:
    out = io.BytesIO()
    seal(contract_id=contract.pk, reader=Reader(role, "ja"), at=stage.at, out=out)
    return out.getvalue()


def record_of(content: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(members_of(content)[RECORD])["entries"]
    return found
