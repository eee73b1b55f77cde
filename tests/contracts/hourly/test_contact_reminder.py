"""Who works or pays beside an hourly contract is not silent: lines, words and weeks answer a contact reminder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tachiai.contracts.hourly import actions, lines
from tachiai.contracts.hourly.lines import Written
from tachiai.contracts.queries.requests import last_word
from tachiai.kernel.lifecycle import Actor
from tests.cast import Cast
from tests.hours import HourlyDeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(demo_bank: None, cast: Cast) -> HourlyDeal:
    """Friday of the first week: three hours were logged on Tuesday, and nobody has said anything since."""
    deal = HourlyDeal(cast.aoi, cast.ren)
    deal.deposit()
    deal.until("tue 12:00")
    deal.work("09:00", "11:59")
    deal.until("fri 13:00")
    return deal


def correct(deal: HourlyDeal) -> None:
    line = deal.week.lines.get()
    written = Written(line.starts_at, line.ends_at - timedelta(minutes=30), "返事10件")
    lines.correct_line(entry_id=line.pk, by=deal.by(deal.worker), written=written, at=deal.at)


def strike(deal: HourlyDeal) -> None:
    lines.strike_line(entry_id=deal.week.lines.get().pk, by=deal.by(deal.worker), at=deal.at)


def ask_about_line(deal: HourlyDeal, by: Callable[[HourlyDeal], object]) -> None:
    line = deal.week.lines.get()
    lines.say_of_line(entry_id=line.pk, by=deal.by(by(deal)), text="何件でしたか。", at=deal.at)


WORKERS_WORDS = {
    "a line": lambda deal: deal.work("09:00", "12:00"),
    "a timer": lambda deal: deal.start(),
    "a correction": correct,
    "a line struck out": strike,
    "a word about a line": lambda deal: ask_about_line(deal, lambda deal: deal.worker),
    "the week handed in": lambda deal: deal.step("hand_in", deal.worker),
}
LASTING = {name: act for name, act in WORKERS_WORDS.items() if name != "a timer"}  # a line when it stops
CLIENTS_WORDS = {
    "a word about a line": lambda deal: ask_about_line(deal, lambda deal: deal.client),
    "the next week paid in": lambda deal: deal.fund(deal.week.span.next.begins_on),
}


@pytest.mark.parametrize("act", WORKERS_WORDS.values(), ids=WORKERS_WORDS)
def test_what_the_worker_does_answers_the_client(deal: HourlyDeal, act: Callable[[HourlyDeal], object]) -> None:
    reminder = deal.ask("contact_reminder", deal.client)
    act(deal)
    reminder.refresh_from_db()
    assert reminder.state == "answered"


@pytest.mark.parametrize("act", CLIENTS_WORDS.values(), ids=CLIENTS_WORDS)
def test_what_the_client_does_answers_the_worker(deal: HourlyDeal, act: Callable[[HourlyDeal], object]) -> None:
    reminder = deal.ask("contact_reminder", deal.worker)
    act(deal)
    reminder.refresh_from_db()
    assert reminder.state == "answered"


@pytest.mark.parametrize("act", LASTING.values(), ids=LASTING)
def test_who_just_did_something_is_not_silent(deal: HourlyDeal, act: Callable[[HourlyDeal], object]) -> None:
    act(deal)
    assert last_word(deal.contract, Actor.WORKER) == deal.at
    assert last_word(deal.contract, Actor.CLIENT) < deal.at


@pytest.mark.parametrize("act", CLIENTS_WORDS.values(), ids=CLIENTS_WORDS)
def test_a_client_who_just_did_something_is_not_silent(deal: HourlyDeal, act: Callable[[HourlyDeal], object]) -> None:
    act(deal)
    assert last_word(deal.contract, Actor.CLIENT) == deal.at
    assert last_word(deal.contract, Actor.WORKER) < deal.at


def test_a_week_that_pays_itself_in_is_no_word_of_the_client(demo_bank: None, cast: Cast) -> None:
    deal = HourlyDeal(cast.aoi, cast.ren)
    deal.deposit()
    actions.fund_each_week(contract_id=deal.contract.pk, client_id=cast.aoi.pk, is_on=True, at=deal.at)
    said_at = last_word(deal.contract, Actor.CLIENT)
    deal.until("wed 01:00")
    deal.until("wed 01:00")  # nothing was logged in the first week: its deposit is in the wallet
    reminder = deal.ask("contact_reminder", cast.ren)
    deal.until("sun 19:00")
    assert deal.states()[-1] == "open"
    reminder.refresh_from_db()
    assert reminder.state == "asked"
    assert last_word(deal.contract, Actor.CLIENT) == said_at
