"""Workers are killed at random moments, again and again; nothing is lost and nothing happens twice."""

from __future__ import annotations

import os
import random
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q

from tachiai.clockwork.actions import move_demo_clock
from tachiai.clockwork.queries import now
from tachiai.contracts.models import Contract, ContractStep
from tachiai.kernel.calendar import local_date
from tachiai.kernel.lifecycle import Actor
from tachiai.money.audit import check_book, check_escrow
from tachiai.notices.models import Dispatch, Notice
from tests.cast import make_person
from tests.clockwork.elsewhere import python
from tests.deal import Deal
from tests.notices.mailserver import Inbox, listen

WORKERS = 2
OF_EACH = 12
KILLS_EACH_TIME = 5
PATIENCE_SECONDS = 60
PRICE = 30_000

# How often the clock is moved, by how many days, so that every state's reminders and deadline are passed.
JUMPS = (timedelta(days=25), timedelta(days=5), timedelta(days=40))
STEPS = {
    "lapsed": ["lapse"],
    "terminated": ["deposit", "mark_delivery_overdue", "refund_overdue"],
    "completed": ["deposit", "deliver", "mark_inspection_overdue", "deem_accepted"],
}
# Reminders that fall due in one jump come as one.
REMINDERS = {
    "lapsed": {"awaiting_deposit": 1},
    "terminated": {"working": 1, "delivery_overdue": 1},
    "completed": {"delivered": 1, "inspection_overdue": 2},
}


@pytest.fixture
def deals(db: None, settings) -> dict[str, list[Deal]]:
    """Contracts by the end that silence will bring them to."""
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    people = [make_person(f"person{n}@example.com", f"人{n}") for n in range(5)]
    at = now()
    due_on = local_date(at) + timedelta(days=8)
    made = {end: [_deal(people, number, at, due_on) for number in range(OF_EACH)] for end in STEPS}
    for deal in made["terminated"] + made["completed"]:
        deal.deposit()
    for deal in made["completed"]:
        deal.deliver(files=0)
    Dispatch.objects.update(state="unwanted")  # what was told so far is not what this is about
    return made


def _deal(people, number, at, due_on) -> Deal:
    client, worker = people[number % 5], people[(number + 1 + number // 5) % 5]
    return Deal(client, worker, at=at, price=PRICE, due_on=due_on)


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    taken = Inbox()
    controller = listen(taken, port)
    yield taken, port
    controller.stop()


@pytest.fixture
def workers(inbox: tuple[Inbox, int]) -> Iterator[list[Worker]]:
    born = [Worker(inbox[1]) for _ in range(WORKERS)]
    yield born
    for worker in born:
        worker.end()


class Worker:
    """A worker process that comes back after each `kill`."""

    def __init__(self, mail_port: int):
        smtp = f"smtp://127.0.0.1:{mail_port}"
        self._parent = python("-m", "tests.clockwork.mortal", TACHIAI_DEMO="1", TACHIAI_SMTP=smtp, TACHIAI_LOG="ERROR")
        self._life = self._next_life()

    def _next_life(self) -> int:
        assert self._parent.stdout is not None
        return int(self._parent.stdout.readline())

    def kill(self) -> None:
        os.kill(self._life, signal.SIGKILL)
        self._life = self._next_life()

    def end(self) -> None:
        self._parent.terminate()
        self._parent.communicate(timeout=PATIENCE_SECONDS)


@pytest.mark.django_db(transaction=True)
def test_killing_the_worker_at_any_point_loses_and_doubles_nothing(
    deals: dict[str, list[Deal]], workers: list[Worker], inbox: tuple[Inbox, int]
) -> None:
    chance = random.Random()
    for jump in JUMPS:
        move_demo_clock(by=jump)
        for _ in range(KILLS_EACH_TIME):
            wait_for(progress(chance.randint(1, 3 * OF_EACH)))
            time.sleep(chance.uniform(0, 0.02))
            chance.choice(workers).kill()
        wait_for(lambda: not due_now())
    let_the_dead_be_missed()
    wait_for(lambda: not Dispatch.objects.filter(state="queued").exists())

    for end, same in deals.items():
        for deal in same:
            expect_history(deal, end)
    expect_the_book_in_order()
    expect_each_told_once(deals)
    expect_every_mail(inbox[0])


def due_now() -> bool:
    at = now()
    return Contract.objects.filter(Q(due_at__lte=at) | Q(remind_at__lte=at)).exists()


def progress(much: int) -> Callable[[], bool]:
    """So many steps and reminders were done from now on, so a worker is at it; or nothing is left to do."""

    def done() -> int:
        return ContractStep.objects.count() + Notice.objects.count() // 2

    aim = done() + much
    return lambda: done() >= aim or not due_now()


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < end, f"stuck with {Contract.objects.exclude(stalled_until=None).count()} set aside"
        time.sleep(0.02)


def let_the_dead_be_missed() -> None:
    """The clock puts back the mails of workers that were not heard of for a while."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour' WHERE id IN"
            " (SELECT worker_id FROM procrastinate_jobs WHERE status = 'doing')"
        )


def expect_history(deal: Deal, end: str) -> None:
    contract = deal.contract
    taken = list(ContractStep.objects.filter(subject=contract).order_by("number"))
    assert [step.step for step in taken] == STEPS[end]
    assert [step.number for step in taken] == list(range(1, contract.steps_taken + 1))
    assert (contract.state, taken[-1].to_state) == (end, end)
    assert contract.closed_at == taken[-1].taken_at
    assert (contract.due_at, contract.remind_at, contract.stalled_until) == (None, None, None)
    assert deal.escrow() == 0


def expect_the_book_in_order() -> None:
    assert list(check_book()) == []
    assert list(check_escrow([])) == []


def expect_each_told_once(deals: dict[str, list[Deal]]) -> None:
    told = Notice.objects.filter(kind__startswith="fixed_price.")
    found = Counter(told.values_list("path", "kind", "person_id"))
    expected = Counter(
        {
            (f"/contracts/{deal.reference}/", kind, person.pk): number
            for end, same in deals.items()
            for deal in same
            for kind, person, number in _tellings(deal, end)
        }
    )
    assert found == expected


def _tellings(deal: Deal, end: str) -> Iterator[tuple[str, object, int]]:
    cycle = deal.view(deal.client).lifecycle
    sides = {Actor.CLIENT: deal.client, Actor.WORKER: deal.worker}
    for name in STEPS[end]:
        step = cycle.step(name)
        for actor in step.tells & sides.keys():
            by_hand = Actor.CLOCK not in step.by
            if not (by_hand and actor in step.by):
                yield f"fixed_price.{name}.{actor}", sides[actor], 1
    for state, number in REMINDERS[end].items():
        for actor, person in sides.items():
            yield f"fixed_price.remind.{state}.{actor}", person, number


def expect_every_mail(inbox: Inbox) -> None:
    wanted = set(Dispatch.objects.exclude(state="unwanted").values_list("id", "state"))
    assert {state for _, state in wanted} == {"sent"}
    came = Counter(mail["Message-ID"].split("@")[0].removeprefix("<dispatch-") for mail in inbox.mails)
    assert set(came) == {str(pk) for pk, _ in wanted}
