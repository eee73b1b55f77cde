"""A contract with one of each kind on record, and its bundle."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from tachiai.contracts import rating
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.evidence.sealing import Reader, seal
from tachiai.kernel.lifecycle import Actor
from tests.cast import Cast
from tests.deal import Deal


@pytest.fixture
def deal(cast: Cast, settings) -> Deal:
    """Work delivered with files, rejected, delivered again and accepted; messages, a request, ratings with a reply."""
    settings.FUNDS = "demo_bank"
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    deal.write(cast.ren, "これから始めます。")
    deal.answer(deal.ask("termination", cast.aoi, files=[deal.file(cast.aoi, "letter.txt", b"why")]), "refuse", cast.ren)
    deal.deliver(files=2)
    deal.reject()
    deal.at += timedelta(hours=1)
    deal.deliver("直しました。")
    deal.accept()
    deal.at += timedelta(hours=1)
    for person, role in ((cast.aoi, Actor.CLIENT), (cast.ren, Actor.WORKER)):
        stars = dict.fromkeys(RATING_ITEMS[role], 4)
        given = rating.rate(contract_id=deal.contract.pk, rater_id=person.pk, stars=stars, comment="よい", at=deal.at)
    rating.reply(rating_id=given.pk, person_id=cast.aoi.pk, text="ありがとうございました。", at=deal.at)
    return deal


def sealed(deal: Deal, role: str = "client", person_id: int | None = None) -> bytes:
    """The bundle of a contract for one reader."""
    out = io.BytesIO()
    seal(contract_id=deal.contract.pk, reader=Reader(role, "ja", person_id or deal.client.pk), at=deal.at, out=out)
    return out.getvalue()
