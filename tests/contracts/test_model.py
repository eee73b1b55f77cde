"""Random contracts with both sides, staff and the clock: what the declaration promises holds after every step.

Whatever is tried, the book adds up, the escrow is what the state says, every deadline stands where one belongs, and the
joint state reached is one that the walk over the product says such a move leads to. In the end both fall silent, and
the clock alone ends everything, after a reminder each time, with the money where the record says it belongs.

`--hypothesis-profile long` runs many more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tachiai.config.schedule import run_due
from tachiai.contracts import bookkeeping, queries
from tachiai.contracts.lifecycles import (
    FIXED_PRICE,
    MEDIATION_LEVELS,
    TERMINATION,
    request_called,
)
from tachiai.contracts.models import Contract, Request
from tachiai.contracts.queries.requests import offered_in, open_beside, openings
from tachiai.contracts.rules.requests import share_by_rule
from tachiai.kernel.joint import Joint, Open
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.kernel.soundness import escrow_by_state
from tachiai.money import audit
from tachiai.money.rules import EFFECTS
from tachiai.people.models import Person
from tachiai.terms.rules import Deadlock, Milestone, Terms
from tests.cast import Cast
from tests.contracts.test_joint import RECORD, graph, product, walk_of
from tests.deal import Deal

pytestmark = pytest.mark.django_db
HELD = {state: min(amounts) for state, amounts in escrow_by_state(FIXED_PRICE, EFFECTS).items()}
LONGEST_SILENCE = 40
EXITS = (": withdraw", ": give_up", ": end_overdue", ": accept")
ANSWERS: Mapping[str, Any] = {"reason": "事情です。", "item_reasons": {0: "読めません。"}, "note": "納品します。"}
# By name: whether it is open, and how it is done.
Ways = dict[str, tuple[bool, Callable[[], object]]]
yen = st.integers(0, 60_000)
price_changes = st.sampled_from([-500, 0, 9_000])
seldom = st.sampled_from([False] * 5 + [True])
sides = st.sampled_from([Actor.CLIENT, Actor.WORKER])
actors = st.sampled_from([Actor.CLIENT, Actor.WORKER] * 3 + [Actor.STAFF])
some_days = st.sampled_from([0.2, 1.0, 4.0, 8.0])
agreements = st.fixed_dictionaries(
    {
        "stage": st.integers(0, 3),
        "prices": st.lists(st.integers(1_000, 60_000), min_size=1, max_size=3),
        "rounds": st.integers(0, 2),
        "deadlock": st.sampled_from(Deadlock),
        "due_on": st.sampled_from([date(2026, 11, 10), date(2026, 12, 1), date(2027, 8, 1)]),
    }
)


class Market:
    """One contract after another between Aoi and Ren, at an installation of one level of mediation."""

    def __init__(self, cast: Cast, level: str, agreed: Mapping[str, Any], happened: Counter[str]):
        self.cast, self.level, self.agreed, self.happened = cast, level, agreed, happened
        self.product, self.graph = product(level), graph(level)
        self.agree()

    def agree(self) -> None:
        """A contract, and how far it has come."""
        prices, due_on = self.agreed["prices"], self.agreed["due_on"]
        parts = tuple(Milestone(f"その{n}", price, due_on, ("読める",)) for n, price in enumerate(prices, 1))
        self.deal = Deal(
            self.cast.aoi,
            self.cast.ren,
            price=sum(prices),
            milestones=parts if len(parts) > 1 else (),
            due_on=due_on,
            rounds=self.agreed["rounds"],
            deadlock=self.agreed["deadlock"],
        )
        for go in (self.deal.deposit, self.deal.deliver, self.deal.accept)[: self.agreed["stage"]]:
            go()
        self.look()

    # What people do: one of the ways that are offered to them now, or, seldom, one that is not.

    def act(self, data: st.DataObject) -> None:
        who, share, more, tries = data.draw(st.tuples(actors, yen, price_changes, seldom))
        places = [self.in_requests, partial(self.to_open, more=more), self.in_contract]
        for place in data.draw(st.permutations(places)):
            ways = place(who, share)
            names = sorted(name for name, (is_open, _) in ways.items() if is_open is not tries)
            if often := [name for name in names for _ in range(1 if name.endswith(EXITS) else 5)]:
                name = data.draw(st.sampled_from(often))
                self.attempt(name, ways[name][1], ways[name][0])
                return

    def in_contract(self, who: Actor, share: int) -> Ways:
        ways: Ways = {}
        for each in queries.offered(self.view(who)):
            name, is_open = each.step.name, each.is_open
            go: Callable[[], object] = partial(
                self.deal.take, name, actor=who, **{ask: ANSWERS[ask] for ask in each.step.asks if ask in ANSWERS}
            )
            if name == "deposit" and who is Actor.CLIENT:  # the demo bank brings what is missing
                is_open = self.here.contract == FIXED_PRICE.first and "change" not in self.beside()
                go = self.deal.deposit
            ways[f"{who}: {name}"] = is_open, self.deal.deliver if name == "deliver" else go
        return ways

    def to_open(self, who: Actor, share: int, more: int) -> Ways:
        mine = {each.name for each in self.here.beside if each.asker is who}  # a second click answers with the first
        answers: dict[str, dict[str, Any]] = {
            "termination": {"worker_share": min(share, self.contract.part_price), "exception": "disaster"},
            "change": {"terms": self.changed(more)},
        }
        ways: Ways = {}
        for kind, each in openings(self.view(who), self.level).items():
            is_open = each.is_open
            if kind == "termination":  # the exception that is named spares the notice
                is_open = self.here.contract in TERMINATION.opens_in and kind not in self.beside()
            if kind not in mine:
                go = partial(self.deal.ask, kind, self.person(who), **answers.get(kind, {}))
                ways[f"{who}: open {kind}"] = is_open, go
        return ways

    def in_requests(self, who: Actor, share: int) -> Ways:
        ways: Ways = {}
        worker_share = min(share, self.contract.part_price)
        for view in open_beside(self.view(who)):
            for each in offered_in(view):
                name, is_open = each.step.name, each.is_open and self.fits(view.request, each.step)
                go: Callable[[], object] = partial(
                    self.deal.answer, view.request, name, self.person(who), worker_share=worker_share
                )
                if name == "top_up" and who is Actor.CLIENT:  # the demo bank brings what is missing
                    is_open, go = view.request.state == "awaiting_top_up", partial(self.deal.top_up, view.request)
                ways[f"{who}: {view.request.lifecycle}.{name}"] = is_open, go
        return ways

    def write(self, data: st.DataObject) -> None:
        """A word of the asked side answers a reminder and does nothing else."""
        before, who = self.here, data.draw(sides)
        self.deal.write(self.person(who))
        self.look()
        answered = {move.to for move in self.graph[before] if move.name == f"{who}: contact_reminder.answer"}
        is_asked = any(each.name == "contact_reminder" and each.asker is not who for each in before.beside)
        assert self.here in (answered if is_asked else {before})

    def time_passes(self, data: st.DataObject) -> None:
        before, until = self.here, self.deal.at + timedelta(days=data.draw(some_days))
        while self.is_running and (moment := self.next_moment()) <= until:
            self.pass_to(moment)
        self.deal.at = until
        assert self.here in self.by_the_clock(before)

    # What always holds.

    def the_book_adds_up(self) -> None:
        with connection.cursor() as cursor:  # what the database checks at the end of a transaction, it checks now
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert [*audit.check_book(), *audit.check_escrow(bookkeeping.expected_escrow())] == []
        contract = self.contract
        assert self.deal.escrow() == HELD[contract.state] * contract.part_price

    def deadlines_stand_where_they_belong(self) -> None:
        contract = self.contract
        assert (contract.due_at is not None) == (FIXED_PRICE.state(contract.state).deadline is not None)
        assert (contract.closed_at is not None) == FIXED_PRICE.state(contract.state).final
        assert contract.stalled_until is None
        for request in Request.objects.filter(contract_id=contract.pk):
            state = request_called(request.lifecycle).lifecycle.state(request.state)
            assert (request.due_at is not None) == (state.deadline is not None) == (request.closed_at is None)
            assert request.stalled_until is None
        for row in self.rows():
            if row.due_at is not None and row.entered_at == self.deal.at:
                assert row.remind_at is not None, f"{row.state} will end by itself without a word before"
                assert row.remind_at < row.due_at
        assert self.here in self.graph

    def both_fall_silent(self) -> None:
        """The clock alone ends everything, warns before each default, and pays as the record says."""
        record, held = RECORD[self.contract.state], self.deal.escrow()
        deadlock = queries.agreed_terms(self.contract).deadlock
        client, worker = self.deal.wallet(self.cast.aoi), self.deal.wallet(self.cast.ren)
        steps, began, warned = self.clock_steps(), self.deal.at, set()
        for _ in range(LONGEST_SILENCE):
            if not self.is_running:
                break
            moment = self.next_moment()
            for row in self.rows():
                if row.remind_at == moment:
                    warned.add((type(row), row.pk, row.state))
                elif row.due_at == moment and row.entered_at > began:
                    assert (type(row), row.pk, row.state) in warned, f"no word before {row.state} ended by itself"
            before = self.here
            self.pass_to(moment)
            assert self.here in self.by_the_clock(before)
        assert self.product.is_end(self.here)
        assert self.clock_steps() - steps <= walk_of(self.level).longest
        assert self.deal.escrow() == 0
        gross = {frozenset(): 0, frozenset({Actor.CLIENT}): 0, frozenset({Actor.WORKER}): held}.get(record)
        gross = share_by_rule(deadlock, held) if gross is None else gross
        assert self.deal.wallet(self.cast.aoi) - client == held - gross
        assert (self.deal.wallet(self.cast.ren) > worker) == (gross > 0)

    # How it is done and seen.

    @property
    def contract(self) -> Contract:
        return self.deal.contract

    @property
    def is_running(self) -> bool:
        return not self.product.is_end(self.here)

    def person(self, who: Actor) -> Person:
        return {Actor.CLIENT: self.cast.aoi, Actor.WORKER: self.cast.ren, Actor.STAFF: self.cast.kei}[who]

    def view(self, who: Actor) -> queries.ContractView:
        view = self.deal.view(self.person(who))
        assert view is not None
        assert view.role is who
        return view

    def beside(self) -> dict[str, str]:
        return {each.name: each.state for each in self.here.beside}

    def look(self) -> None:
        """See where contract and requests stand now."""
        contract = self.contract
        found = Request.objects.filter(contract_id=contract.pk, closed_at=None)
        self.here = Joint(contract.state, frozenset(Open(r.lifecycle, r.state, Actor(r.asked_by)) for r in found))

    def rows(self) -> list[Contract | Request]:
        contract = self.contract
        return [contract, *Request.objects.filter(contract_id=contract.pk, closed_at=None)]

    def clock_steps(self) -> int:
        """How many steps the clock took, but for those that only follow from another."""
        rows = [self.contract, *Request.objects.filter(contract_id=self.contract.pk)]
        return sum(row.steps.filter(actor=Actor.CLOCK).exclude(step="overtake").count() for row in rows)

    def next_moment(self) -> datetime:
        moments = [moment for row in self.rows() for moment in (row.due_at, row.remind_at) if moment is not None]
        return max(min(moments), self.deal.at)

    def pass_to(self, moment: datetime) -> None:
        self.deal.at = moment
        run_due(moment)
        self.look()

    def by_the_clock(self, joint: Joint) -> set[Joint]:
        seen, waiting = {joint}, [joint]
        while waiting:
            onward = {move.to for move in self.graph[waiting.pop()] if move.actor is Actor.CLOCK} - seen
            waiting += onward
            seen |= onward
        return seen

    def fits(self, request: Request, step: Any) -> bool:
        """Whether what the step causes in the contract can be taken there, where that is known beforehand."""
        try:
            request_called(request.lifecycle).caused(step.to or request.state, FIXED_PRICE, self.contract.state)
        except LookupError:
            return False
        return True

    def changed(self, more: int) -> Terms:
        """The agreed terms with another price of the current part and a week more for what is not paid yet."""
        terms, part = queries.agreed_terms(self.contract), self.contract.part
        assert terms.price is not None
        assert terms.due_on is not None
        later = max(terms.due_on, self.deal.at.date()) + timedelta(days=7)
        more = max(more, 1 - self.contract.part_price)
        parts = tuple(
            each if n < part else replace(each, price=(each.price or 0) + (more if n == part else 0), due_on=later)
            for n, each in enumerate(terms.milestones)
        )
        return replace(terms, price=terms.price + more, due_on=later, milestones=parts)

    def attempt(self, name: str, go: Callable[[], object], is_open: bool) -> None:
        """What is open succeeds and leads where the walk says; what is not is refused and changes nothing."""
        before, seen = self.here, self.everything()
        try:
            with transaction.atomic():
                go()
        except Refusal as refusal:
            assert not is_open, f"{name}: {[reason.key for reason in refusal.reasons]}"
            assert self.everything() == seen
            self.happened["refused"] += 1
            return
        assert is_open, f"{name} went through although it was not offered"
        self.look()
        assert self.here in {move.to for move in self.graph[before] if move.name == name}, (name, str(before))
        self.happened[name] += 1

    def everything(self) -> list[object]:
        contract = Contract.objects.filter(reference=self.deal.reference)
        requests = Request.objects.filter(contract_id=self.contract.pk).order_by("pk")
        wallets = (self.deal.wallet(each) for each in (self.cast.aoi, self.cast.ren))
        return [*contract.values(), *requests.values(), self.deal.escrow(), *wallets]


@pytest.fixture(scope="module")
def happened() -> Iterator[Counter[str]]:
    """How often each move was made, over all examples: a market in which all is refused would pass as well."""
    counted: Counter[str] = Counter()
    yield counted
    print("\n", counted)
    assert counted["refused"]
    assert any(": open " in name for name in counted)
    assert any("." in name for name in counted)
    moves = counted.total() - counted["refused"] - counted["histories"]
    assert moves > 2 * counted["histories"]


@pytest.mark.xdist_group("histories")
@pytest.mark.parametrize("level", MEDIATION_LEVELS)
def test_any_history_keeps_what_is_promised(level: str, cast: Cast, happened: Counter[str]) -> None:
    cast.everyone()

    @settings(
        max_examples=settings().max_examples // 16,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(data=st.data(), agreed=agreements, steps=st.integers(10, 25))
    def history(data: st.DataObject, agreed: Mapping[str, Any], steps: int) -> None:
        with transaction.atomic(), override_settings(MEDIATION_LEVEL=level):
            market = Market(cast, level, agreed, happened)
            happened["histories"] += 1
            for _ in range(steps):
                if not market.is_running:
                    market.agree()
                data.draw(st.sampled_from([market.act] * 6 + [market.write, market.time_passes]))(data)
                market.the_book_adds_up()
                market.deadlines_stand_where_they_belong()
            market.both_fall_silent()
            market.the_book_adds_up()
            transaction.set_rollback(True)

    history()
