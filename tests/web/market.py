"""A small market in which there is one thing of each kind, and the people who may or may not see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client, override_settings
from django.urls import reverse

from tachiai.contracts import rating
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.jobs import actions as jobs
from tachiai.jobs.rules import Draft, Offer
from tachiai.kernel.lifecycle import Actor
from tachiai.money import queries as money
from tachiai.notices.models import Dispatch, Notice
from tachiai.people import calendar
from tachiai.people.models import Person
from tests.cast import Cast
from tests.confidentiality import ask_for_secrecy
from tests.deal import MONDAY, TERMS, Deal
from tests.replay import played_once
from tests.web.access_table import Line

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Market:
    """One thing of each kind, between Aoi (client) and Ren (worker), by the name that the table uses."""

    things: dict[str, Any]
    cast: Cast

    def address(self, line: Line) -> str:
        return reverse(line.name, args=[self.things.get(thing, thing) for thing in line.things])

    def person(self, who: str) -> Person | None:
        """None for the visitor."""
        cast = self.cast
        return {"client": cast.aoi, "worker": cast.ren, "stranger": cast.zen, "staff": cast.kei}.get(who)

    def as_(self, who: str) -> Client:
        browser = Client(raise_request_exception=False)
        if (person := self.person(who)) is not None:
            browser.force_login(person, backend=BACKEND)
        return browser


def one_of_each(cast: Cast, settings: Any, at: datetime = MONDAY) -> Market:
    """A market at `at` in which every address leads somewhere."""
    settings.ROOT_URLCONF = "tests.web.every_address"
    settings.FUNDS = "record_only"
    cast.everyone()
    return Market(played_once(("one of each", at), lambda: _things(cast, at)), cast)


def _things(cast: Cast, at: datetime) -> dict[str, Any]:
    money_arrives = override_settings(FUNDS="demo_bank")
    with money_arrives:
        done, running, waiting = (Deal(cast.aoi, cast.ren, at=at, due_on=_due(at)) for _ in range(3))
        for deal in (done, running):
            deal.deposit()
            deal.deliver()
        done.accept()
    waiting.deposit()
    with money_arrives:
        asked = _requests(cast, at)
    return {**_talk(cast, at), **_contracts(cast, done, running, waiting), **asked, **_records(cast, at)}


def _due(at: datetime) -> date:
    return at.date() + timedelta(days=20)


def _talk(cast: Cast, at: datetime) -> dict[str, Any]:
    """A draft, and an open listing about which Aoi and Ren negotiate while Mio waits for an answer."""
    terms, deadline = replace(TERMS, due_on=_due(at)), at.date() + timedelta(days=7)
    draft = Draft("ロゴ", "design.logo", "小さな店です。", terms, 80_000, 80_000, deadline)
    listing = jobs.save_draft(client_id=cast.aoi.pk, draft=draft, at=at)
    jobs.publish(listing_id=listing, client_id=cast.aoi.pk, at=at)
    offer = Offer("10年作ってきました。", 80_000, _due(at))
    sent, talked = (
        jobs.send_proposal(listing_id=listing, worker_id=worker.pk, offer=offer, at=at)
        for worker in (cast.mio, cast.ren)
    )
    jobs.open_terms(proposal_id=talked, client_id=cast.aoi.pk, at=at)
    kept = jobs.save_draft(client_id=cast.aoi.pk, draft=replace(draft, title="下書き"), at=at)
    secrecy = ask_for_secrecy(talked, cast.aoi, at)
    return {"open": listing, "draft": kept, "sent": sent, "talked": talked, "secrecy": secrecy}


def _contracts(cast: Cast, done: Deal, running: Deal, waiting: Deal) -> dict[str, Any]:
    stars = dict.fromkeys(RATING_ITEMS[Actor.CLIENT], 4)
    given = rating.rate(contract_id=done.contract.pk, rater_id=cast.aoi.pk, stars=stars, comment="", at=done.at)
    pay_in = money.awaited_pay_in(waiting.contract.pk)
    assert pay_in is not None
    return {
        "done": done.reference,
        "running": running.reference,
        "order": f"{running.reference}-order-1",
        "waiting": waiting.reference,
        "rating": given.pk,
        "pay_in": pay_in.pk,
        "thread": running.contract.thread_id,
        "file": running.contract.deliveries.get().files.get().pk,
    }


def _requests(cast: Cast, at: datetime) -> dict[str, Any]:
    """A contract beside which nothing is open, one with a change and a second termination, one that silence ended."""
    working, disputed, silent = (Deal(cast.aoi, cast.ren, at=at, due_on=_due(at)) for _ in range(3))
    for deal in (working, disputed, silent):
        deal.deposit()
    disputed.answer(disputed.ask("termination", cast.aoi), "refuse", cast.ren)
    change = disputed.ask("change", cast.aoi, terms=replace(disputed.terms, price=95_000))
    ending = disputed.ask("termination", cast.aoi)
    silent.take("give_up")
    assert rating.rate_silence(silent.contract, Actor.WORKER, rating.WARNINGS, at) is not None
    return {
        "working": working.reference,
        "disputed": disputed.reference,
        "silent": silent.reference,
        "change_asked": change.pk,
        "end_asked": ending.pk,
    }


def _records(cast: Cast, at: datetime) -> dict[str, Any]:
    return {
        "secret": calendar.make_address(person_id=cast.aoi.pk, names_others=False, at=at),
        "ren": cast.ren.pk,
        "notice": Notice.objects.filter(person=cast.aoi).latest("pk").pk,
        "dispatch": Dispatch.objects.latest("pk").pk,
    }
