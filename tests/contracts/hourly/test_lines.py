"""Timesheets: timers, lines by hand, corrections that keep what was said, and two clicks in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from tachiai.contracts.hourly import actions, lines, queries
from tachiai.contracts.hourly.lines import Written
from tachiai.contracts.hourly.models import EntryVersion, LineWord, TimeEntry, Timer
from tachiai.conversations.actions.consent import withdraw_consent
from tachiai.conversations.safety import Warned
from tachiai.notices.models import Notice
from tachiai.people.actions import restrict
from tachiai.screening.queries import findings_of
from tests.cast import Cast
from tests.deal import refused
from tests.hours import HourlyDeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(cast: Cast) -> HourlyDeal:
    deal = HourlyDeal(cast.aoi, cast.ren)
    deal.deposit()
    return deal


class TestATimer:
    def test_becomes_a_line_when_it_is_stopped(self, deal: HourlyDeal) -> None:
        timer = deal.start("返事を書く")
        deal.at += timedelta(minutes=90, seconds=40)
        entry = deal.stop()
        assert entry is not None and not Timer.objects.exists()
        assert (entry.starts_at, entry.note, deal.week.minutes) == (timer.started_at, "返事を書く", 90)

    def test_started_twice_runs_once(self, deal: HourlyDeal) -> None:
        assert deal.start().pk == deal.start().pk

    def test_stopped_twice_leaves_one_line(self, deal: HourlyDeal) -> None:
        deal.start()
        deal.at += timedelta(minutes=5)
        assert deal.stop() is not None
        assert deal.stop() is None
        assert TimeEntry.objects.count() == 1

    def test_of_less_than_a_minute_leaves_none(self, deal: HourlyDeal) -> None:
        deal.start()
        deal.at += timedelta(seconds=20)
        assert deal.stop() is None
        assert not TimeEntry.objects.exists()

    def test_needs_to_know_what_was_done(self, deal: HourlyDeal) -> None:
        deal.start("")
        deal.at += timedelta(minutes=5)
        assert refused(deal.stop) == ["contracts.refused.line_note_missing"]
        assert deal.stop("返事") is not None

    def test_that_was_forgotten_stops_at_the_agreed_hours_and_says_so(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.start()
        deal.until("tue 12:00")
        entry = TimeEntry.objects.get()
        assert deal.week.minutes == 600
        assert entry.ends_at - entry.starts_at == timedelta(hours=10)
        assert Notice.objects.filter(person=cast.ren, kind="week.timer_stopped.worker").exists()

    def test_is_marked_when_it_ran_as_long_as_a_line_may_be(self, cast: Cast) -> None:
        deal = HourlyDeal(cast.aoi, cast.ren, weekly_hours=40)
        deal.deposit()
        deal.start()
        deal.until("tue 12:00")
        assert TimeEntry.objects.get().is_forgotten

    def test_stops_with_the_week(self, deal: HourlyDeal) -> None:
        deal.until("sun 21:00")
        deal.start()
        deal.until("mon 09:00")
        assert (deal.weeks[0].state, deal.weeks[0].minutes) == ("correcting", 180)
        assert not Timer.objects.exists()

    def test_stops_when_the_week_is_handed_in(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.start()
        deal.at += timedelta(minutes=45)
        deal.step("hand_in", cast.ren)
        assert not Timer.objects.exists()
        assert (deal.weeks[0].state, deal.weeks[0].minutes) == ("review", 45)

    def test_runs_in_one_contract_at_a_time(self, deal: HourlyDeal, cast: Cast) -> None:
        other = HourlyDeal(cast.mio, cast.ren)
        other.deposit()
        deal.start()
        assert refused(other.start) == ["contracts.refused.timer_runs"]

    def test_is_the_workers_alone(self, deal: HourlyDeal, cast: Cast) -> None:
        for person in (cast.aoi, cast.zen, cast.kei):
            given = {"contract_id": deal.contract.pk, "by": deal.by(person), "note": "x", "at": deal.at}
            assert refused(lambda given=given: lines.start_timer(**given)) == ["lifecycle.not_yours"]


class TestALine:
    def test_may_be_corrected_and_keeps_what_it_said(self, deal: HourlyDeal) -> None:
        deal.until("tue 18:00")
        entry = deal.work("09:00", "10:00")
        day = deal.at.date()
        written = Written(deal.moment(day, "09:00"), deal.moment(day, "09:30"), "半分でした")
        for _ in range(2):  # the same click again
            lines.correct_line(entry_id=entry.pk, by=deal.by(deal.worker), written=written, at=deal.at, expected=1)
        assert deal.week.minutes == 30
        assert list(EntryVersion.objects.order_by("number").values_list("note", flat=True)) == [
            "問い合わせ12件に返事",
            "半分でした",
        ]

    def test_sent_twice_stands_once(self, deal: HourlyDeal) -> None:
        deal.until("tue 18:00")
        assert deal.work("09:00", "10:00").pk == deal.work("09:00", "10:00").pk

    def test_struck_out_stays_on_record_and_makes_room(self, deal: HourlyDeal) -> None:
        deal.until("tue 18:00")
        entry = deal.work("09:00", "10:00")
        lines.strike_line(entry_id=entry.pk, by=deal.by(deal.worker), at=deal.at)
        assert deal.week.minutes == 0
        assert deal.work("09:00", "10:00", "別の仕事").pk != entry.pk
        assert [line.is_struck for line in queries.lines_of(deal.week.pk)] == [True, False]

    def test_over_the_agreed_hours_is_refused_before_it_is_worked_for_nothing(self, deal: HourlyDeal) -> None:
        deal.until("tue 23:00")
        deal.work("09:00", "18:00")
        assert refused(lambda: deal.work("19:00", "20:01")) == ["contracts.refused.over_the_cap"]
        deal.work("19:00", "20:00")

    def test_cannot_be_written_once_the_week_is_reviewed(self, deal: HourlyDeal) -> None:
        deal.until("tue 18:00")
        entry = deal.work("09:00", "10:00")
        week = deal.week
        deal.until("tue 09:00")
        assert refused(lambda: deal.line(entry.ends_at, entry.ends_at + timedelta(hours=1), week=week)) == [
            "contracts.refused.sheet_is_closed"
        ]
        assert refused(lambda: lines.strike_line(entry_id=entry.pk, by=deal.by(deal.worker), at=deal.at)) == [
            "contracts.refused.sheet_is_closed"
        ]

    def test_may_be_added_on_monday(self, deal: HourlyDeal) -> None:
        deal.until("sun 20:00")
        deal.until("mon 10:00")
        week = deal.weeks[0]
        day = week.span.last_day
        deal.line(deal.moment(day, "10:00"), deal.moment(day, "11:00"), week=week)
        assert deal.weeks[0].minutes == 60

    def test_can_be_asked_about_by_both(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.until("tue 18:00")
        entry = deal.work("09:00", "10:00")
        for person, text in ((cast.aoi, "どの問い合わせですか。"), (cast.ren, "返品の件です。")):
            lines.say_of_line(entry_id=entry.pk, by=deal.by(person), text=text, at=deal.at)
        (line,) = queries.lines_of(deal.week.pk)
        assert [word.role for word in line.words] == ["client", "worker"]
        assert Notice.objects.filter(person=cast.ren, kind="week.line_word.worker").exists()

    def test_is_talked_about_by_nobody_whom_messages_are_taken_away_from(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.until("tue 18:00")
        said = {"entry_id": deal.work("09:00", "10:00").pk, "text": "どの問い合わせですか。", "at": deal.at}
        why = {"reason": "しつこい連絡でした。", "until": None, "by_staff_id": cast.kei.pk, "at": deal.at}
        restrict(person_id=cast.aoi.pk, kind="messages", **why)
        told = refused(lambda: lines.say_of_line(by=deal.by(cast.aoi), **said))
        assert told == ["people.refused.restricted.messages"]
        lines.say_of_line(by=deal.by(cast.ren), **said)

    def test_is_talked_about_in_words_that_are_looked_at_like_messages(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.until("tue 18:00")
        said = {"entry_id": deal.work("09:00", "10:00").pk, "by": deal.by(cast.aoi), "at": deal.at}
        assert refused(lambda: lines.say_of_line(text="殺すぞ。", **said)) == ["conversations.refused.not_as_it_is"]
        with pytest.raises(Warned) as warned:
            lines.say_of_line(text="LINEのIDは aoi-design です。", **said)
        assert not LineWord.objects.exists()
        word = lines.say_of_line(text="LINEのIDは aoi-design です。", seen=warned.value.judged.seen, **said)
        assert "line_id" in [kept.rule for kept in findings_of(subject_kind="line_word", subject_id=word.pk)]
        withdraw_consent(person_id=cast.aoi.pk, at=deal.at)
        told = refused(lambda: lines.say_of_line(text="どの問い合わせですか。", **said))
        assert told == ["conversations.refused.no_consent"]

    def test_with_more_pictures_than_may_be_now_is_corrected_without_a_new_one(self, cast: Cast) -> None:
        deal = HourlyDeal(cast.aoi, cast.ren)
        deal.deposit()
        deal.until("tue 12:00")
        entry = deal.work("09:00", "11:00")
        many = [deal.file(deal.worker, f"{number}.txt", str(number).encode()) for number in range(8)]
        EntryVersion.objects.get(entry=entry).files.set(many[:7])

        def correct(*files: int) -> object:
            written = Written(entry.starts_at, entry.ends_at, "下書き", files)
            return lines.correct_line(entry_id=entry.pk, by=deal.by(deal.worker), written=written, at=deal.at)

        assert refused(lambda: correct(many[7])) == ["contracts.refused.too_many_pictures"]
        correct()
        entry.refresh_from_db()
        assert entry.note == "下書き"


def at_once(calls: list[Callable[[], object]]) -> list[Exception]:
    """Run all at the same time, each on a connection of its own; what was raised."""
    failed: list[Exception] = []

    def run(call: Callable[[], object]) -> None:
        try:
            call()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return failed


@pytest.mark.django_db(transaction=True)
class TestInTheSameMoment:
    def test_two_timers_started_are_one(self, cast: Cast) -> None:
        deal = HourlyDeal(cast.aoi, cast.ren)
        deal.deposit()
        assert at_once([deal.start, deal.start]) == []
        assert Timer.objects.count() == 1

    def test_two_approvals_pay_once(self, cast: Cast) -> None:
        deal = HourlyDeal(cast.aoi, cast.ren)
        deal.deposit()
        deal.at += timedelta(hours=3)
        deal.work("10:00", "12:00")
        deal.step("hand_in", cast.ren)
        week = deal.weeks[0]
        seen = {"week_id": week.pk, "step": "approve", "by": deal.by(cast.aoi), "expected": week.steps_taken}
        assert at_once([lambda: actions.take_week_step(**seen, at=deal.at)] * 2) == []
        assert (deal.weeks[0].state, deal.weeks[0].paid) == ("paid", 3_000)
