from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tachiai.clockwork.actions import By
from tachiai.conversations.models import StoredFile
from tachiai.conversations.queries import FileAsked
from tachiai.jobs import actions, queries
from tachiai.jobs.models import Listing, ListingStep
from tachiai.jobs.rules import Draft
from tachiai.kernel.calendar import end_of_day
from tachiai.kernel.lifecycle import Actor
from tachiai.notices.models import Notice
from tests.jobs.market import DRAFT, refusal_of, state_of
from tests.terms.samples import AT


class TestDraft:
    def test_keeps_what_was_typed_even_when_points_are_open_or_wrong(self, market):
        listing_id = market.draft(title="", budget_min=90_000, apply_on=date(2026, 1, 1))
        kept = queries.draft_of(Listing.objects.get(pk=listing_id))
        assert (kept.title, kept.budget_min, kept.apply_on) == ("", 90_000, date(2026, 1, 1))

    def test_reads_back_as_it_was_written(self, market):
        assert queries.draft_of(Listing.objects.get(pk=market.draft())) == DRAFT

    def test_saved_again_counts_its_deadline_anew(self, market):
        listing_id = market.draft()
        before = Listing.objects.get(pk=listing_id).due_at
        market.draft(listing_id=listing_id, at=AT + timedelta(days=10), title="ロゴ")
        after = Listing.objects.get(pk=listing_id).due_at
        assert (after - before).days == 10
        assert Listing.objects.count() == 1

    def test_of_somebody_else_is_refused(self, market):
        listing_id = market.draft()
        refused = refusal_of(
            actions.save_draft, client_id=market.cast.zen.pk, draft=Draft(), at=AT, listing_id=listing_id
        )
        assert refused == ["jobs.refused.no_such_listing"]
        assert Listing.objects.get(pk=listing_id).title == DRAFT.title

    def test_refuses_texts_that_cannot_be_kept(self, market):
        assert refusal_of(market.draft, title="あ" * 121) == ["terms.refused.too_long"]

    def test_takes_only_files_of_its_client(self, market):
        mine, other = (
            StoredFile.objects.create(
                name="a.txt", content_type="text/plain", size=1, sha256="", owner=owner, stored_at=AT
            ).pk
            for owner in (market.cast.aoi, market.cast.zen)
        )
        listing_id = actions.save_draft(client_id=market.cast.aoi.pk, draft=DRAFT, at=AT, files=[mine])
        assert [f.pk for f in Listing.objects.get(pk=listing_id).files.all()] == [mine]
        refused = refusal_of(actions.save_draft, client_id=market.cast.aoi.pk, draft=DRAFT, at=AT, files=[mine, other])
        assert refused == ["jobs.refused.not_your_file"]


class TestPublish:
    def test_opens_the_listing_until_the_application_deadline(self, market):
        listing = Listing.objects.get(pk=market.listing())
        assert (listing.state, listing.published_at) == ("open", AT)
        assert listing.due_at == listing.apply_by == end_of_day(date(2026, 11, 16))

    def test_is_refused_with_every_open_point(self, market):
        listing_id = market.draft(title="", category="", budget_min=None, budget_max=None)
        refused = refusal_of(actions.publish, listing_id=listing_id, client_id=market.cast.aoi.pk, at=AT)
        assert refused == ["terms.refused.point_open"] * 3
        assert state_of(listing_id) == "draft"

    def test_is_refused_with_mistakes(self, market):
        listing_id = market.draft(apply_on=date(2026, 12, 24))
        refused = refusal_of(actions.publish, listing_id=listing_id, client_id=market.cast.aoi.pk, at=AT)
        assert refused == ["jobs.refused.apply_on_after_due"]

    def test_is_refused_to_others_and_a_second_time(self, market):
        listing_id = market.draft()
        stranger, client = market.cast.zen.pk, market.cast.aoi.pk
        refused = refusal_of(actions.publish, listing_id=listing_id, client_id=stranger, at=AT)
        assert refused == ["jobs.refused.no_such_listing"]
        actions.publish(listing_id=listing_id, client_id=client, at=AT)
        refused = refusal_of(actions.publish, listing_id=listing_id, client_id=client, at=AT)
        assert refused == ["lifecycle.not_now"]

    def test_ends_editing(self, market):
        listing_id = market.listing()
        assert refusal_of(market.draft, listing_id=listing_id) == ["jobs.refused.not_a_draft"]


