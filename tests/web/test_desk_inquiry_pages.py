"""Staff find an inquiry in the queue, take it and answer; what is refused keeps what was typed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tachiai.inquiries import actions
from tachiai.inquiries.models import Inquiry
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits(cast):
    return Visits(cast)


def test_an_inquiry_is_taken_and_answered(cast, visits):
    said = {"category": "inspection", "language": "ja", "text": "納品したのに検収されません。", "at": timezone.now()}
    receipt = actions.ask_office(person_id=cast.ren.pk, **said)
    page = f"/desk/inquiries/{receipt.inquiry_id}/"
    assert receipt.number in visits.see(cast.kei, "/desk/inquiries/")
    assert receipt.number in visits.see(cast.kei, "/desk/inquiries/", search=receipt.number)
    early = visits.send(cast.kei, page, status=400, do="answer", text="書きかけの返事です。")
    assert "書きかけの返事です。" in early.content.decode()
    visits.send(cast.kei, page, do="take")
    assert receipt.number in visits.see(cast.kei, page, canned="more")
    visits.send(cast.kei, page, do="note", text="記録を確認中。")
    visits.send(cast.kei, page, do="answer", text="契約のページをご覧ください。")
    assert Inquiry.objects.get().state == "answered"
    assert "記録を確認中。" in visits.see(cast.kei, page)
    assert visits.access(page) == {"client": 403, "worker": 403, "stranger": 403, "staff": 200, "visitor": 302}
