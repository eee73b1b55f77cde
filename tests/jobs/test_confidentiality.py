"""Secrets before a price is named: asked with one signature, agreed with the other, or ended by a no or by silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tachiai.config.schedule import run_due
from tachiai.documents.rules import Document, Items, Prose, Rows
from tachiai.jobs import actions
from tachiai.jobs.confidentiality import (
    CLAUSES,
    LONGEST_SPECIAL,
    WITHOUT_END,
    YEARS,
    Signatory,
    Undertaking,
    counterpart,
    is_counterpart,
    mistakes,
    request_document,
    with_signatures,
)
from tachiai.jobs.lifecycles import CONFIDENTIALITY, PAUSE
from tachiai.jobs.models import Confidentiality, Proposal, SignedCopy
from tachiai.jobs.queries.confidentiality import (
    ConfidentialityView,
    cautions,
    confidentiality_for,
    counterpart_to_sign,
    earlier_confidentiality,
    latest_confidentiality,
    request_to_sign,
    steps_of_confidentiality,
)
from tachiai.kernel.calendar import end_of_day, local_date
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.soundness import faults
from tachiai.kernel.texts import CATALOGUE, LANGUAGES
from tachiai.notices.models import Notice
from tachiai.people import actions as people
from tachiai.people.models import Person
from tachiai.people.signing import Signature, sign_in_session
from tests.jobs.market import Market, refusal_of
from tests.terms.samples import AT

THREE_YEARS = Undertaking(3)
PENALTY = "秘密を漏らしたときは、違約金として100万円をお支払いください。"
A_DAY = timedelta(days=1)


class Secrets:
    """A proposal of Ren's to Aoi, and what the two ask each other beside it."""

    def __init__(self, market: Market, at: datetime = AT):
        self.market, self.cast, self.at = market, market.cast, at
        self.proposal_id = market.proposal(at=at)

    @property
    def proposal(self) -> Proposal:
        return Proposal.objects.get(pk=self.proposal_id)

    def to_sign(self, person: Person, undertaking: Undertaking = THREE_YEARS) -> Document:
        return request_to_sign(self.proposal, person.pk, undertaking, self.at)

    def signed(self, person: Person, document: Document) -> Signature:
        return sign_in_session(person_id=person.pk, digest=document.digest(), at=self.at)

    def ask(self, person: Person | None = None, undertaking: Undertaking = THREE_YEARS, **changes: Any) -> int:
        person = person or self.cast.aoi
        given = {"signed": self.signed(person, self.to_sign(person, undertaking)), **changes}
        return actions.ask_confidentiality(
            proposal_id=self.proposal_id, person_id=person.pk, undertaking=undertaking, at=self.at, **given
        )

    def view(self, person: Person) -> ConfidentialityView:
        found = latest_confidentiality(person.pk, self.proposal_id)
        assert found is not None
        return found

    def agree(self, person: Person | None = None, **changes: Any) -> None:
        person = person or self.cast.ren
        view = self.view(person)
        given = {"signed": self.signed(person, counterpart_to_sign(view, self.at)), **changes}
        actions.agree_confidentiality(request_id=view.row.pk, person_id=person.pk, at=self.at, **given)

    def decline(self, person: Person | None = None, reason: str = "") -> None:
        person = person or self.cast.ren
        request_id = Confidentiality.objects.latest("pk").pk
        actions.decline_confidentiality(request_id=request_id, person_id=person.pk, reason=reason, at=self.at)

    def withdraw(self, person: Person | None = None) -> None:
        person = person or self.cast.aoi
        request_id = Confidentiality.objects.latest("pk").pk
        actions.withdraw_confidentiality(request_id=request_id, person_id=person.pk, at=self.at)

    def days_pass(self, days: int) -> None:
        for _ in range(days):
            self.at += A_DAY
            run_due(self.at)

    def states(self) -> list[str]:
        """Of every request, oldest first."""
        return list(Confidentiality.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def secrets(market: Market) -> Secrets:
    return Secrets(market)


def told(person: Person) -> list[str]:
    """The kinds of what this person was told about secrets, in order."""
    kinds = Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True)
    return [kind for kind in kinds if kind.startswith("confidentiality.")]


def suspend(person: Person, staff: Person, at: datetime) -> None:
    people.restrict(kind="suspended", person_id=person.pk, by_staff_id=staff.pk, reason="確認のため", until=None, at=at)


AOI = Signatory(1, Actor.CLIENT, "葵デザイン室", "株式会社葵", "東京都千代田区1-1")
REN = Signatory(2, Actor.WORKER, "蓮", "蓮 太郎", "大阪市北区2-2")


