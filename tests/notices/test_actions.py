from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from tachiai.kernel.calendar import TOKYO
from tachiai.notices import actions, queries
from tachiai.notices.actions import Telling
from tachiai.notices.models import Dispatch, Notice

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
PAGE = "/messages/7/"


def message_to(person, other="蓮"):
    return Telling(person.id, "message.posted", PAGE, {"other": other})


def listed(person, **more):
    return queries.notices(person_id=person.id, before=None, language="ja", zone=TOKYO, at=AT, **more)


class TestTelling:
    def test_puts_a_notice_in_the_site_and_a_mail_on_its_way(self, cast):
        actions.tell_all([message_to(cast.aoi)], at=AT)
        (line,) = listed(cast.aoi).lines
        assert line.subject == "蓮さんからメッセージが届きました"
        assert (line.path, line.is_read) == (PAGE, False)
        assert len(queries.unread_paths(cast.aoi.id)) == 1
        assert Dispatch.objects.get().state == "queued"

    def test_costs_a_handful_of_queries_however_many_are_told(self, cast):
        people = cast.everyone()
        with CaptureQueriesContext(connection) as one:
            actions.tell_all([message_to(cast.aoi)], at=AT)
        with CaptureQueriesContext(connection) as ten:
            actions.tell_all([message_to(person) for person in people * 2], at=AT)
        assert len(ten) == len(one) <= 6

    @pytest.mark.parametrize(
        "kind, params",
        [("weather.rain", {}), ("message.rain", {}), ("message.posted", {}), ("message.posted", {"other": None})],
    )
    def test_of_an_unknown_kind_or_without_its_gaps_is_an_error_at_once(self, cast, kind, params):
        with pytest.raises(ValueError, match=kind):
            actions.tell(person_id=cast.aoi.id, kind=kind, params=params, path=PAGE, at=AT)
        assert not Notice.objects.exists()


class TestALetter:
    def test_waits_for_no_notice(self, cast):
        actions.tell_all([message_to(cast.aoi)], at=AT)
        actions.post_letter(address="yui@example.com", subject="確認", body="…", at=AT)
        urgency = {job.args["dispatch_id"]: job.priority for job in ProcrastinateJob.objects.order_by("id")}
        letter, notice = Dispatch.objects.get(address="yui@example.com"), Dispatch.objects.get(notice__person=cast.aoi)
        assert urgency[letter.pk] > urgency[notice.pk]


class TestMailPreferences:
    def test_hold_back_the_mail_but_not_the_notice(self, cast):
        actions.choose_mail(person_id=cast.aoi.id, paces={"proposals": "at_once"})
        actions.tell_all([message_to(cast.aoi), message_to(cast.ren)], at=AT)
        states = dict(Dispatch.objects.values_list("notice__person__display_name", "state"))
        assert states == {"葵デザイン室": "unwanted", "蓮": "queued"}
        assert len(queries.unread_paths(cast.aoi.id)) == 1

    def test_cannot_stop_what_has_to_arrive(self, cast):
        actions.choose_mail(person_id=cast.aoi.id, paces={})
        params = {"title": "ロゴ", "worker": "蓮", "price_yen": 5000, "due_at": AT}
        actions.tell(person_id=cast.aoi.id, kind="fixed_price.deliver.client", params=params, path="/x/", at=AT)
        assert Dispatch.objects.get().state == "queued"

    def test_can_be_changed_back(self, cast):
        actions.choose_mail(person_id=cast.aoi.id, paces={})
        actions.choose_mail(person_id=cast.aoi.id, paces={"messages": "at_once"})
        wanted = {choice.group for choice in queries.mail_choices(cast.aoi.id) if choice.is_wanted}
        assert wanted == {"account", "contracts", "money", "messages"}

    @pytest.mark.parametrize("paces", [{"listings": "daily"}, {"messages": "weekly"}])
    def test_are_only_what_a_group_can_have(self, cast, paces):
        with pytest.raises(ValueError, match="cannot come"):
            actions.choose_mail(person_id=cast.aoi.id, paces=paces)
        assert all(choice.pace == "at_once" for choice in queries.mail_choices(cast.aoi.id))


