"""Staff stop a listing by a decision, and what becomes of the talks that it led to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tachiai.clockwork.actions import By
from tachiai.jobs import actions, queries
from tachiai.jobs.actions import moderation
from tachiai.jobs.models import Listing
from tachiai.kernel.lifecycle import Actor
from tachiai.notices.models import Notice
from tachiai.people.queries import staff_acts
from tests.cast import Cast
from tests.deal import refused
from tests.jobs.market import OFFER, Market
from tests.terms.samples import AT

pytestmark = pytest.mark.django_db
DECISION = 77


class Judged(Market):
    """A market with staff."""

    def suspend(self, listing_id: int, kind: str = "recruiting", **other) -> None:
        said = {"by_staff_id": self.cast.kei.pk, "decision_id": DECISION, "at": AT, **other}
        moderation.suspend_listing(listing_id=listing_id, kind=kind, **said)

    def resume(self, listing_id: int, kind: str = "recruiting", at=AT, by=None) -> None:
        said = {"decision_id": DECISION, "by_staff_id": by, "at": at}
        moderation.resume_listing(listing_id=listing_id, kind=kind, **said)

    def state(self, listing_id: int) -> str:
        return Listing.objects.get(pk=listing_id).state

    def found(self) -> list[int]:
        return [each.pk for each in queries.search(queries.Asked(closed=True), at=AT).listings]

    def told(self, person) -> list[str]:
        return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def judged(cast: Cast) -> Judged:
    return Judged(cast)


class TestRecruitingStopped:
    def test_leaves_the_search_and_takes_no_proposal(self, judged: Judged, cast: Cast) -> None:
        listing_id = judged.listing()
        judged.suspend(listing_id)
        assert (judged.state(listing_id), judged.found()) == ("recruiting_suspended", [])
        assert refused(lambda: judged.proposal(listing_id)) == ["jobs.refused.listing_stopped"]
        assert queries.listing_for(cast.mio.pk, listing_id, AT) is not None
        assert [each.pk for each in queries.mine(cast.aoi.pk, "recruiting_suspended")] == [listing_id]
        assert judged.told(cast.aoi)[-1] == "listing.suspend_recruiting.client"

    def test_holds_up_every_talk_and_lets_both_leave(self, judged: Judged, cast: Cast) -> None:
        proposal_id = judged.negotiation()
        sent = judged.proposal(listing_id := Listing.objects.get().pk, worker=cast.mio)
        judged.suspend(listing_id)
        stopped = ["jobs.refused.listing_stopped"]
        client = {"proposal_id": sent, "client_id": cast.aoi.pk, "at": AT}
        assert refused(lambda: actions.open_terms(**client)) == stopped
        assert refused(lambda: judged.propose(proposal_id, cast.ren, rounds=1)) == stopped
        assert refused(lambda: judged.agree(proposal_id, cast.ren)) == stopped
        changed = {"proposal_id": sent, "worker_id": cast.mio.pk, "offer": OFFER, "at": AT}
        assert refused(lambda: actions.edit_proposal(**changed)) == stopped
        view = queries.proposal_for(cast.aoi.pk, sent)
        offers = {each.step.name: [reason.key for reason in each.refused] for each in view.offered(AT)}
        assert (offers["open_terms"], offers["decline"]) == (stopped, [])
        assert judged.told(cast.ren)[-1] == judged.told(cast.mio)[-1] == "proposal.listing_stopped.worker"
        actions.decline_proposal(**client, reason="募集が中断されました。")
        actions.withdraw_proposal(proposal_id=proposal_id, worker_id=cast.ren.pk, at=AT)

    def test_goes_on_as_before_when_it_ends(self, judged: Judged, cast: Cast) -> None:
        listing_id = judged.listing()
        judged.suspend(listing_id)
        judged.resume(listing_id)
        judged.resume(listing_id)
        assert (judged.state(listing_id), judged.found()) == ("open", [listing_id])
        assert judged.told(cast.aoi)[-2:] == ["listing.suspend_recruiting.client", "listing.resume_recruiting.client"]
        judged.proposal(listing_id)

    def test_is_closed_at_its_day_and_stays_stopped(self, judged: Judged) -> None:
        proposal_id = judged.negotiation()
        listing_id = Listing.objects.get().pk
        judged.suspend(listing_id)
        later = Listing.objects.get().apply_by + timedelta(days=1)
        actions.remind_listings(later), actions.sweep_listings(later)
        assert judged.told(judged.cast.aoi)[-2:] == [
            "listing.remind.recruiting_suspended.client", "listing.close_by_deadline.client",
        ]  # fmt: skip
        assert judged.state(listing_id) == "closed"
        assert refused(lambda: judged.propose(proposal_id, judged.cast.ren, rounds=1)) == [
            "jobs.refused.listing_stopped"
        ]


class TestTakenFromSight:
    def test_is_seen_by_its_client_alone(self, judged: Judged, cast: Cast) -> None:
        listing_id = judged.listing()
        actions.save_listing(person_id=cast.mio.pk, listing_id=listing_id, at=AT)
        judged.suspend(listing_id, "listing")
        assert queries.listing_for(cast.mio.pk, listing_id, AT) is None is queries.listing_for(None, listing_id, AT)
        assert queries.is_withdrawn(listing_id)
        assert queries.listing_for(cast.aoi.pk, listing_id, AT).listing.state == "suspended"
        assert (judged.found(), queries.saved(cast.mio.pk), queries.newest(5, AT)) == ([], [], [])

    def test_stays_so_when_it_closes(self, judged: Judged, cast: Cast) -> None:
        listing_id = judged.listing()
        judged.suspend(listing_id, "listing")
        actions.close(listing_id=listing_id, by=By(Actor.CLIENT, cast.aoi.pk), at=AT)
        assert (judged.state(listing_id), judged.found()) == ("closed", [])
        judged.resume(listing_id, "listing", by=cast.kei.pk)
        assert (judged.state(listing_id), judged.found()) == ("closed", [listing_id])
        assert [act.act for act in staff_acts(subject=("jobs.listing", listing_id))] == ["resume", "suspend"]

    def test_may_have_closed_before(self, judged: Judged, cast: Cast) -> None:
        listing_id = judged.listing()
        actions.close(listing_id=listing_id, by=By(Actor.CLIENT, cast.aoi.pk), at=AT)
        assert refused(lambda: judged.suspend(listing_id)) == ["jobs.refused.not_open"]
        judged.suspend(listing_id, "listing")
        assert queries.listing_for(cast.mio.pk, listing_id, AT) is None

    @pytest.mark.parametrize(
        ("first", "then"), [("recruiting", "recruiting_suspended"), ("listing", "suspended")], ids=["outer", "inner"]
    )
    def test_each_of_two_decisions_is_undone_for_itself(self, judged: Judged, first: str, then: str) -> None:
        listing_id = judged.listing()
        judged.suspend(listing_id, "recruiting")
        judged.suspend(listing_id, "listing")
        other = {"recruiting": "listing", "listing": "recruiting"}[first]
        judged.resume(listing_id, other)
        assert judged.state(listing_id) == then
        untrue = {"recruiting": "listing.resume.client", "listing": "listing.resume_recruiting.client"}[first]
        assert untrue not in judged.told(judged.cast.aoi), "the other decision still stops it"
        judged.resume(listing_id, first)
        assert judged.state(listing_id) == "open"


class TestWhoMay:
    def test_only_staff_and_not_about_their_own(self, judged: Judged, cast: Cast) -> None:
        listing_id = judged.listing()
        assert refused(lambda: judged.suspend(listing_id, by_staff_id=cast.zen.pk)) == ["people.refused.not_staff"]
        cast.aoi.is_staff = True
        cast.aoi.save()
        assert refused(lambda: judged.suspend(listing_id, by_staff_id=cast.aoi.pk)) == ["people.refused.oneself"]
        judged.suspend(listing_id)
        assert refused(lambda: judged.suspend(listing_id)) == ["jobs.refused.stopped_already"]

    def test_a_draft_is_nobodys_business(self, judged: Judged) -> None:
        draft = judged.draft()
        assert refused(lambda: judged.suspend(draft, "listing")) == ["jobs.refused.not_open"]
