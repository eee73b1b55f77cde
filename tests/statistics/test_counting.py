"""What goes wrong between people, counted: each trouble of a contract once for its kind and month."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tachiai.inquiries.models import Inquiry
from tachiai.kernel.calendar import TOKYO
from tachiai.statistics.actions import keep_months
from tachiai.statistics.models import CountedMonth
from tachiai.statistics.queries import MonthCounts, counted, months_told, since
from tachiai.statistics.rules import span
from tachiai.tasks.models import Submission
from tests.cast import Cast
from tests.deal import Deal
from tests.inquiries.test_inquiries import ask
from tests.tasks.batch import Batch

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
BEGINS, ENDS = (datetime(2026, month, 1, tzinfo=TOKYO) for month in (11, 12))


@pytest.fixture(autouse=True)
def _looked_anew(settings) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    caches["process"].clear()


@pytest.fixture
def rejected(cast: Cast) -> Deal:
    """Delivered and rejected twice in November, and accepted three hours after the third delivery."""
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    for _ in range(2):
        deal.deliver()
        deal.at += timedelta(hours=1)
        deal.reject()
    deal.deliver()
    deal.at += timedelta(hours=3)
    deal.accept()
    return deal


def november() -> MonthCounts:
    return counted(BEGINS, ENDS)[NOVEMBER]


def test_one_trouble_of_a_contract_is_counted_once(rejected: Deal) -> None:
    assert november().troubles == {("quality", "fixed_price"): 1}
    assert november().sources == {("contract:reject", "fixed_price"): 1}


def test_inspection_and_pay_are_timed(rejected: Deal) -> None:
    took = november().durations
    assert (took["inspect"].count, took["inspect"].median) == (3, 3600)
    assert (took["pay"].count, took["pay"].median) == (1, 5 * 3600)


def test_silence_counts_by_what_was_done_about_it(cast: Cast) -> None:
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    deal.days_pass(120)
    kinds = {kind for month in counted(BEGINS, deal.at).values() for kind, _ in month.troubles}
    assert {"quality", "no_answer"} <= kinds


def test_answers_that_the_client_never_looked_at_are_one_trouble(cast: Cast) -> None:
    batch = Batch(cast.aoi)
    for worker in (cast.ren, cast.mio):
        batch.submit(worker)
    batch.days_pass(60)
    assert Submission.objects.filter(steps__step="deem_approved").count() == 2
    sources = [
        month.sources.get(("submission:deem_approved", "task"), 0) for month in counted(BEGINS, batch.at).values()
    ]
    assert sum(sources) == 1


def test_an_answer_is_timed_from_the_first_message_that_waited(cast: Cast) -> None:
    deal = Deal(cast.aoi, cast.ren)
    for author, hours in ((cast.aoi, 0), (cast.aoi, 1), (cast.ren, 3), (cast.aoi, 1)):
        deal.at += timedelta(hours=hours)
        deal.write(author)
    took = november().durations["answer"]
    # Aoi answers the proposal at once; Ren lets her wait for four hours; she answers after one.
    assert (took.count, took.median, round(took.slow)) == (3, 3600, round((1 + 0.8 * 3) * 3600))


def test_a_message_that_waited_too_long_is_in_no_median_however_far_back_is_counted(cast: Cast) -> None:
    deal = Deal(cast.aoi, cast.ren)
    for author, day in (
        (cast.aoi, (11, 3)),
        (cast.ren, (12, 28)),
        (cast.aoi, (1, 2)),
        (cast.aoi, (1, 20)),
        (cast.ren, (2, 15)),
    ):
        deal.at = datetime(2026 if day[0] > 10 else 2027, *day, 12, tzinfo=TOKYO)
        deal.write(author)
    months = [datetime(2026, 11, 1, tzinfo=TOKYO), *(datetime(2027, month, 1, tzinfo=TOKYO) for month in (1, 2, 3))]
    whole = counted(months[0], months[-1])
    # Ren answers in December what had waited for 55 days, and in February the later of two messages.
    assert "answer" not in whole.get(DECEMBER, MonthCounts()).durations
    assert whole[date(2027, 2, 1)].durations["answer"].median == timedelta(days=26).total_seconds()
    for begins, ends in pairwise(months[1:]):
        assert counted(begins, ends)[begins.date()].durations == whole[begins.date()].durations


def test_an_inquiry_that_waited_too_long_is_in_no_median(cast: Cast) -> None:
    asked = ask(cast.ren, at=datetime(2026, 11, 3, 12, tzinfo=TOKYO))
    Inquiry.objects.filter(pk=asked.pk).update(first_answer_at=datetime(2026, 12, 28, 12, tzinfo=TOKYO))
    assert DECEMBER not in counted(BEGINS, datetime(2027, 1, 1, tzinfo=TOKYO))


def test_a_month_that_is_over_is_kept_once_and_told_from_there(rejected: Deal) -> None:
    later = datetime(2026, 12, 10, tzinfo=TOKYO)
    keep_months(later)
    keep_months(later)
    row = CountedMonth.objects.get(first=NOVEMBER)
    assert row.troubles == [["quality", "fixed_price", 1]]
    assert since(later) == NOVEMBER
    with CaptureQueriesContext(connection) as asked:
        told = months_told(span("2026-11", later), later)
    assert len(asked) == 1
    assert told == {NOVEMBER: november()}


def test_a_month_counted_with_other_kinds_is_counted_again(rejected: Deal) -> None:
    later = datetime(2026, 12, 10, tzinfo=TOKYO)
    keep_months(later)
    CountedMonth.objects.update(digest="old", troubles=[])
    assert months_told(span("2026-11", later), later)[NOVEMBER].troubles == {("quality", "fixed_price"): 1}
    caches["process"].clear()
    keep_months(later)
    assert CountedMonth.objects.get(first=NOVEMBER).troubles == [["quality", "fixed_price", 1]]


def test_the_running_month_and_the_day_after_it_are_counted_anew(rejected: Deal) -> None:
    keep_months(datetime(2026, 12, 1, 12, tzinfo=TOKYO))
    assert not CountedMonth.objects.filter(first=NOVEMBER).exists()
    told = months_told(span("last-12-months", rejected.at), rejected.at)
    assert len(told) == 12
    assert told[NOVEMBER].troubles
    assert DECEMBER not in told