class TestGatheredMail:
    @pytest.fixture
    def gathered(self, cast):
        """Two people wrote to Aoi, who wants one mail a day."""
        actions.choose_mail(person_id=cast.aoi.id, paces={"messages": "daily"})
        actions.tell_all([message_to(cast.aoi), message_to(cast.aoi, "澪"), message_to(cast.ren)], at=AT)
        return Dispatch.objects.filter(notice__person=cast.aoi).order_by("id")

    def test_waits_for_the_morning_of_its_reader(self, gathered):
        assert [(mail.state, mail.due_at) for mail in gathered] == [("gathering", MORNING)] * 2
        assert actions.send_gathered(MORNING - timedelta(seconds=1)).fired == 0

    def test_leaves_as_one(self, gathered):
        assert actions.send_gathered(MORNING).fired == 1
        first, second = gathered.all()
        assert (first.state, second.state, second.carrier) == ("queued", "bundled", first)
        assert actions.send_gathered(MORNING).fired == 0

    def test_leaves_out_what_was_read_meanwhile(self, gathered, cast):
        actions.mark_all_read(person_id=cast.aoi.id, at=AT)
        actions.send_gathered(MORNING)
        assert actions.deliver(dispatch_id=gathered[0].id, at=MORNING) is None
        assert [mail.state for mail in gathered.all()] == ["read", "read"]


class TestReading:
    def test_marks_one_notice_and_leads_to_its_page(self, cast):
        actions.tell_all([message_to(cast.aoi)], at=AT)
        notice = Notice.objects.get()
        assert actions.mark_read(person_id=cast.aoi.id, notice_id=notice.id, at=AT) == PAGE
        assert len(queries.unread_paths(cast.aoi.id)) == 0

    def test_of_somebody_elses_notice_does_nothing_and_tells_nothing(self, cast):
        actions.tell_all([message_to(cast.aoi)], at=AT)
        notice = Notice.objects.get()
        assert actions.mark_read(person_id=cast.zen.id, notice_id=notice.id, at=AT) == "/notices/"
        assert len(queries.unread_paths(cast.aoi.id)) == 1

    def test_of_all_leaves_other_people_alone(self, cast):
        actions.tell_all([message_to(cast.aoi), message_to(cast.aoi), message_to(cast.ren)], at=AT)
        assert actions.mark_all_read(person_id=cast.aoi.id, at=AT) == 2
        assert len(queries.unread_paths(cast.ren.id)) == 1


class TestList:
    def test_comes_in_pieces_newest_first(self, cast):
        for minute in range(5):
            actions.tell_all([message_to(cast.aoi, f"{minute}")], at=AT + timedelta(minutes=minute))
        first = listed(cast.aoi, limit=3)
        assert [line.subject[0] for line in first.lines] == ["4", "3", "2"]
        rest = queries.notices(person_id=cast.aoi.id, before=first.older, language="ja", zone=TOKYO, at=AT, limit=3)
        assert [line.subject[0] for line in rest.lines] == ["1", "0"]
        assert rest.older is None

    def test_of_deliveries_shows_staff_what_is_stuck(self, cast):
        actions.tell_all([message_to(cast.aoi), message_to(cast.ren)], at=AT)
        Dispatch.objects.filter(notice__person=cast.ren).update(state="failed", last_error="refused", attempts=11)
        Dispatch.objects.filter(notice__person=cast.aoi).update(state="sent", sent_at=AT)
        log = queries.dispatches(state="failed", before=None)
        assert [(line.person_name, line.state) for line in log.lines] == [("蓮", "failed")]
        assert log.failed == 1
        assert len(queries.dispatches(state=None, before=None).lines) == 2