def request(undertaking: Undertaking = THREE_YEARS) -> Document:
    on = local_date(AT)
    return request_document(undertaking, job="珈琲店のロゴ", number="NDA-1-1", asker=AOI, asked=REN, on=on)


def said(document: Document) -> str:
    """Every word of the text."""
    parts = [document.lead]
    for block in document.blocks:
        parts += [block.title, block.text] if isinstance(block, Prose) else []
        parts += block.items if isinstance(block, Items) else []
    return "\n".join(parts)


class TestTheText:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("years", YEARS)
    def test_has_every_clause_numbered_and_leaves_no_gap(self, language: str, years: int) -> None:
        document = request(Undertaking(years, "資料の社名は伏せます。", language))
        text = said(document)
        assert "{" not in text
        for number, clause in enumerate(CLAUSES, start=1):
            title = CATALOGUE.get(f"confidentiality_text.{clause}.title", language)
            assert (f"第{number}条 {title}" if language == "ja" else f"{number}. {title}") in text

    def test_says_for_how_long(self) -> None:
        assert "3年間" in said(request())
        assert "for 1 year from then" in said(request(Undertaking(1, language="en")))
        assert "for 5 years from then" in said(request(Undertaking(5, language="en")))
        assert "終わりの日を定めず" in said(request(Undertaking(WITHOUT_END)))

    def test_leaves_remedies_to_the_law_and_forbids_no_report(self) -> None:
        text = said(request())
        assert "この契約に違約金の定めはありません" in text
        assert "損害賠償は、法令の定めによります" in text
        assert "公益通報" in text

    def test_holds_the_special_terms_and_puts_them_first(self) -> None:
        assert "試作機の写真は撮りません。" in said(request(Undertaking(3, " 試作機の写真は撮りません。 ")))
        assert "特記事項はありません" in said(request())

    def test_shows_the_askers_name_and_address_and_of_the_other_the_account_alone(self) -> None:
        document = request()
        assert (document.issued_by.name, document.issued_by.lines[0]) == ("株式会社葵", "東京都千代田区1-1")
        assert document.addressed_to.name == "蓮"
        assert "大阪" not in str(document.as_data()) and "太郎" not in str(document.as_data())

    def test_says_so_when_nothing_was_declared(self) -> None:
        bare = replace(AOI, name="", address="")
        document = request_document(THREE_YEARS, job="x", number="n", asker=bare, asked=REN, on=local_date(AT))
        assert document.issued_by.name == "葵デザイン室"
        assert document.issued_by.lines == ("住所の申告なし", "会員番号 1")

    def test_of_the_counterpart_is_the_same_with_the_other_sides_name(self) -> None:
        asked, signed = request(), counterpart(request(), REN)
        assert (signed.blocks, signed.lead, signed.number, signed.issued_by) == (
            asked.blocks,
            asked.lead,
            asked.number,
            asked.issued_by,
        )
        assert (signed.addressed_to.name, signed.addressed_to.lines[0]) == ("蓮 太郎", "大阪市北区2-2")
        assert signed.data["request"] == asked.digest()
        assert is_counterpart(signed, asked)

    @pytest.mark.parametrize(
        "changes",
        [
            {"blocks": ()},
            {"number": "NDA-1-2"},
            {"lead": "ほかのこと"},
            {"data": {**counterpart(request(), REN).data, "years": 5}},
            {"data": {**counterpart(request(), REN).data, "request": "0" * 64}},
        ],
    )
    def test_of_something_else_is_no_counterpart(self, changes: dict[str, Any]) -> None:
        assert not is_counterpart(replace(counterpart(request(), REN), **changes), request())

    def test_survives_being_kept_as_data(self) -> None:
        kept = Document.from_data(request().as_data())
        assert kept.digest() == request().digest()

    def test_bears_signatures_only_when_there_are_some(self) -> None:
        assert with_signatures(request(), ()) == request()


class TestTheChoices:
    @pytest.mark.parametrize(
        ("undertaking", "field"),
        [
            (Undertaking(4), "years"),
            (Undertaking(-1), "years"),
            (Undertaking(3, "あ" * (LONGEST_SPECIAL + 1)), "special"),
            (Undertaking(3, language="fr"), "language"),
        ],
    )
    def test_that_cannot_be_made_are_named(self, undertaking: Undertaking, field: str) -> None:
        assert [name for name, _ in mistakes(undertaking)] == [field]

    def test_that_can_be_made_are_right(self) -> None:
        assert mistakes(Undertaking(WITHOUT_END, "あ" * LONGEST_SPECIAL, "en")) == ()


