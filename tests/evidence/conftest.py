"""A contract with nearly one of each kind on record, and its bundle."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tachiai.contracts import rating
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.evidence.queries import SealedBundle
from tachiai.evidence.sealing import Reader, seal
from tachiai.jobs.actions.confidentiality import agree_confidentiality, ask_confidentiality
from tachiai.jobs.confidentiality import Undertaking
from tachiai.jobs.queries.confidentiality import confidentiality_for, counterpart_to_sign, request_to_sign
from tachiai.kernel.lifecycle import Actor
from tachiai.people.signing import sign_in_session
from tests.cast import Cast
from tests.deal import Deal


def full_deal(cast: Cast) -> Deal:
    """Delivered with files, rejected, delivered again, accepted; messages, a request with a file, ratings, a reply."""
    with override_settings(FUNDS="demo_bank"):
        deal = Deal(cast.aoi, cast.ren)
        agree_on_secrets(deal)
        deal.deposit()
        begun = deal.write(cast.ren, "これから始めます。")
        deal.edit(begun, "明日から始めます。")
        deal.write(cast.aoi, "お願いします。", reply_to=begun.pk)
        letter = deal.file(cast.aoi, "letter.txt", b"why I ask")
        deal.answer(deal.ask("termination", cast.aoi, files=[letter]), "refuse", cast.ren)
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


def agree_on_secrets(deal: Deal) -> None:
    """The client asks the worker to keep secrets, the worker agrees; both sign."""
    proposal, client, worker = deal.contract.proposal, deal.client, deal.worker
    undertaking = Undertaking(years=3)
    document = request_to_sign(proposal, client.pk, undertaking, deal.at)
    signed = sign_in_session(person_id=client.pk, digest=document.digest(), at=deal.at)
    asked = ask_confidentiality(
        proposal_id=proposal.pk, person_id=client.pk, undertaking=undertaking, signed=signed, at=deal.at
    )
    view = confidentiality_for(worker.pk, proposal.pk, asked)
    assert view is not None
    counterpart = counterpart_to_sign(view, deal.at)
    signed = sign_in_session(person_id=worker.pk, digest=counterpart.digest(), at=deal.at)
    agree_confidentiality(request_id=asked, person_id=worker.pk, signed=signed, at=deal.at)


@pytest.fixture
def deal(cast: Cast) -> Deal:
    return full_deal(cast)


def sealed(deal: Deal, role: str = "client") -> tuple[bytes, SealedBundle]:
    """The bundle of a contract for one reader, and what is remembered of it."""
    out, person = io.BytesIO(), {"client": deal.client.pk, "worker": deal.worker.pk}.get(role)
    made = seal(contract_id=deal.contract.pk, reader=Reader(role, "ja", person), at=deal.at, out=out)
    return out.getvalue(), made


@pytest.fixture(scope="session")
def young_bundle(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> bytes:
    """The bundle of a contract that was just made: small."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = Cast()
        content, _ = sealed(Deal(cast.aoi, cast.ren))
        transaction.set_rollback(True)
    return content


@pytest.fixture(scope="session")
def bundle(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> bytes:
    """The client's bundle of `full_deal`, made once; the database is as before."""
    with django_db_blocker.unblock(), transaction.atomic():
        content, _ = sealed(full_deal(Cast()))
        transaction.set_rollback(True)
    return content
