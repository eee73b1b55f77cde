"""A question that is kept answers what its queryset would, each time for the values given; rows are written."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, models, transaction
from django.db.models import Q
from django.db.transaction import TransactionManagementError

from tachiai.clockwork.asking import Asked, Given
from tachiai.clockwork.writing import insert, update
from tachiai.contracts.models import Contract, ContractStep
from tachiai.people.models import Person
from tests.cast import Cast
from tests.deal import MONDAY, Deal


@pytest.fixture
def deal(cast: Cast) -> Deal:
    return Deal(cast.aoi, cast.ren)


def said(row: models.Model | None) -> dict[str, object]:
    """What is loaded of a row."""
    return {} if row is None else {name: value for name, value in row.__dict__.items() if name != "_state"}


def test_each_asking_has_values_of_its_own(deal: Deal, cast: Cast) -> None:
    of_side = Asked(lambda: Contract.objects.filter(Q(client=Given("who")) | Q(worker=Given("who"))).order_by("pk"))

    assert [said(row) for row in of_side.all(who=cast.aoi.pk)] == [said(Contract.objects.get())]
    assert of_side.first(who=cast.ren.pk) == deal.contract
    assert of_side.first(who=cast.mio.pk) is None
    assert of_side.all(who=cast.mio.pk) == []


def test_related_rows_come_with_it_and_what_is_left_out_is_fetched_when_it_is_read(
    deal: Deal, django_assert_num_queries
) -> None:
    rows = Contract.objects.select_related("client").defer("reference").order_by("pk")
    asked = Asked(lambda: rows.filter(worker_id=Given("worker"))[:1])

    contract, client = deal.contract, deal.contract.client.display_name

    with django_assert_num_queries(1):
        found = asked.first(worker=contract.worker_id)
        assert found is not None
        assert found.client.display_name == client
    with django_assert_num_queries(1):
        assert found.reference == contract.reference


def test_a_missing_value_is_said_at_once(deal: Deal) -> None:
    asked = Asked(lambda: Contract.objects.filter(pk=Given("contract")))

    with pytest.raises(KeyError):
        asked.first()


def test_what_is_typed_reaches_the_database_as_a_value(deal: Deal) -> None:
    asked = Asked(lambda: Contract.objects.filter(reference=Given("reference")))

    assert asked.all(reference="' OR 1=1 --") == []
    assert asked.first(reference=deal.contract.reference) == deal.contract


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_within_a_transaction_only(cast: Cast) -> None:
    deal = Deal(cast.aoi, cast.ren)
    asked = Asked(lambda: Contract.objects.select_for_update().filter(pk=Given("contract")))

    with transaction.atomic():
        assert asked.first(contract=deal.contract.pk) == deal.contract
    with pytest.raises(TransactionManagementError):
        asked.first(contract=deal.contract.pk)


def test_a_person_is_found_by_the_key_alone_as_ever(cast: Cast) -> None:
    assert said(Person.objects.get(pk=str(cast.aoi.pk))) == said(Person.objects.filter(pk=cast.aoi.pk).get())
    with pytest.raises(Person.DoesNotExist):
        Person.objects.get(pk=0)
    with pytest.raises(ValueError, match="expected a number"):
        Person.objects.get(pk="aoi")


def test_a_row_that_is_written_reads_back_and_one_that_is_gone_is_missed(deal: Deal) -> None:
    contract = deal.contract
    columns = {"number": 900, "step": "start", "actor": "clock", "taken_at": MONDAY, "answers": {"a": ["b"]}}
    step = ContractStep(subject=contract, **columns)

    insert(step)
    assert ContractStep.objects.filter(pk=step.pk).values(*columns).get() == columns
    assert not step._state.adding
    contract.stalled_until = MONDAY
    update(contract, ("stalled_until",))
    assert Contract.objects.get(pk=contract.pk).stalled_until == MONDAY
    contract.pk = 0
    with pytest.raises(DatabaseError, match="is not there"):
        update(contract, ("stalled_until",))