def test_the_life_cycle_is_sound() -> None:
    assert faults(CONFIDENTIALITY, {}) == []


pytestmark = pytest.mark.django_db


class TestAsking:
    @pytest.mark.parametrize(("asker", "asked"), [("aoi", "ren"), ("ren", "aoi")])
    def test_is_for_either_side_and_tells_the_other(self, secrets: Secrets, asker: str, asked: str) -> None:
        one, other = getattr(secrets.cast, asker), getattr(secrets.cast, asked)
        secrets.ask(one)
        assert secrets.states() == ["asked"]
        assert (told(one), told(other)) == ([], ["confidentiality.open.asked"])
        assert secrets.view(one).is_asker and not secrets.view(other).is_asker

    def test_keeps_what_was_signed_with_the_signature(self, secrets: Secrets) -> None:
        document = secrets.to_sign(secrets.cast.aoi)
        secrets.ask()
        (copy,) = SignedCopy.objects.all()
        assert (copy.role, copy.person, copy.digest, copy.signed_at) == (
            "asker",
            secrets.cast.aoi,
            document.digest(),
            AT,
        )
        assert Document.from_data(copy.content) == document

    def test_takes_a_second_click_for_the_same_request(self, secrets: Secrets) -> None:
        document = secrets.to_sign(secrets.cast.aoi)
        signed = secrets.signed(secrets.cast.aoi, document)
        assert secrets.ask(signed=signed) == secrets.ask(signed=signed)
        assert secrets.states() == ["asked"]

    def test_has_seven_days_with_reminders_on_the_third_and_sixth(self, secrets: Secrets) -> None:
        secrets.ask()
        row = Confidentiality.objects.get()
        assert row.due_at == end_of_day(AT + timedelta(days=7))
        assert row.remind_at == AT + timedelta(days=3)
        secrets.days_pass(6)
        assert told(secrets.cast.aoi) == ["confidentiality.remind.asked.asker"] * 2
        assert told(secrets.cast.ren) == ["confidentiality.open.asked", *["confidentiality.remind.asked.asked"] * 2]

    def test_keeps_the_talk_alive(self, secrets: Secrets) -> None:
        secrets.days_pass(20)
        secrets.ask()
        assert secrets.proposal.changed_at == secrets.at

    def test_goes_on_beside_a_contract(self, market: Market, secrets: Secrets) -> None:
        actions.open_terms(proposal_id=secrets.proposal_id, client_id=secrets.cast.aoi.pk, at=AT)
        for person in (secrets.cast.ren, secrets.cast.aoi):
            market.agree(secrets.proposal_id, person)
        assert secrets.proposal.state == "contracted"
        secrets.ask(secrets.cast.ren)
        secrets.agree(secrets.cast.aoi)
        assert secrets.states() == ["agreed"]

    def test_is_refused_for_what_was_not_shown_or_signed_by_another(self, secrets: Secrets) -> None:
        other = secrets.signed(secrets.cast.aoi, secrets.to_sign(secrets.cast.aoi, Undertaking(5)))
        theirs = secrets.signed(secrets.cast.ren, secrets.to_sign(secrets.cast.aoi))
        for signed in (other, theirs):
            assert refusal_of(secrets.ask, signed=signed) == ["confidentiality.refused.text_changed"]
        assert not Confidentiality.objects.exists()

    def test_is_refused_while_one_is_open_or_agreed(self, secrets: Secrets) -> None:
        secrets.ask()
        assert refusal_of(secrets.ask, secrets.cast.ren) == ["confidentiality.refused.one_at_a_time"]
        secrets.agree()
        assert refusal_of(secrets.ask) == ["confidentiality.refused.one_at_a_time"]

    def test_is_refused_when_the_proposal_came_to_nothing(self, secrets: Secrets) -> None:
        actions.withdraw_proposal(proposal_id=secrets.proposal_id, worker_id=secrets.cast.ren.pk, at=AT)
        assert refusal_of(secrets.ask) == ["confidentiality.refused.proposal_over"]

    def test_is_refused_for_wrong_choices(self, secrets: Secrets) -> None:
        assert refusal_of(secrets.ask, undertaking=Undertaking(4)) == ["confidentiality.refused.years_unknown"]

    def test_is_refused_to_strangers_and_the_suspended(self, secrets: Secrets) -> None:
        signed = secrets.signed(secrets.cast.zen, secrets.to_sign(secrets.cast.aoi))
        call = {"proposal_id": secrets.proposal_id, "undertaking": THREE_YEARS, "signed": signed, "at": AT}
        assert refusal_of(actions.ask_confidentiality, person_id=secrets.cast.zen.pk, **call) == [
            "jobs.refused.no_such_proposal"
        ]
        suspend(secrets.cast.aoi, secrets.cast.kei, AT)
        assert refusal_of(secrets.ask) == ["people.refused.restricted.suspended"]

    def test_leaves_a_day_after_one_in_vain_but_not_after_one_taken_back(self, secrets: Secrets) -> None:
        secrets.ask()
        secrets.withdraw()
        secrets.ask()
        secrets.decline()
        assert refusal_of(secrets.ask) == ["confidentiality.refused.asked_lately"]
        secrets.at += PAUSE
        secrets.ask()
        assert secrets.states() == ["withdrawn", "declined", "asked"]

    def test_is_free_to_the_side_that_said_no(self, secrets: Secrets) -> None:
        secrets.ask()
        secrets.decline()
        secrets.ask(secrets.cast.ren, Undertaking(1))
        assert secrets.states() == ["declined", "asked"]