class TestExtend:
    def test_moves_the_deadline_later(self, market):
        listing_id = market.listing()
        actions.extend(listing_id=listing_id, client_id=market.cast.aoi.pk, apply_on=date(2026, 11, 20), at=AT)
        listing = Listing.objects.get(pk=listing_id)
        assert listing.due_at == listing.apply_by == end_of_day(date(2026, 11, 20))

    @pytest.mark.parametrize(
        ("day", "key"),
        [(16, "jobs.refused.only_later"), (10, "jobs.refused.only_later"), (30, "jobs.refused.apply_on_after_due")],
    )
    def test_is_refused_for_a_day_that_is_not_later_or_not_before_the_due_date(self, market, day, key):
        listing_id = market.listing()
        refused = refusal_of(
            actions.extend,
            listing_id=listing_id, client_id=market.cast.aoi.pk, apply_on=date(2026, 11, day), at=AT,
        )  # fmt: skip
        assert refused == [key]


class TestEnd:
    def test_by_the_client_is_final(self, market):
        listing_id = market.listing()
        market.close(listing_id)
        assert state_of(listing_id) == "closed"
        assert refusal_of(market.close, listing_id) == ["lifecycle.not_now"]

    def test_by_staff_is_told_to_the_client(self, market):
        listing_id = market.listing()
        actions.close(listing_id=listing_id, by=By(Actor.STAFF, market.cast.kei.pk), at=AT)
        assert Notice.objects.get().kind == "listing.close.client"

    def test_by_a_stranger_is_refused(self, market):
        listing_id = market.listing()
        by = By(Actor.CLIENT, market.cast.zen.pk)
        refused = refusal_of(actions.close, listing_id=listing_id, by=by, at=AT)
        assert refused == ["jobs.refused.no_such_listing"]

    def test_by_the_clock_comes_at_the_application_deadline_once(self, market):
        listing_id = market.listing()
        before, after = end_of_day(date(2026, 11, 16)) - timedelta(seconds=1), end_of_day(date(2026, 11, 16))
        actions.remind_listings(before)
        assert actions.sweep_listings(before).fired == 0
        assert (actions.sweep_listings(after).fired, actions.sweep_listings(after).fired) == (1, 0)
        assert state_of(listing_id) == "closed"
        step = ListingStep.objects.latest("number")
        assert (step.step, step.actor, step.person_id) == ("close_by_deadline", "clock", None)
        assert Notice.objects.latest("pk").kind == "listing.close_by_deadline.client"

    def test_is_announced_three_days_before(self, market):
        market.listing()
        day = end_of_day(date(2026, 11, 13))
        assert actions.remind_listings(day - timedelta(minutes=1)).fired == 0
        assert (actions.remind_listings(day).fired, actions.remind_listings(day).fired) == (1, 0)
        assert Notice.objects.get().kind == "listing.remind.open.client"

    def test_of_an_unused_draft_comes_after_two_reminders(self, market):
        listing_id = market.draft(title="")
        assert actions.remind_listings(AT + timedelta(days=160)).fired == 1
        assert actions.remind_listings(AT + timedelta(days=175)).fired == 1
        assert actions.sweep_listings(AT + timedelta(days=181)).fired == 1
        assert state_of(listing_id) == "discarded"

    def test_of_a_draft_by_its_client(self, market):
        listing_id = market.draft()
        actions.discard(listing_id=listing_id, client_id=market.cast.aoi.pk, at=AT)
        assert state_of(listing_id) == "discarded"


