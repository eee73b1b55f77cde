"""What is linked once is compared for ever: the form of an entry never changes; a new form is a new kind."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tachiai.contracts import rating
from tachiai.contracts.hourly import lines
from tachiai.contracts.record.entries import KINDS, entries
from tachiai.conversations.actions.moderation import remove_message
from tachiai.conversations.models import Message
from tachiai.evidence.timeline import _TOLD, Words
from tachiai.evidence.verifier.chain import canonical
from tachiai.kernel.entries import WHOLE, Entry, Piece
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.texts import CATALOGUE
from tachiai.terms.models import Override
from tests.cast import Cast
from tests.contests.stage import Stage
from tests.deal import Deal
from tests.evidence.conftest import full_deal
from tests.hours import HourlyDeal

pytestmark = pytest.mark.django_db

_STEP = "answers by deadline from lifecycle number step to"
FORMS = {
    "contract": "client fee_schedule lifecycle listing reference title version worker",
    "adopted": "by files note proposal sent_at text version",
    "terms_version": "amends by digest number values",
    "terms_word": "by difference digest number stance term text",
    "terms_override": "by check fact number reason value",
    "consent": "by digest method number proof",
    "confidentiality": "asked by",
    "confidentiality_step": "answers by confidentiality from lifecycle number step to",
    "signed_copy": "by confidentiality content digest method proof",
    "step": f"{_STEP} request",
    "request": "asked asked_by by lifecycle terms version",
    "request_step": f"{_STEP} request",
    "request_file": "by files request",
    "delivery": "files note number part",
    "finding": "delivery index passed reason text",
    "message": "body by files",
    "message_reply": "answers by message",
    "message_edit": "body by message number",
    "text_removal": "decision item of removed",
    "notice": "notice to",
    "movement": "legs movement step",
    "paper": "content digest issued_by kind relates_to serial",
    "paper_seen": "by channel detail paper",
    "week": "begins_on cap_minutes lifecycle number price rate version",
    "week_step": f"{_STEP} week",
    "week_line": "by ends_at files is_struck is_timed line note number starts_at week",
    "line_word": "by line text week",
    "rating": "average by comment is_by_rule of stars",
    "rating_reply": "by rating text",
    "plea": "by files rating text",
    "plea_step": f"{_STEP} plea",
}


@pytest.fixture
def found(cast: Cast, settings) -> list[Entry]:
    """Everything on record of four contracts: one of each kind at least."""
    settings.FUNDS = "demo_bank"
    ended = Deal(cast.aoi, cast.ren)
    ended.deposit()
    ended.take("give_up")
    given = rating.rate_silence(ended.contract, Actor.WORKER, rating.WARNINGS, ended.at)
    plea = rating.plead(rating_id=given.pk, person_id=cast.ren.pk, text="入院していました。", at=ended.at)
    rating.decide_plea(plea_id=plea.pk, lift=True, reason="確認しました。", by_staff_id=cast.kei.pk, at=ended.at)
    Override.objects.create(
        version=ended.contract.terms, check_id="C01", fact="terms.pay_days", value="90", role="client", person=cast.aoi,
        reason="相談しました。", made_at=ended.at,
    )  # fmt: skip
    full = full_deal(cast)
    said = Message.objects.filter(thread_id=full.contract.thread_id).latest("pk")
    remove_message(message_id=said.pk, by_staff_id=cast.kei.pk, decision_id=1, at=full.at)
    hourly = HourlyDeal(cast.aoi, cast.ren)
    hourly.deposit()
    hourly.at += timedelta(hours=2)
    line = hourly.work("10:00", "11:00")
    lines.say_of_line(entry_id=line.pk, by=hourly.by(cast.aoi), text="どの件ですか。", at=hourly.at)
    stage = Stage(cast)
    stage.deposit()
    proposal = stage.propose(cast.ren, files=1)
    stage.to_selection()
    contracts = (full.contract, ended.contract, hourly.contract, stage.award(proposal))
    return [entry for contract in contracts for entry in entries(contract, WHOLE)]


def test_every_kind_has_the_form_in_which_it_is_linked(found: list[Entry]) -> None:
    assert tuple(FORMS) == KINDS
    forms = {kind: {" ".join(sorted(e.payload)) for e in found if e.kind == kind} for kind in KINDS}
    assert forms == {kind: {" ".join(sorted(form.split()))} for kind, form in FORMS.items()}


def test_every_kind_has_its_name_and_its_place_in_the_timeline(found: list[Entry]) -> None:
    assert set(_TOLD) == set(KINDS)
    for language in ("ja", "en"):
        words = Words(language, {})
        for entry in found:
            what, lines = _TOLD[entry.kind](entry.payload, words)
            assert what or f"evidence.kind.{entry.kind}" in CATALOGUE
            assert all(isinstance(line, str) for line in lines)


def test_what_is_written_is_what_is_read(found: list[Entry]) -> None:
    """Nothing in an entry is lost or altered on its way through JSON."""
    for entry in found:
        again = json.loads(canonical(entry.payload))
        assert canonical(again) == canonical(entry.payload)
        assert again == entry.payload


def test_a_piece_is_what_comes_after_the_last_and_up_to_the_last(cast: Cast, found: list[Entry]) -> None:
    contract = full_deal(cast).contract
    whole = [(entry.kind, entry.item) for entry in entries(contract, WHOLE)]
    for kind in KINDS:
        items = [item for of, item in whole if of == kind]
        middle = items[len(items) // 2] if items else 0
        before = [e.item for e in entries(contract, Piece(upto={kind: middle})) if e.kind == kind]
        after = [e.item for e in entries(contract, Piece(after={kind: middle}), (kind,))]
        assert before + (after if kind not in ALWAYS_WHOLE else after[len(before) :]) == items, kind
    assert not list(entries(contract, Piece(upto={})))


ALWAYS_WHOLE = ("paper_seen", "rating", "rating_reply", "plea", "plea_step")
