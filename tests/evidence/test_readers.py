"""Who gets to read what: a bundle holds what its reader may read, and the place of everything else."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta

import pytest

from tachiai.contracts import rating
from tachiai.evidence.models import Sealed
from tachiai.evidence.queries import chain_state
from tachiai.evidence.verifier.contents import RECORD
from tachiai.kernel.lifecycle import Actor
from tachiai.people.actions import remove_text, restore_text
from tests.cast import Cast
from tests.deal import Deal, refused
from tests.evidence.conftest import agree_on_secrets, sealed
from tests.evidence.forging import checked, members_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(cast: Cast, settings) -> Deal:
    settings.FUNDS = "demo_bank"
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    said = deal.write(cast.ren, "ふたりの話です。")
    deal.edit(said, "ふたりだけの話です。")
    deal.write(cast.ren, "続きです。", reply_to=said.pk)
    return deal


def withheld(content: bytes) -> set[str]:
    """The kinds of entries that are there without their content."""
    entries = json.loads(members_of(content)[RECORD])["entries"]
    return {entry["kind"] for entry in entries if "payload" not in entry}


def contents(content: bytes) -> list[str]:
    """The kinds of all entries, in order."""
    return [entry["kind"] for entry in json.loads(members_of(content)[RECORD])["entries"]]


@pytest.mark.parametrize("role", ["client", "worker", "operator"])
def test_the_two_sides_and_the_operator_read_all_of_it(deal: Deal, role: str) -> None:
    content, _ = sealed(deal, role)
    assert checked(content).faults == []
    assert withheld(content) == set()
    assert "ふたりだけの話です。".encode() in content


def test_staff_do_not_read_what_the_two_write_to_each_other(deal: Deal) -> None:
    content, _ = sealed(deal, "staff")
    assert checked(content).faults == []
    assert withheld(content) == {"message", "message_reply", "message_edit", "terms_word"}
    assert "ふたりだけの話です。".encode() not in content


def test_what_staff_removed_is_handed_to_nobody_but_who_wrote_it(deal: Deal, cast: Cast) -> None:
    address = deal.file(cast.ren, "address.txt", b"a house with a blue door")
    said = deal.write(cast.ren, "住所は青い扉の家です。", files=[address])
    deal.edit(said, "住所は青い扉の家だと聞きました。")
    removed = {"kind": "message", "subject_id": said.pk, "decision_id": 1, "by_staff_id": cast.kei.pk}
    remove_text(**removed, author_id=cast.ren.pk, at=deal.at)
    shown, kept = sealed(deal, "worker")[0], sealed(deal, "client")[0]
    assert "青い扉の家です".encode() in shown and b"blue door" in shown
    assert "青い扉".encode() not in kept and b"blue door" not in kept
    for content in (shown, kept):
        assert checked(content).faults == []
    assert withheld(kept) == {"message", "message_edit"}
    assert "ふたりだけの話です。".encode() in kept
    assert "青い扉の家です".encode() in sealed(deal, "operator")[0]
    restore_text(**removed, at=deal.at)
    assert withheld(sealed(deal, "client")[0]) == set()


def test_a_removed_rating_is_handed_to_nobody_but_who_gave_it(deal: Deal, cast: Cast) -> None:
    deal.deliver()
    deal.accept()
    for person, role in ((cast.aoi, Actor.CLIENT), (cast.ren, Actor.WORKER)):
        stars = dict.fromkeys(rating.RATING_ITEMS[role], 3)
        said = f"評価の言葉 {role}"
        given = rating.rate(contract_id=deal.contract.pk, rater_id=person.pk, stars=stars, comment=said, at=deal.at)
    removed = {"kind": "rating", "subject_id": given.pk, "decision_id": 1, "by_staff_id": cast.kei.pk}
    remove_text(**removed, author_id=cast.ren.pk, at=deal.at)
    assert "評価の言葉 worker".encode() in sealed(deal, "worker")[0]
    content = sealed(deal, "client")[0]
    assert "評価の言葉 worker".encode() not in content and "評価の言葉 client".encode() in content
    assert checked(content).faults == []


def test_staff_do_not_read_what_the_two_keep_secret_even_then(deal: Deal, cast: Cast) -> None:
    agree_on_secrets(deal)
    deal.answer(deal.ask("termination", cast.aoi), "refuse", cast.ren)
    deal.ask("mediation_decision", cast.aoi)
    content, _ = sealed(deal, "staff")
    assert withheld(content) == {"confidentiality", "confidentiality_step", "signed_copy"}
    assert not any(name.startswith("confidentiality/") for name in members_of(content))
    assert any(name.startswith("confidentiality/") for name in members_of(sealed(deal)[0]))


def test_staff_read_it_while_a_mediation_is_held_on_it(deal: Deal, cast: Cast) -> None:
    deal.answer(deal.ask("termination", cast.aoi), "refuse", cast.ren)
    mediation = deal.ask("mediation_decision", cast.aoi)
    content, _ = sealed(deal, "staff")
    assert withheld(content) == set()
    assert "ふたりだけの話です。".encode() in content
    deal.answer(mediation, "offer", cast.ren, worker_share=0)
    deal.answer(mediation, "accept_offer", cast.aoi)
    assert "ふたりだけの話です。".encode() not in sealed(deal, "staff")[0]


def test_the_proof_of_a_plea_is_for_who_pleads_and_for_staff(deal: Deal, cast: Cast) -> None:
    deal.take("give_up")
    given = rating.rate_silence(deal.contract, Actor.WORKER, rating.WARNINGS, deal.at)
    proof = deal.file(cast.ren, "hospital.txt", b"the letter of a hospital")
    rating.plead(rating_id=given.pk, person_id=cast.ren.pk, text="入院していました。", files=[proof], at=deal.at)
    for role, may_read in (("worker", True), ("staff", True), ("client", False)):
        content, _ = sealed(deal, role)
        assert checked(content).faults == []
        assert ("plea" not in withheld(content)) is may_read
        assert (b"the letter of a hospital" in content) is may_read
        assert ("入院していました。".encode() in content) is may_read


def test_a_rating_that_is_hidden_yet_leaves_no_trace(cast: Cast, settings) -> None:
    settings.FUNDS = "demo_bank"
    deal = Deal(cast.aoi, cast.ren)
    for act in (deal.deposit, deal.deliver, deal.accept):
        act()
    before, _ = sealed(deal, "worker")
    stars = dict.fromkeys(rating.RATING_ITEMS[Actor.CLIENT], 1)
    rating.rate(contract_id=deal.contract.pk, rater_id=cast.aoi.pk, stars=stars, comment="まだ秘密", at=deal.at)
    after, _ = sealed(deal, "worker")
    assert contents(after) == contents(before) + ["notice"], "that there is one is told; what it says is not"
    assert "まだ秘密".encode() not in after


def test_no_mail_address_no_password_and_no_balance_of_anybody_is_in_it(deal: Deal, cast: Cast) -> None:
    content, _ = sealed(deal)
    for person in (cast.aoi, cast.ren):
        assert person.email.encode() not in content
        assert person.password.encode() not in content
        assert person.display_name.encode() in content
    assert b"balance" not in members_of(content)[RECORD]


def test_what_was_handed_out_is_remembered_for_both(deal: Deal, cast: Cast) -> None:
    first, made = sealed(deal)
    deal.at += timedelta(days=1)
    deal.write(cast.aoi)
    second, _ = sealed(deal, "worker")
    shown = chain_state(deal.contract.pk).bundles
    assert [(one.role, one.person_name) for one in shown] == [("worker", "蓮"), ("client", "葵デザイン室")]
    assert [one.digest for one in shown] == [checked(content).figures["digest"] for content in (second, first)]
    assert shown[0].length == shown[1].length + 2, "the message, and that the other side was told of it"
    assert (made.size, made.sealed_at) == (len(first), Sealed.objects.earliest("pk").sealed_at)


def test_two_bundles_of_one_moment_are_the_same_to_the_byte(deal: Deal) -> None:
    assert sealed(deal)[0] == sealed(deal)[0]


def test_a_file_that_is_gone_or_another_one_stops_it_by_name(deal: Deal, cast: Cast) -> None:
    deal.deliver()
    stored = deal.contract.deliveries.get().files.get()
    name = stored.content.name
    for content, reason in ((b"other bytes", "file_changed"), (None, "file_missing")):
        stored.content.storage.delete(name)
        if content is not None:
            with stored.content.storage.open(name, "wb") as file:
                file.write(content)
        assert refused(lambda: sealed(deal)) == [f"evidence.refused.{reason}"]


def test_it_is_an_ordinary_zip(deal: Deal, tmp_path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(sealed(deal)[0])
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {"READ-ME.txt", "verify.py", "record.json", "timeline.pdf", "manifest.json"} <= set(archive.namelist())
        archive.extractall(tmp_path / "out")
    assert (tmp_path / "out" / "timeline.pdf").read_bytes().startswith(b"%PDF-")