class TestWhoSees:
    """A draft only its client; an open or closed listing everybody; a discarded draft only its client."""

    @pytest.mark.parametrize(
        ("state", "seen_by"),
        [
            ("draft", {"client"}),
            ("discarded", {"client"}),
            ("open", {"client", "worker", "staff", "visitor"}),
            ("closed", {"client", "worker", "staff", "visitor"}),
        ],
    )
    def test_a_listing(self, market, state, seen_by):
        listing_id = market.draft() if state in ("draft", "discarded") else market.listing()
        if state == "discarded":
            actions.discard(listing_id=listing_id, client_id=market.cast.aoi.pk, at=AT)
        if state == "closed":
            market.close(listing_id)
        cast = market.cast
        readers = {"client": cast.aoi.pk, "worker": cast.ren.pk, "staff": cast.kei.pk, "visitor": None}
        assert {who for who, pk in readers.items() if queries.listing_for(pk, listing_id, AT)} == seen_by

    def test_a_file_of_a_draft(self, market):
        cast = market.cast
        stored = StoredFile.objects.create(
            name="a.txt", content_type="text/plain", size=1, sha256="", owner=cast.aoi, stored_at=AT
        )
        listing_id = actions.save_draft(client_id=cast.aoi.pk, draft=DRAFT, at=AT, files=[stored.pk])
        assert queries.may_read_file(FileAsked(stored.pk, cast.aoi.pk))
        assert not queries.may_read_file(FileAsked(stored.pk, cast.ren.pk))
        actions.publish(listing_id=listing_id, client_id=cast.aoi.pk, at=AT)
        assert queries.may_read_file(FileAsked(stored.pk, cast.ren.pk))


class TestSaved:
    def test_twice_is_once_and_can_be_undone(self, market):
        listing_id, ren = market.listing(), market.cast.ren.pk
        for _ in range(2):
            actions.save_listing(person_id=ren, listing_id=listing_id, at=AT)
        assert [saved.listing.pk for saved in queries.saved(ren)] == [listing_id]
        assert queries.listing_for(ren, listing_id, AT).is_saved
        actions.unsave_listing(person_id=ren, listing_id=listing_id)
        assert queries.saved(ren) == []

    def test_is_refused_for_a_draft(self, market):
        refused = refusal_of(actions.save_listing, person_id=market.cast.ren.pk, listing_id=market.draft(), at=AT)
        assert refused == ["jobs.refused.no_such_listing"]


def test_the_clients_list_counts_open_proposals(market):
    listing_id = market.listing()
    market.proposal(listing_id)
    withdrawn = market.proposal(listing_id, worker=market.cast.mio)
    actions.withdraw_proposal(proposal_id=withdrawn, worker_id=market.cast.mio.pk, at=AT)
    (listed,) = queries.mine(market.cast.aoi.pk, "open")
    assert listed.open_proposals == 1
    assert queries.how_many(market.cast.aoi.pk) == {"open": 1}


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_a_change_of_state_without_its_record(market):
    listing_id = market.listing()
    with pytest.raises(IntegrityError), transaction.atomic():
        Listing.objects.filter(pk=listing_id).update(state="closed")


def test_an_imported_draft_is_the_same_thing(market):
    origin = actions.Origin("elsewhere", "17")
    kept = actions.store_imported(client_id=market.cast.aoi.pk, draft=DRAFT, origin=origin, at=AT)
    again = actions.store_imported(client_id=market.cast.aoi.pk, draft=DRAFT, origin=origin, at=AT)
    changed = replace(DRAFT, title="看板のロゴ")
    newer = actions.store_imported(client_id=market.cast.aoi.pk, draft=changed, origin=origin, at=AT)
    market.draft(listing_id=kept[0], title="自分で直した題")
    touched = actions.store_imported(client_id=market.cast.aoi.pk, draft=DRAFT, origin=origin, at=AT)
    assert [each[1] for each in (kept, again, newer, touched)] == ["created", "unchanged", "updated", "touched"]
    assert Listing.objects.get().title == "自分で直した題"