class TestAgreeing:
    def test_makes_the_agreement_and_keeps_both_copies(self, secrets: Secrets) -> None:
        secrets.ask(undertaking=Undertaking(5, "図面は印刷しません。"))
        secrets.at += timedelta(hours=3)
        secrets.agree()
        view = secrets.view(secrets.cast.aoi)
        assert (view.row.state, view.row.closed_at, view.row.due_at) == ("agreed", secrets.at, None)
        asked, agreed = view.copies["asker"], view.copies["asked"]
        assert is_counterpart(Document.from_data(agreed.content), Document.from_data(asked.content))
        for copy in (asked, agreed):
            assert Document.from_data(copy.content).digest() == copy.digest
        assert told(secrets.cast.aoi) == ["confidentiality.agree.asker"]

    def test_shows_both_the_same_document_with_both_signatures(self, secrets: Secrets) -> None:
        secrets.ask()
        secrets.agree()
        shown = secrets.view(secrets.cast.aoi).shown
        assert shown == secrets.view(secrets.cast.ren).shown
        sheet = shown.blocks[-1]
        assert isinstance(sheet, Rows)
        how = CATALOGUE.get("people.signed.session", "ja")
        assert [said for _, said in sheet.rows] == [
            f"2026-11-02 12:00:00 JST {how}\n署名した文書のSHA-256 {copy.digest}"
            for copy in SignedCopy.objects.order_by("pk")
        ]

    def test_twice_changes_nothing(self, secrets: Secrets) -> None:
        secrets.ask()
        secrets.agree()
        view = secrets.view(secrets.cast.ren)
        signed = secrets.signed(secrets.cast.ren, view.document)
        actions.agree_confidentiality(request_id=view.row.pk, person_id=secrets.cast.ren.pk, signed=signed, at=AT)
        assert SignedCopy.objects.count() == 2

    def test_is_refused_for_what_was_not_shown(self, secrets: Secrets) -> None:
        secrets.ask()
        only_the_request = secrets.signed(secrets.cast.ren, secrets.view(secrets.cast.ren).request)
        assert refusal_of(secrets.agree, signed=only_the_request) == ["confidentiality.refused.text_changed"]
        assert secrets.states() == ["asked"]

    def test_is_refused_to_the_asker_strangers_and_the_suspended(self, secrets: Secrets) -> None:
        secrets.ask()
        assert refusal_of(secrets.agree, secrets.cast.aoi) == ["lifecycle.not_yours"]
        view = secrets.view(secrets.cast.ren)
        signed = secrets.signed(secrets.cast.zen, view.document)
        call = {"request_id": view.row.pk, "person_id": secrets.cast.zen.pk, "signed": signed, "at": AT}
        assert refusal_of(actions.agree_confidentiality, **call) == ["confidentiality.refused.no_such_request"]
        suspend(secrets.cast.ren, secrets.cast.kei, AT)
        assert refusal_of(secrets.agree) == ["people.refused.restricted.suspended"]
        assert refusal_of(secrets.decline) == ["people.refused.restricted.suspended"]

    @pytest.mark.parametrize("end", ["decline", "withdraw"])
    def test_is_refused_after_an_end(self, secrets: Secrets, end: str) -> None:
        secrets.ask()
        getattr(secrets, end)()
        assert refusal_of(secrets.agree) == ["lifecycle.not_now"]


