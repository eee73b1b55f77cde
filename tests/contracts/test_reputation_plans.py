"""What somebody's ended contracts cost those who look at the person: the pages of an index, none of the table's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test.utils import CaptureQueriesContext

from tachiai.contracts.queries.reputation import faces
from tachiai.kernel.lifecycle import Actor
from tests.cast import Cast
from tests.deal import Deal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Actor.CLIENT, Actor.WORKER])
def test_how_contracts_ended_is_counted_from_the_index_alone(cast: Cast, role: Actor) -> None:
    deal = Deal(cast.aoi, cast.ren)
    for step in (deal.deposit, deal.deliver, deal.accept):
        step()
    person = cast.aoi if role is Actor.CLIENT else cast.ren
    with CaptureQueriesContext(connection) as asked:
        assert faces([person.pk], role)[person.pk].contracts_completed == 1
    (counting,) = (each["sql"] for each in asked if '"completed"' in each["sql"])
    with connection.cursor() as cursor:
        _leave_alone(cursor, f"lately_of_{role}")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {counting}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"Index Only Scan using lately_of_{role}" in plan, plan


def _leave_alone(cursor: CursorWrapper, index: str) -> None:
    """Within this transaction: on a table of one row all indexes cost the same, and any may be chosen."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(
        "SELECT indexname FROM pg_indexes WHERE tablename = 'contracts_contract' AND indexname <> %s AND indexname"
        " NOT IN (SELECT conname FROM pg_constraint)",
        [index],
    )
    for (other,) in cursor.fetchall():
        cursor.execute(f'DROP INDEX "{other}"')
