"""What a division is said to give is what it gives, with tax withheld and without."""

from __future__ import annotations

import pytest

from tachiai.kernel.calendar import TOKYO
from tachiai.web import reading
from tachiai.web.site.contracts.amounts import brief_split_rows, split_rows
from tests.cast import Cast
from tests.deal import Deal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo_bank(settings) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"


@pytest.mark.parametrize("withholding", ["withheld", "none"])
def test_the_share_shown_is_what_the_worker_gets(cast: Cast, withholding: str) -> None:
    deal = Deal(cast.aoi, cast.ren, price=110_000, withholding=withholding)
    deal.deposit()
    request = deal.ask("termination", cast.ren, worker_share=55_000)
    with reading.reading_as(language="en", zone=TOKYO, at=deal.at):
        rows = [
            {row["label"]: row["amount"] for row in of(deal.contract, 55_000)} for of in (split_rows, brief_split_rows)
        ]
    deal.answer(request, "accept", cast.aoi)
    assert [row["Paid out to the worker"] for row in rows] == [deal.wallet(cast.ren)] * 2
    shown = -rows[0].get("Withheld income tax (paid by the client)", 0)
    assert deal.wallet(cast.aoi) == rows[0]["Back to the client"] + shown
    assert shown == (5_105 if withholding == "withheld" else 0)
