"""What people read of the book: balances, statements, what is awaited."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tachiai.clockwork.queries import backlogs
from tachiai.money import actions, queries
from tachiai.money.rules import contract_holder
from tachiai.people.actions import ClosureAsked
from tests.cast import Cast
from tests.money.moves import AT, Deal, pay_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast: Cast) -> Deal:
    """Aoi deposits twice: the first contract is paid to Ren, the second comes back."""
    pay_in(cast.aoi, 200_000, staff=cast.kei)
    first, second = Deal(1, cast.aoi, cast.ren), Deal(2, cast.aoi, cast.ren)
    for step in (first.deposit, second.deposit, first.release, second.give_back):
        step()
    return first


class TestAStatement:
    def test_of_the_client_shows_each_change_with_the_balance_it_left(self, cast: Cast, story: Deal) -> None:
        shown = queries.statement(cast.aoi.pk)
        assert [(line.movement, line.holder_id, line.amount, line.balance) for line in shown.lines] == [
            ("return_escrow", 2, 100_000, 100_000),
            ("deposit_escrow", 2, -100_000, 0),
            ("deposit_escrow", 1, -100_000, 100_000),
            ("pay_in", 1, 200_000, 200_000),
        ]
        assert (shown.balance, shown.older, shown.newer) == (100_000, None, None)

    def test_of_the_worker_shows_what_the_reward_is_made_of(self, cast: Cast, story: Deal) -> None:
        (line,) = queries.statement(cast.ren.pk).lines
        assert (line.price, line.fee, line.fee_tax, line.amount) == (100_000, 20_000, 2_000, 78_000)

    def test_of_a_division_shows_both_what_it_is_made_of(self, cast: Cast, story: Deal) -> None:
        third = Deal(3, cast.aoi, cast.ren)
        third.deposit()
        third.split(40_000)
        client, worker = (queries.statement(person.pk).lines[0] for person in (cast.aoi, cast.ren))
        assert (client.movement, client.amount, client.divided, client.share) == (
            "split_escrow",
            60_000,
            100_000,
            40_000,
        )
        assert (client.price, client.fee, client.fee_tax) == (0, 0, 0)
        assert (worker.movement, worker.price, worker.fee, worker.fee_tax, worker.amount) == (
            "split_escrow",
            40_000,
            8_000,
            800,
            31_200,
        )
        assert (worker.divided, worker.share) == (0, 0)

    def test_of_a_reward_with_withheld_tax_shows_both_where_it_went(self, cast: Cast, story: Deal) -> None:
        third = Deal(3, cast.aoi, cast.ren)
        third.deposit()
        third.split(40_000, withheld=4_084)
        (worker, *_), (returned, withheld, *_) = (queries.statement(each.pk).lines for each in (cast.ren, cast.aoi))
        assert (worker.price, worker.fee, worker.fee_tax, worker.withheld) == (40_000, 8_000, 800, 4_084)
        assert (worker.amount, worker.text_key) == (27_116, "money.movement.split_escrow")
        assert (returned.amount, returned.divided, returned.share) == (60_000, 100_000, 40_000)
        assert (returned.text_key, returned.is_withheld_tax) == ("money.movement.split_escrow", False)
        assert (withheld.amount, withheld.text_key, withheld.is_withheld_tax) == (4_084, "money.withheld_tax", True)
        assert (withheld.price, withheld.withheld, withheld.divided, withheld.share) == (0, 0, 0, 0)
        assert (withheld.balance, returned.balance) == (4_084, 64_084)

    def test_of_somebody_without_money_is_empty(self, cast: Cast, story: Deal) -> None:
        shown = queries.statement(cast.mio.pk)
        assert (shown.balance, shown.lines, shown.older, shown.newer) == (0, (), None, None)

    def test_is_read_page_by_page_in_both_directions(self, cast: Cast) -> None:
        for amount in range(1, 12):
            pay_in(cast.aoi, amount, staff=cast.kei, contract=amount)
        newest = queries.statement(cast.aoi.pk, limit=4)
        middle = queries.statement(cast.aoi.pk, limit=4, before=newest.older)
        oldest = queries.statement(cast.aoi.pk, limit=4, before=middle.older)
        pages = [newest, middle, oldest]
        assert [[line.amount for line in page.lines] for page in pages] == [[11, 10, 9, 8], [7, 6, 5, 4], [3, 2, 1]]
        assert (newest.newer, oldest.older) == (None, None)
        assert queries.statement(cast.aoi.pk, limit=4, after=oldest.newer) == middle
        assert queries.statement(cast.aoi.pk, limit=4, after=middle.newer).lines == newest.lines
        assert queries.statement(cast.aoi.pk, limit=4, after=middle.newer).newer is None

    def test_runs_through_the_whole_history_in_pieces(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        for amount in range(1, 8):
            pay_in(cast.aoi, amount, staff=cast.kei, contract=amount)
        monkeypatch.setattr(queries, "CHUNK", 3)
        assert [line.amount for line in queries.iter_statement(cast.aoi.pk)] == [1, 2, 3, 4, 5, 6, 7]

    def test_asks_the_same_few_questions_for_a_long_page(self, cast: Cast, story: Deal) -> None:
        with CaptureQueriesContext(connection) as asked:
            newest = queries.statement(cast.aoi.pk, limit=2)
            queries.statement(cast.aoi.pk, before=newest.older)
        assert len(asked) == 2 + 2


class TestWhatIsAwaited:
    def test_stands_in_the_order_in_which_it_was_announced(self, cast: Cast) -> None:
        made = [
            actions.announce_pay_in(holder=contract_holder(contract), client_id=cast.aoi.pk, amount=500, at=AT)
            for contract in (5, 6, 7)
        ]
        actions.cancel_pay_in(holder=contract_holder(6))
        assert backlogs([queries.pay_in_backlog()])[0].count == 2
        assert [awaited.holder_id for awaited in queries.awaited_pay_ins()] == [5, 7]
        assert [awaited.holder_id for awaited in queries.awaited_pay_ins(after=made[0].pk, limit=1)] == [7]
        assert queries.awaited_pay_in(contract_holder(5)) == made[0]
        assert queries.awaited_pay_in(contract_holder(6)) is None

    def test_is_found_by_its_reference_as_the_bank_shows_it(self, cast: Cast) -> None:
        made = actions.announce_pay_in(holder=contract_holder(5), client_id=cast.aoi.pk, amount=500, at=AT)
        actions.cancel_pay_in(holder=contract_holder(5))
        assert queries.pay_ins_by_reference(made.reference.lower().replace("-", " ")) == [made]
        assert queries.pay_ins_by_reference("") == []


class TestWalletsWithMoney:
    def test_are_counted_as_far_as_any_backlog(self, story: Deal, monkeypatch: pytest.MonkeyPatch) -> None:
        assert queries.wallet_backlog().count == len(queries.wallets_with_money()) == 2
        monkeypatch.setattr("tachiai.money.queries.MOST_COUNTED", 1)
        assert queries.wallet_backlog().count == 1

    def test_leave_out_the_empty_ones(self, cast: Cast, story: Deal) -> None:
        wallets = queries.wallets_with_money()
        assert [(wallet.person_id, wallet.balance) for wallet in wallets] == [
            (cast.aoi.pk, 100_000),
            (cast.ren.pk, 78_000),
        ]
        assert [wallet.person_id for wallet in queries.wallets_with_money(after=wallets[0].id)] == [cast.ren.pk]


class TestClosingAnAccount:
    def test_waits_until_the_wallet_is_paid_out(self, cast: Cast, story: Deal) -> None:
        (objection,) = queries.objections_to_closing(ClosureAsked(cast.ren.pk))
        assert (objection.key, objection.params) == ("money.refused.wallet_not_empty", {"balance_yen": 78_000})
        assert queries.objections_to_closing(ClosureAsked(cast.mio.pk)) == []
