"""An inquiry is led on to where it can be solved: a case, or a request that whoever asked opens beside the contract."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tachiai.inquiries import actions, queries
from tachiai.inquiries.models import Inquiry, InquiryMessage
from tachiai.notices.models import Notice
from tachiai.people.actions import restrict
from tests.deal import MONDAY, Deal, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(cast: Any, settings: Any) -> Deal:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    return deal


def refuse_an_early_end(deal: Deal) -> None:
    """What there is to mediate."""
    deal.answer(deal.ask("termination", deal.client), "refuse", deal.worker)


def taken(cast: Any, at: Any = MONDAY, **said: Any) -> Inquiry:
    asked = {"category": "silence", "text": "返事がありません。", "language": "ja", "at": at, **said}
    receipt = actions.ask_office(person_id=cast.ren.pk, **asked)
    actions.take(inquiry_id=receipt.inquiry_id, staff_id=cast.kei.pk, at=at)
    return Inquiry.objects.get(pk=receipt.inquiry_id)


def lead(cast: Any, row: Inquiry, kind: str, at: Any = MONDAY, text: str = "こちらで進められます。") -> None:
    actions.lead_to_request(inquiry_id=row.pk, staff_id=cast.kei.pk, kind=kind, text=text, at=at)


def test_to_a_case_about_what_everybody_can_see(cast: Any, deal: Deal) -> None:
    row = taken(cast)
    found = {"subject_kind": "listing", "subject_id": deal.contract.listing_id, "clause": "job.F-5"}
    case_id = actions.lead_on(
        inquiry_id=row.pk, staff_id=cast.kei.pk, text="連絡先を求めています。", at=MONDAY, **found
    )
    row.refresh_from_db()
    assert (row.state, row.case_id) == ("led_on", case_id)
    assert Notice.objects.filter(person=cast.ren).order_by("-pk").first().kind == "inquiry.lead_on.asker"


def test_to_a_request_that_only_whoever_asked_can_open(cast: Any, deal: Deal) -> None:
    refuse_an_early_end(deal)
    row = taken(cast, contract=deal.reference)
    lead(cast, row, "mediation")
    row.refresh_from_db()
    assert row.state == "led_on" and not deal.open_requests()
    *_, last = queries.inquiry_of(row.number, cast.ren.pk).lines
    assert (last.text, last.suggests) == ("inquiry.system.led_to.mediation", "mediation")
    assert last.params["text"] == "こちらで進められます。"
    told = Notice.objects.filter(person=cast.ren).order_by("-pk").first()
    assert told.kind == "inquiry.lead_to_request.asker" and row.number in told.path
    more = lambda: actions.write_more(inquiry_id=row.pk, person_id=cast.ren.pk, text="?", at=MONDAY)  # noqa: E731
    assert refused(more) == ["inquiry.refused.over"]


def test_is_refused_where_it_could_not_be_opened_and_says_why(cast: Any, deal: Deal) -> None:
    without, row = taken(cast), taken(cast, contract=deal.reference)
    assert refused(lambda: lead(cast, without, "mediation")) == ["inquiry.refused.no_contract"]
    assert refused(lambda: lead(cast, row, "contact_reminder")) == ["contracts.condition.silent.unmet"]
    assert refused(lambda: lead(cast, row, "mediation")) == ["contracts.refused.nothing_to_mediate"]
    assert refused(lambda: lead(cast, row, "mediation", text=" ")) == ["inquiry.refused.no_text"]
    assert refused(lambda: lead(cast, row, "report")) == ["lifecycle.no_such_step"]
    deal.deliver()
    deal.accept()
    assert refused(lambda: lead(cast, row, "mediation")) == ["lifecycle.not_now"]
    row.refresh_from_db()
    assert row.state == "waiting" and not InquiryMessage.objects.filter(kind="system").exists()


def test_to_a_contact_reminder_once_the_other_side_is_silent(cast: Any, deal: Deal) -> None:
    at = MONDAY + timedelta(days=12)
    row = taken(cast, at, contract=deal.reference)
    lead(cast, row, "contact_reminder", at)
    row.refresh_from_db()
    assert row.state == "led_on"


def test_of_a_suspended_side_is_for_staff_to_open_in_its_place(cast: Any, deal: Deal) -> None:
    row = taken(cast, contract=deal.reference)
    said = {"kind": "suspended", "reason": "調査中です。", "until": None}
    restrict(person_id=cast.ren.pk, by_staff_id=cast.kei.pk, at=MONDAY, **said)
    assert refused(lambda: lead(cast, row, "mediation")) == ["inquiry.refused.asker_stands_back"]


def test_is_for_who_has_it_in_hand(cast: Any, deal: Deal) -> None:
    row = taken(cast, contract=deal.reference)
    actions.give_back(inquiry_id=row.pk, staff_id=cast.kei.pk, at=MONDAY)
    assert refused(lambda: lead(cast, row, "mediation")) == ["inquiry.refused.not_taken"]
