"""That a paper reached its people can be shown: put before them in the site, mailed, opened, downloaded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tachiai.contracts.models import PaperSeen
from tachiai.contracts.papers.actions import DOWNLOADED, OPENED, note_seen
from tachiai.contracts.papers.kinds import path_of
from tachiai.contracts.papers.queries import PaperView, evidence, paper_for
from tachiai.notices import actions as notices
from tachiai.notices.models import Dispatch, Notice
from tests.cast import Cast
from tests.deal import MONDAY, Deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(cast: Cast) -> Deal:
    return Deal(cast.aoi, cast.ren)


def view(deal: Deal, cast: Cast, short: str = "order", number: int = 1) -> PaperView:
    found = paper_for(cast.kei.pk, True, f"{deal.reference}-{short}-{number}")
    assert found is not None
    return found


def told(person_id: int) -> list[str]:
    """The kinds of notices about papers that somebody got."""
    kinds = Notice.objects.filter(person_id=person_id, kind__startswith="paper.").order_by("pk")
    return list(kinds.values_list("kind", flat=True))


def mailed() -> set[str]:
    """The kinds of notices about papers that were mailed."""
    return set(Dispatch.objects.filter(notice__kind__startswith="paper.").values_list("notice__kind", flat=True))


class TestNotices:
    def test_order_and_sheet_are_one_notice_each_side(self, deal: Deal, cast: Cast) -> None:
        assert (told(cast.ren.pk), told(cast.aoi.pk)) == (["paper.ordered.worker"], ["paper.ordered.client"])

    def test_point_at_the_paper(self, deal: Deal, cast: Cast) -> None:
        notice = Notice.objects.get(kind="paper.ordered.worker")
        assert notice.path == path_of(f"{deal.reference}-order-1")
        assert notice.params["serial"] == f"{deal.reference}-order-1"

    def test_of_a_payment_are_one_for_each_side(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        deal.deliver()
        deal.reject()
        deal.deliver()
        deal.accept()
        assert told(cast.aoi.pk)[1:] == ["paper.delivered.client", "paper.delivered.client", "paper.paid.client"]
        assert told(cast.ren.pk)[1:] == ["paper.inspected.worker", "paper.paid.worker"]

    def test_only_orders_and_their_changes_are_mailed(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        deal.answer(deal.ask("change", cast.aoi), "accept", cast.ren)
        deal.deliver()
        deal.accept()
        assert mailed() == {"paper.ordered.worker", "paper.changed.worker"}


class TestEvidence:
    def test_begins_with_the_notice_in_the_site(self, deal: Deal, cast: Cast) -> None:
        first = evidence(view(deal, cast))[0]
        assert (first.person_id, first.channel, first.at) == (cast.ren.pk, "site", MONDAY)

    def test_follows_the_mail_to_the_mail_server(self, deal: Deal, cast: Cast) -> None:
        (waiting,) = [one for one in evidence(view(deal, cast)) if one.channel == "mail"]
        assert (waiting.state, waiting.at) == ("queued", None)
        dispatch = Dispatch.objects.get(notice__kind="paper.ordered.worker")
        notices.deliver(dispatch_id=dispatch.pk, at=MONDAY + timedelta(minutes=1))
        (sent,) = [one for one in evidence(view(deal, cast)) if one.channel == "mail"]
        assert (sent.state, sent.at) == ("sent", MONDAY + timedelta(minutes=1))

    def test_without_mail_is_what_stands_in_the_site(self, cast: Cast) -> None:
        notices.choose_mail(person_id=cast.ren.pk, paces={})
        deal = Deal(cast.aoi, cast.ren)
        assert [(one.channel, one.state) for one in evidence(view(deal, cast))] == [("site", ""), ("mail", "unwanted")]

    def test_goes_on_with_what_the_reader_does(self, deal: Deal, cast: Cast) -> None:
        paper = view(deal, cast).paper
        notices.deliver(dispatch_id=Dispatch.objects.get(notice__kind="paper.ordered.worker").pk, at=MONDAY)
        note_seen(paper=paper, person_id=cast.ren.pk, channel=DOWNLOADED, detail="pdf", at=MONDAY + timedelta(hours=3))
        note_seen(paper=paper, person_id=cast.ren.pk, channel=OPENED, at=MONDAY + timedelta(hours=2))
        assert [(one.channel, one.detail) for one in evidence(view(deal, cast))] == [
            ("site", ""),
            ("mail", ""),
            ("opened", ""),
            ("downloaded", "pdf"),
        ]

    def test_keeps_the_first_time(self, deal: Deal, cast: Cast) -> None:
        paper = view(deal, cast).paper
        for hours in (2, 3):
            note_seen(paper=paper, person_id=cast.ren.pk, channel=OPENED, at=MONDAY + timedelta(hours=hours))
        (opened,) = [one for one in evidence(view(deal, cast)) if one.channel == "opened"]
        assert opened.at == MONDAY + timedelta(hours=2)

    def test_of_what_staff_or_strangers_look_at_there_is_none(self, deal: Deal, cast: Cast) -> None:
        before = PaperSeen.objects.count()
        for person in (cast.kei, cast.zen):
            note_seen(paper=view(deal, cast).paper, person_id=person.pk, channel=OPENED, at=MONDAY)
        assert PaperSeen.objects.count() == before

    def test_cannot_be_made_up_for_other_channels(self, deal: Deal, cast: Cast) -> None:
        with pytest.raises(ValueError, match="mail"):
            note_seen(paper=view(deal, cast).paper, person_id=cast.ren.pk, channel="mail", at=MONDAY)

    def test_of_the_sheet_is_kept_for_both_sides(self, deal: Deal, cast: Cast) -> None:
        found = evidence(view(deal, cast, "contract"))
        assert {(one.person_id, one.channel) for one in found if one.channel == "site"} == {
            (cast.aoi.pk, "site"),
            (cast.ren.pk, "site"),
        }

    def test_takes_two_queries(self, deal: Deal, cast: Cast, django_assert_num_queries) -> None:
        paper = view(deal, cast)
        with django_assert_num_queries(2):
            evidence(paper)
