"""Papers are read by their two sides and by staff; searched by date, amount, counterparty and kind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tachiai.contracts.models import Paper
from tachiai.contracts.papers.kinds import KINDS
from tachiai.contracts.papers.queries import Found, paper_for, papers_found, papers_of
from tachiai.kernel.lifecycle import Actor
from tests.cast import Cast
from tests.deal import MONDAY, Deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(cast: Cast) -> Deal:
    """A contract of Aoi and Ren that was paid, with every kind of paper that an ordinary one has."""
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    deal.at += timedelta(days=10)
    deal.deliver()
    deal.at += timedelta(days=2)
    deal.accept()
    return deal


def serials(found: Found) -> list[str]:
    return [line.serial for line in found.lines]


class TestOnePaper:
    def test_is_for_the_two_sides_and_staff(self, deal: Deal, cast: Cast) -> None:
        for each in Paper.objects.all():
            roles = {
                person: paper_for(person.pk, person.is_staff, each.serial) for person in (cast.aoi, cast.ren, cast.kei)
            }
            assert [view and view.role for view in roles.values()] == [Actor.CLIENT, Actor.WORKER, Actor.STAFF]

    def test_is_for_no_stranger_and_does_not_say_whether_it_exists(self, deal: Deal, cast: Cast) -> None:
        for serial in (*Paper.objects.values_list("serial", flat=True), "ZZZZ9999-order-1"):
            assert paper_for(cast.mio.pk, False, serial) is None
            assert paper_for(cast.zen.pk, False, serial) is None

    def test_shows_what_was_issued(self, deal: Deal, cast: Cast) -> None:
        view = paper_for(cast.ren.pk, False, f"{deal.reference}-order-1")
        assert view is not None
        assert (view.document.title, view.reference, view.is_unchanged) == ("発注書", deal.reference, True)


class TestOfAContract:
    def test_all_in_the_order_of_issue_with_the_other_side(self, deal: Deal, cast: Cast) -> None:
        lines = papers_of(deal.view(cast.aoi))
        assert [line.id for line in lines] == sorted(line.id for line in lines)
        assert {line.counterparty for line in lines} == {"蓮"}
        assert {line.counterparty for line in papers_of(deal.view(cast.ren))} == {"葵デザイン室"}
        assert {line.counterparty for line in papers_of(deal.view(cast.kei))} == {"葵デザイン室 / 蓮"}

    def test_takes_one_query(self, deal: Deal, cast: Cast, django_assert_num_queries) -> None:
        view = deal.view(cast.aoi)
        with django_assert_num_queries(1):
            assert len(papers_of(view)) == 7


class TestSearch:
    def test_finds_nothing_of_others(self, deal: Deal, cast: Cast) -> None:
        assert serials(papers_found(cast.mio.pk)) == []

    def test_is_of_both_roles_together_newest_first(self, deal: Deal, cast: Cast) -> None:
        other = Deal(cast.ren, cast.mio, at=MONDAY + timedelta(days=5))
        found = papers_found(cast.ren.pk).lines
        assert {line.reference for line in found} == {deal.reference, other.reference}
        assert [line.dated_on for line in found] == sorted((line.dated_on for line in found), reverse=True)
        assert {line.counterparty for line in found} == {"葵デザイン室", "Mio"}

    def test_by_date(self, deal: Deal, cast: Cast) -> None:
        day = date(2026, 11, 12)
        assert serials(papers_found(cast.aoi.pk, since=day, until=day)) == [f"{deal.reference}-delivery-1"]
        assert len(papers_found(cast.aoi.pk, until=date(2026, 11, 2)).lines) == 2

    def test_by_amount(self, deal: Deal, cast: Cast) -> None:
        found = papers_found(cast.ren.pk, least=62_400, most=79_999)
        assert serials(found) == [f"{deal.reference}-payment-1"]
        assert {line.kind for line in papers_found(cast.ren.pk, least=80_000).lines} == {
            "order_notice",
            "contract_sheet",
            "invoice",
            "receipt",
        }

    def test_by_part_of_the_other_sides_name(self, deal: Deal, cast: Cast) -> None:
        assert len(papers_found(cast.ren.pk, counterparty=" デザイン ").lines) == 7
        assert papers_found(cast.ren.pk, counterparty="蓮").lines == []
        assert len(papers_found(cast.aoi.pk, counterparty="蓮").lines) == 7

    @pytest.mark.parametrize("typed", ["ﾃﾞｻﾞｲﾝ", "葵 デザイン室", "葵デ"])
    def test_whatever_width_and_blanks_it_is_typed_with(self, deal: Deal, cast: Cast, typed: str) -> None:
        assert len(papers_found(cast.ren.pk, counterparty=typed).lines) == 7

    def test_in_any_case(self, cast: Cast) -> None:
        Deal(cast.ren, cast.mio)
        assert len(papers_found(cast.ren.pk, counterparty="ＭＩＯ").lines) == 2

    @pytest.mark.parametrize("text", ["%", "_", "\\", "'"])
    def test_takes_signs_for_what_they_are(self, deal: Deal, cast: Cast, text: str) -> None:
        assert papers_found(cast.ren.pk, counterparty=text).lines == []

    def test_by_two_of_them_together(self, deal: Deal, cast: Cast) -> None:
        found = papers_found(cast.aoi.pk, kind="invoice", counterparty="蓮", least=80_000, since=date(2026, 11, 14))
        assert serials(found) == [f"{deal.reference}-invoice-1"]

    @pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
    def test_by_kind(self, deal: Deal, cast: Cast, kind: str) -> None:
        assert {line.kind for line in papers_found(cast.ren.pk, kind=kind).lines} <= {kind}

    @pytest.mark.parametrize("limit", [1, 2, 3, 7])
    def test_pages_go_on_where_the_last_one_ended(self, deal: Deal, cast: Cast, limit: int) -> None:
        Deal(cast.ren, cast.mio, at=MONDAY + timedelta(days=5))
        every, read, before = serials(papers_found(cast.ren.pk)), [], None
        while True:
            page = papers_found(cast.ren.pk, before=before, limit=limit)
            assert len(page.lines) <= limit
            read += serials(page)
            before = page.older
            if before is None:
                break
        assert read == every
        assert len(read) == 9

    def test_a_page_after_somebody_elses_paper_is_empty(self, deal: Deal, cast: Cast) -> None:
        Deal(cast.mio, cast.zen, at=MONDAY)
        theirs = Paper.objects.filter(client=cast.mio).latest("pk")
        assert papers_found(cast.ren.pk, before=theirs.pk).lines == []

    def test_takes_few_queries(self, deal: Deal, cast: Cast, django_assert_max_num_queries) -> None:
        newest = papers_found(cast.ren.pk).lines[0].id
        with django_assert_max_num_queries(4):
            papers_found(cast.ren.pk, before=newest, least=1, counterparty="葵", kind="invoice")
