"""Inquiries as domain: asked, taken, answered, led on; by a person, and from outside."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tachiai.clockwork.queries import backlogs
from tachiai.conversations.models import StoredFile
from tachiai.conversations.queries import FileAsked
from tachiai.conversations.safety_models import Block
from tachiai.inquiries import actions, queries
from tachiai.inquiries.actions import clock
from tachiai.inquiries.models import Inquiry, InquiryMessage
from tachiai.kernel.calendar import TOKYO
from tachiai.notices.models import Dispatch, Notice
from tests.cast import make_person
from tests.deal import Deal, refused

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 2, 10, 0, tzinfo=TOKYO)
WORDS = "納品したのに検収されません。\nどうすればよいですか。"


def ask(person: Any = None, **said: Any) -> Inquiry:
    asked = {"category": "inspection", "text": WORDS, "language": "ja", "at": MONDAY, **said}
    receipt = actions.ask_office(person_id=person.pk if person else None, **asked)
    return Inquiry.objects.get(pk=receipt.inquiry_id)


def pass_time(until: datetime) -> None:
    for sweep in (clock.remind_inquiries, clock.sweep_inquiries):
        while (swept := sweep(until)).fired:
            pass
        assert not swept.failed


def taken(cast: Any, **said: Any) -> Inquiry:
    row = ask(cast.ren, **said)
    actions.take(inquiry_id=row.pk, staff_id=cast.kei.pk, at=MONDAY)
    return row


def answered(cast: Any, **said: Any) -> Inquiry:
    row = taken(cast, **said)
    actions.answer(inquiry_id=row.pk, staff_id=cast.kei.pk, text="確かめました。", at=MONDAY, once="a")
    row.refresh_from_db()
    return row


def kinds(person: Any) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


class TestAsking:
    def test_is_answered_within_three_business_days_and_told_to_staff(self, cast):
        cast.kei  # noqa: B018 - staff have to be there to be told
        row = ask(cast.ren)
        # The third of November is a holiday.
        assert row.due_at == datetime(2026, 11, 6, 23, 59, tzinfo=TOKYO)
        assert row.title == "納品したのに検収されません。"
        assert kinds(cast.ren) == ["inquiry.received"] and kinds(cast.kei) == ["inquiry.open.staff"]

    def test_the_same_form_asks_once(self, cast):
        assert ask(cast.ren, once="f").pk == ask(cast.ren, once="f").pk
        assert Inquiry.objects.count() == 1 and InquiryMessage.objects.count() == 1

    def test_from_outside_brings_a_secret_link_by_mail(self, db):
        row = ask(address="Somebody@Example.com ")
        letter = Dispatch.objects.get()
        assert letter.address == row.address == "somebody@example.com" and row.token in letter.body
        view = queries.inquiry_with(row.token)
        assert view is not None and view.row == row and queries.inquiry_with("0" * 32) is None

    def test_takes_nothing_incomplete_nor_a_contract_of_others(self, cast):
        contract = Deal(cast.aoi, cast.ren).contract
        assert refused(lambda: ask(cast.zen, contract=contract.reference)) == ["inquiry.refused.not_your_contract"]
        assert ask(cast.ren, contract=contract.reference).contract_id == contract.pk
        assert set(refused(lambda: ask(category="nothing", text=" ", address="x"))) == {
            "inquiry.refused.no_category", "inquiry.refused.no_text", "inquiry.refused.no_address",
        }  # fmt: skip

    def test_holds_back_floods(self, cast):
        for _ in range(10):
            ask(cast.ren)
        assert refused(lambda: ask(cast.ren)) == ["inquiry.refused.too_many.hour"]
        assert ask(cast.ren, at=MONDAY + timedelta(hours=2))


class TestAnswering:
    def test_once_and_by_mail_and_a_reply_opens_it_again(self, cast):
        row = answered(cast)
        actions.answer(inquiry_id=row.pk, staff_id=cast.kei.pk, text="確かめました。", at=MONDAY, once="a")
        assert row.messages.filter(kind="staff").count() == 1 and row.state == "answered"
        letter = Dispatch.objects.order_by("-pk").filter(notice=None).first()
        assert letter.address == cast.ren.email and row.token in letter.headers["Message-ID"]
        at = MONDAY + timedelta(days=1)
        actions.write_more(inquiry_id=row.pk, person_id=cast.ren.pk, text="もう一つあります。", at=at)
        row.refresh_from_db()
        assert row.state == "waiting" and row.due_at > at + timedelta(days=3)
        assert kinds(cast.kei)[-1] == "inquiry.replied.staff"

    def test_is_for_who_has_taken_it_and_has_no_stake_in_it(self, cast):
        row = ask(cast.ren)
        say = {"inquiry_id": row.pk, "text": "はい。", "at": MONDAY}
        assert refused(lambda: actions.answer(staff_id=cast.kei.pk, **say)) == ["inquiry.refused.not_taken"]
        assert refused(lambda: actions.note(staff_id=cast.zen.pk, **say)) == ["people.refused.not_staff"]
        own = ask(cast.kei)
        take = lambda: actions.take(inquiry_id=own.pk, staff_id=cast.kei.pk, at=MONDAY)  # noqa: E731
        assert refused(take) == ["inquiry.refused.conflict.own"]

    @pytest.mark.parametrize("stake", ["own", "side", "block"])
    def test_is_not_read_by_staff_with_a_stake_in_it(self, cast, stake, settings):
        settings.FUNDS = "demo_bank"
        deal = Deal(cast.aoi, cast.kei if stake == "side" else cast.ren, at=MONDAY)
        if stake == "block":
            Block.objects.create(person=cast.kei, blocked=cast.ren, since=MONDAY)
        contract = deal.reference if stake != "own" else ""
        row = ask(cast.kei if stake == "own" else cast.aoi, contract=contract)
        boss = make_person("boss@example.com", "監督", is_staff=True)
        actions.note(inquiry_id=row.pk, staff_id=boss.pk, text="内緒の話", at=MONDAY)
        file = StoredFile.objects.get(pk=deal.file(cast.aoi))
        row.messages.get(kind="person").files.add(file)
        for reader, lines in ((cast.kei, []), (boss, ["person", "note"])):
            assert [each.kind for each in queries.inquiry_for_staff(row.pk, reader.pk, MONDAY).lines] == lines
            assert bool(queries.inquiry_queue(queries.Queue(), reader.pk)) == bool(lines)
            assert bool(queries.inquiry_queue(queries.Queue(search=row.number), reader.pk)) == bool(lines)
            assert queries.may_read_file(FileAsked(file.pk, reader.pk)) == bool(lines)

    def test_is_not_read_through_another_of_the_same_asker_by_who_has_a_stake_in_one(self, cast, settings):
        settings.FUNDS = "demo_bank"
        about_kei = ask(cast.aoi, contract=Deal(cast.aoi, cast.kei, at=MONDAY).reference)
        other = ask(cast.aoi, text="別のことも聞きたいです。")
        assert queries.inquiry_for_staff(other.pk, cast.kei.pk, MONDAY).others == []
        Inquiry.objects.filter(pk=about_kei.pk).update(merged_into=other)
        assert queries.inquiry_for_staff(other.pk, cast.kei.pk, MONDAY).lines == ()
        boss = make_person("boss@example.com", "監督", is_staff=True)
        say = {"inquiry_id": other.pk, "at": MONDAY}
        for act in (actions.take, lambda **who: actions.note(text="内緒の話", **who)):
            assert refused(lambda act=act: act(staff_id=cast.kei.pk, **say)) == ["inquiry.refused.conflict.side"]
            act(staff_id=boss.pk, **say)
        for reader, seen in ((cast.kei, []), (boss, [other])):
            assert queries.inquiry_queue(queries.Queue(search=other.number), reader.pk) == seen

    def test_is_given_back_unread_by_who_got_a_stake_in_it_after_taking_it(self, cast):
        row = taken(cast)
        assert queries.held_with_stake(cast.kei.pk) == []
        Block.objects.create(person=cast.kei, blocked=cast.ren, since=MONDAY)
        view = queries.inquiry_for_staff(row.pk, cast.kei.pk, MONDAY)
        assert view.lines == () and [name for name in view.offered if view.may(name)] == ["give_back"]
        assert queries.held_with_stake(cast.kei.pk) == [row]
        boss = make_person("boss@example.com", "監督", is_staff=True)
        take = lambda: actions.take(inquiry_id=row.pk, staff_id=boss.pk, at=MONDAY)  # noqa: E731
        assert refused(take) == ["inquiry.refused.taken"]
        actions.give_back(inquiry_id=row.pk, staff_id=cast.kei.pk, at=MONDAY)
        take()

    def test_notes_stay_among_staff(self, cast):
        row = taken(cast)
        actions.note(inquiry_id=row.pk, staff_id=cast.kei.pk, text="内緒の話", at=MONDAY)
        seen = queries.inquiry_of(row.number, cast.ren.pk)
        staff = queries.inquiry_for_staff(row.pk, cast.kei.pk, MONDAY)
        assert [each.kind for each in seen.lines] == ["person"]
        assert [each.kind for each in staff.lines] == ["person", "note"]
        assert queries.inquiry_of(row.number, cast.aoi.pk) is None

    def test_says_afterwards_whether_it_helped(self, cast):
        row = answered(cast)
        say = {"inquiry_id": row.pk, "person_id": cast.ren.pk, "at": MONDAY}
        rate = lambda: actions.rate_answer(is_helped=True, word="助かりました", **say)  # noqa: E731
        assert refused(rate) == ["inquiry.refused.not_closed"]
        actions.close_inquiry(**say)
        actions.close_inquiry(**say)
        rate()
        assert queries.helped_lately(MONDAY) == {"helped": 1, "not_helped": 0}

    def test_merges_what_repeats_another_and_goes_on_there(self, cast):
        first, second = ask(cast.ren), taken(cast)
        others = ask(cast.aoi)
        merge = lambda into: actions.merge(  # noqa: E731
            inquiry_id=second.pk, into_number=into.number, staff_id=cast.kei.pk, at=MONDAY
        )
        assert refused(lambda: merge(others)) == ["inquiry.refused.merges_nothing"]
        merge(first)
        assert actions.write_more(inquiry_id=second.pk, person_id=cast.ren.pk, text="続き", at=MONDAY) == first.pk
        view = queries.inquiry_of(first.number, cast.ren.pk)
        assert [each.kind for each in view.lines] == ["person", "person", "system", "person"]

    def test_waits_for_staff_again_when_a_question_that_waits_is_merged_into_it(self, cast):
        first, second = answered(cast), taken(cast, text="まったく別の質問です。急いでいます。")
        told = kinds(cast.kei)
        at = MONDAY + timedelta(days=1)
        actions.merge(inquiry_id=second.pk, into_number=first.number, staff_id=cast.kei.pk, at=at)
        first.refresh_from_db()
        assert first.state == "waiting" and first.due_at > at + timedelta(days=3)
        assert kinds(cast.kei)[len(told) :] == ["inquiry.replied.staff"]
        assert [each.pk for each in queries.inquiry_queue(queries.Queue(), cast.kei.pk)] == [first.pk]

    def test_stays_answered_when_what_was_answered_too_is_merged_into_it(self, cast):
        first, second = answered(cast), answered(cast)
        actions.merge(inquiry_id=second.pk, into_number=first.number, staff_id=cast.kei.pk, at=MONDAY)
        first.refresh_from_db()
        assert first.state == "answered"

    def test_the_office_contacts_the_other_side_of_delivered_work_once(self, cast, settings):
        settings.DEMO, settings.FUNDS = True, "demo_bank"
        deal = Deal(cast.aoi, cast.ren)
        early = taken(cast, contract=deal.contract.reference, at=deal.at)
        contact = lambda row: actions.contact_other_side(  # noqa: E731
            inquiry_id=row.pk, staff_id=cast.kei.pk, text="検収をお願いします。", at=MONDAY
        )
        assert refused(lambda: contact(early)) == ["inquiry.refused.not_handed_over"]
        deal.deposit()
        deal.deliver()
        contact(early)
        assert kinds(cast.aoi)[-1] == "inquiry.contact_other_side.asked"
        assert kinds(cast.ren)[-1] == "inquiry.contact_other_side.asker"
        assert InquiryMessage.objects.get(kind="system").params["text"] == "検収をお願いします。"
        assert refused(lambda: contact(early)) == ["inquiry.refused.contacted"]


class TestTime:
    def test_overdue_then_unanswered_with_everybody_told(self, cast):
        row = taken(cast)
        pass_time(row.due_at)
        row.refresh_from_db()
        assert (row.state, row.assignee_id) == ("overdue", None)
        pass_time(row.due_at)
        row.refresh_from_db()
        assert row.state == "unanswered" and kinds(cast.ren)[-1] == "inquiry.give_up.asker"
        more = lambda: actions.write_more(inquiry_id=row.pk, person_id=cast.ren.pk, text="?", at=row.closed_at)  # noqa: E731
        assert refused(more) == ["inquiry.refused.over"]

    def test_whoever_asked_hears_that_nobody_answered_where_nobody_may(self, cast, settings):
        settings.FUNDS = "demo_bank"
        row = ask(cast.aoi, contract=Deal(cast.aoi, cast.kei, at=MONDAY).reference)
        assert queries.inquiry_for_staff(row.pk, cast.kei.pk, MONDAY).is_with_nobody
        assert queries.with_nobody(cast.kei.pk) == 1
        for _ in ("overdue", "unanswered"):
            pass_time(row.due_at)
            row.refresh_from_db()
        assert row.state == "unanswered" and kinds(cast.aoi)[-1] == "inquiry.give_up.asker"
        assert queries.with_nobody(cast.kei.pk) == 0

    def test_an_answer_without_a_reply_is_closed_and_then_settled(self, cast):
        row = answered(cast)
        pass_time(row.due_at)
        row.refresh_from_db()
        assert row.state == "closed" and "inquiry.remind.answered.asker" in kinds(cast.ren)
        pass_time(row.due_at)
        row.refresh_from_db()
        assert row.state == "settled" and row.due_at is None


class TestTheDesk:
    def test_shows_what_is_due_first_and_finds_by_number_and_address(self, cast):
        later, sooner = ask(cast.ren, at=MONDAY + timedelta(days=7)), ask(address="x@example.com")
        find = lambda **asked: queries.inquiry_queue(queries.Queue(**asked), cast.kei.pk)  # noqa: E731
        assert find() == find(view="free") == [sooner, later]
        assert find(view="mine") == find(view="answered") == find(view="done") == []
        assert find(search=later.number.lower()) == find(search="ren@example.com") == [later]
        assert find(search="X@example.com") == [sooner]
        assert backlogs([queries.inquiry_backlog(cast.kei.pk)])[0].count == 2