class TestEndings:
    def test_a_no_is_told_with_its_reason_or_without(self, secrets: Secrets) -> None:
        secrets.ask()
        secrets.decline(reason=" 期間が長すぎます。 ")
        secrets.at += PAUSE
        secrets.ask()
        secrets.decline()
        first, second = Notice.objects.filter(kind="confidentiality.decline.asker").order_by("pk")
        assert first.params["reason"] == "期間が長すぎます。"
        assert second.params["reason"] == {"text": "confidentiality.no_reason"}
        assert secrets.states() == ["declined", "declined"]

    def test_only_the_asker_takes_it_back_and_may_do_so_when_suspended(self, secrets: Secrets) -> None:
        secrets.ask()
        assert refusal_of(secrets.withdraw, secrets.cast.ren) == ["lifecycle.not_yours"]
        suspend(secrets.cast.aoi, secrets.cast.kei, AT)
        secrets.withdraw()
        assert secrets.states() == ["withdrawn"]
        assert told(secrets.cast.ren)[-1] == "confidentiality.withdraw.asked"

    def test_silence_ends_it_and_binds_nobody(self, secrets: Secrets) -> None:
        secrets.ask()
        secrets.days_pass(8)
        assert secrets.states() == ["lapsed"]
        assert told(secrets.cast.aoi)[-1] == told(secrets.cast.ren)[-1] == "confidentiality.lapse.both"
        assert SignedCopy.objects.count() == 1
        assert secrets.proposal.state == "sent"

    def test_the_end_of_the_proposal_ends_it_without_another_word(self, secrets: Secrets) -> None:
        secrets.ask()
        before = told(secrets.cast.ren)
        actions.withdraw_proposal(proposal_id=secrets.proposal_id, worker_id=secrets.cast.ren.pk, at=AT)
        assert secrets.states() == ["lapsed"]
        steps = steps_of_confidentiality(Confidentiality.objects.get().pk)
        assert [(step.step, step.actor) for step in steps] == [("overtake", "worker")]
        assert (told(secrets.cast.ren), told(secrets.cast.aoi)) == (before, [])

    def test_an_agreement_outlives_the_proposal(self, secrets: Secrets) -> None:
        secrets.ask()
        secrets.agree()
        actions.withdraw_proposal(proposal_id=secrets.proposal_id, worker_id=secrets.cast.ren.pk, at=AT)
        assert secrets.states() == ["agreed"]


class TestReading:
    def test_is_for_the_two_sides_alone(self, secrets: Secrets) -> None:
        request_id = secrets.ask()
        for person in (secrets.cast.aoi, secrets.cast.ren):
            assert confidentiality_for(person.pk, secrets.proposal_id, request_id) is not None
        for person in (secrets.cast.zen, secrets.cast.kei, secrets.cast.mio):
            assert confidentiality_for(person.pk, secrets.proposal_id, request_id) is None
            assert latest_confidentiality(person.pk, secrets.proposal_id) is None

    def test_finds_the_newest_and_the_earlier_ones(self, secrets: Secrets) -> None:
        first = secrets.ask()
        secrets.withdraw()
        second = secrets.ask()
        assert secrets.view(secrets.cast.ren).row.pk == second
        assert [row.pk for row in earlier_confidentiality(secrets.proposal_id, but=second)] == [first]

    def test_names_a_demand_for_money_in_the_special_terms(self, secrets: Secrets) -> None:
        secrets.ask(undertaking=Undertaking(3, PENALTY))
        assert "confidentiality.caution" in secrets.view(secrets.cast.ren).cautions
        assert secrets.view(secrets.cast.aoi).cautions == ()
        secrets.withdraw()
        secrets.ask()
        assert secrets.view(secrets.cast.ren).cautions == ()

    def test_explains_a_clause_without_limit_in_the_special_terms(self) -> None:
        assert cautions("仕事で生まれたすべての権利は、無償で譲渡されます。") == ("screening.clause.all_rights_free",)


class TestTheDatabase:
    def test_refuses_to_change_or_drop_a_signed_copy(self, secrets: Secrets) -> None:
        secrets.ask()
        copies = SignedCopy.objects.all()
        for change in (lambda: copies.update(digest="0" * 64), lambda: copies._raw_delete("default")):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()

    def test_refuses_two_at_a_time(self, secrets: Secrets) -> None:
        secrets.ask()
        row = Confidentiality.objects.get()
        row.pk = None
        with pytest.raises(DatabaseError, match="one_confidentiality_at_a_time"), transaction.atomic():
            row.save()
