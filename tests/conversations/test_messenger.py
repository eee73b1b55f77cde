"""What makes a thread a good place to talk: mending, answering, thanking, drafts, read marks, finding."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tachiai.conversations import actions, queries
from tachiai.conversations.models import Draft, MessageEdit
from tachiai.conversations.rules import EDITING, MOST_EDITS, folded
from tests.conversations.talking import AT, post, refusal_of, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cast):
    return actions.open_thread(people=(cast.aoi.id, cast.ren.id), at=AT, title="ロゴ")


def edit(message, author, body, at=AT):
    return actions.edit_message(message_id=message.id, author_id=author.id, body=body, at=at)


def seen_by(person, thread, **more):
    return queries.thread(thread_id=thread, person_id=person.id, **more)


class TestAnEdit:
    def test_shows_both_sides_what_it_says_and_what_it_said(self, cast, thread):
        message = post(thread, cast.aoi, "30日です")
        later = AT + timedelta(minutes=3)
        assert edit(message, cast.aoi, "31日です", later)
        for person in (cast.aoi, cast.ren):
            (line,) = seen_by(person, thread).messages
            assert line.body == "31日です"
            assert [(version.body, version.at) for version in line.versions] == [("30日です", AT)]
        assert queries.threads(person_id=cast.ren.id).lines[0].excerpt == "31日です"

    def test_can_be_made_by_its_author_only(self, cast, thread):
        message = post(thread, cast.aoi)
        for person in (cast.ren, cast.zen, cast.kei):
            assert refusal_of(edit, message, person, "ちがうこと") == ["not_your_message"]

    def test_must_come_within_minutes(self, cast, thread):
        message = post(thread, cast.aoi)
        assert refusal_of(edit, message, cast.aoi, "遅い", AT + EDITING) == ["edit_too_late"]
        assert edit(message, cast.aoi, "間に合う", AT + EDITING - timedelta(seconds=1))

    def test_of_what_was_answered_is_refused(self, cast, thread):
        first = post(thread, cast.aoi, "50,000円でよいですか")
        post(thread, cast.aoi, "お返事ください")
        assert edit(first, cast.aoi, "40,000円でよいですか"), "one's own next message answers nothing"
        post(thread, cast.ren, "はい")
        assert refusal_of(edit, first, cast.aoi, "5,000円でよいですか") == ["answered"]
        assert seen_by(cast.aoi, thread).messages[0].editable_until is None

    def test_is_offered_as_long_as_it_is_possible(self, cast, thread):
        message = post(thread, cast.aoi)
        (line,) = seen_by(cast.aoi, thread).messages
        assert line.editable_until == AT + EDITING
        assert seen_by(cast.ren, thread).messages[0].editable_until is None
        for number in range(MOST_EDITS):
            edit(message, cast.aoi, f"{number}")
        assert seen_by(cast.aoi, thread).messages[0].editable_until is None
        assert refusal_of(edit, message, cast.aoi, "まだ") == ["edited_often"]

    def test_to_the_same_is_none_and_to_nothing_is_refused(self, cast, thread):
        message = post(thread, cast.aoi, "同じ")
        assert edit(message, cast.aoi, " 同じ ") is False
        assert refusal_of(edit, message, cast.aoi, " ") == ["empty"]
        assert not MessageEdit.objects.exists()

    def test_stays_for_ever(self, cast, thread):
        message = post(thread, cast.aoi)
        edit(message, cast.aoi, "直した")
        for change in ("UPDATE {} SET body = ''", "DELETE FROM {}"):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                connection.cursor().execute(change.format("conversations_messageedit"))

    def test_is_told_to_whoever_listens(self, cast, thread, wired):
        heard = []
        wired({actions.MessageEdited: [heard.append]})
        message = post(thread, cast.aoi)
        edit(message, cast.aoi, "直した")
        assert heard == [actions.MessageEdited(message.id, thread, cast.aoi.id, 1, AT)]


class TestAnAnswer:
    def test_shows_how_the_message_begins_as_it_says_now(self, cast, thread):
        asked = post(thread, cast.aoi, "いつ\nできますか" + "。" * 200)
        edit(asked, cast.aoi, "いつ送れますか")
        post(thread, cast.ren, "明日です", reply_to=asked.id)
        quote = seen_by(cast.aoi, thread).messages[1].quote
        assert (quote.id, quote.author_name, quote.excerpt) == (asked.id, "葵デザイン室", "いつ送れますか")

    def test_to_a_message_of_another_thread_is_refused(self, cast, thread):
        other = actions.open_thread(people=(cast.aoi.id, cast.mio.id), at=AT)
        secret = post(other, cast.mio, "秘密")
        assert refusal_of(post, thread, cast.aoi, reply_to=secret.id) == ["reply_elsewhere"]
        assert queries.quote_for(seen_by(cast.aoi, thread), secret.id) is None


class TestThanks:
    def test_count_once_and_can_be_taken_back(self, cast, thread):
        message = post(thread, cast.aoi)
        for _ in range(2):
            actions.thank(message_id=message.id, person_id=cast.ren.id, at=AT)
        assert seen_by(cast.aoi, thread).messages[0].thanked_by == ["蓮"]
        assert seen_by(cast.ren, thread).messages[0].is_thanked
        actions.take_thanks_back(message_id=message.id, person_id=cast.ren.id)
        assert seen_by(cast.aoi, thread).messages[0].thanked_by == []

    def test_are_for_messages_of_others_in_own_threads(self, cast, thread):
        message = post(thread, cast.aoi)
        for person in (cast.aoi, cast.zen):
            assert refusal_of(actions.thank, message_id=message.id, person_id=person.id, at=AT) == ["not_to_be_thanked"]


class TestADraft:
    def save(self, thread, person, body, once="form-1", **more):
        return actions.save_draft(thread_id=thread, person_id=person.id, body=body, once=once, at=AT, **more)

    def test_comes_back_to_its_writer_and_to_nobody_else(self, cast, thread):
        asked = post(thread, cast.ren, "どうですか")
        file = store(cast.aoi)
        self.save(thread, cast.aoi, "書きかけ")
        assert self.save(thread, cast.aoi, "書きかけです", files=[file.id], reply_to=asked.id)
        draft = seen_by(cast.aoi, thread).draft
        assert (draft.body, draft.file_ids, draft.reply_to, draft.saved_at) == ("書きかけです", [file.id], asked.id, AT)
        assert seen_by(cast.ren, thread).draft is None

    def test_is_gone_once_it_was_sent_and_when_it_is_emptied(self, cast, thread):
        self.save(thread, cast.aoi, "書きかけ")
        post(thread, cast.aoi, "書きました", once="form-1")
        assert self.save(thread, cast.aoi, "書きかけ") is False, "the script saved after the form was sent"
        assert seen_by(cast.aoi, thread).draft is None
        self.save(thread, cast.aoi, "次の文", once="form-2")
        assert self.save(thread, cast.aoi, " ", once="form-2") is False
        assert not Draft.objects.exists()

    def test_of_outsiders_and_with_files_of_others_is_not_kept(self, cast, thread):
        assert refusal_of(self.save, thread, cast.zen, "x") == ["not_yours"]
        self.save(thread, cast.aoi, "x", files=[store(cast.ren).id])
        assert seen_by(cast.aoi, thread).draft.file_ids == []


class TestReadMarks:
    def marks(self, person, thread):
        return {line.body: list(line.read_to_here) for line in seen_by(person, thread).messages if line.read_to_here}

    def read(self, thread, person):
        newest = seen_by(person, thread).messages[-1].id
        actions.mark_read(thread_id=thread, person_id=person.id, up_to=newest, at=AT)

    def test_stand_at_the_last_own_message_that_the_other_has_seen(self, cast, thread):
        for body in ("1", "2"):
            post(thread, cast.aoi, body)
        self.read(thread, cast.ren)
        post(thread, cast.ren, "答え")
        post(thread, cast.aoi, "3")
        assert self.marks(cast.aoi, thread) == {"2": ["蓮"]}
        assert self.marks(cast.ren, thread) == {}

    @pytest.mark.parametrize("off", ["aoi", "ren"])
    def test_are_neither_sent_nor_seen_by_who_switched_them_off(self, cast, thread, off):
        actions.show_read_marks(person_id=getattr(cast, off).id, shown=False)
        post(thread, cast.aoi, "1")
        self.read(thread, cast.ren)
        assert self.marks(cast.aoi, thread) == {}
        assert queries.unread_threads(cast.ren.id) == 0

    def test_never_tell_later_what_was_read_while_they_were_off(self, cast, thread):
        actions.show_read_marks(person_id=cast.ren.id, shown=False)
        post(thread, cast.aoi, "1")
        self.read(thread, cast.ren)
        actions.show_read_marks(person_id=cast.ren.id, shown=True)
        assert self.marks(cast.aoi, thread) == {}
        post(thread, cast.aoi, "2")
        self.read(thread, cast.ren)
        assert self.marks(cast.aoi, thread) == {"2": ["蓮"]}


class TestWhatIsNew:
    def test_stays_new_for_who_wrote_before_seeing_it(self, cast, thread):
        post(thread, cast.ren, "読んでいません")
        post(thread, cast.aoi, "行き違い")
        assert queries.unread_by_thread(person_id=cast.aoi.id, thread_ids=[thread]) == {thread: 1}

    def test_is_where_a_long_thread_begins(self, cast, thread):
        said = [post(thread, cast.aoi, f"{number}").id for number in range(12)]
        actions.mark_read(thread_id=thread, person_id=cast.ren.id, up_to=said[3], at=AT)
        page = seen_by(cast.ren, thread, limit=5)
        assert [line.body for line in page.messages] == ["3", "4", "5", "6", "7"]
        assert (page.earlier, page.later) == (said[3], said[7])
        assert [line.body for line in seen_by(cast.ren, thread, after=page.later, limit=5).messages] == [
            *"89",
            "10",
            "11",
        ]
        assert seen_by(cast.ren, thread, before=page.earlier, limit=5).messages[-1].body == "2"

    def test_is_shown_around_a_message_that_was_asked_for(self, cast, thread):
        said = [post(thread, cast.aoi, f"{number}").id for number in range(9)]
        page = seen_by(cast.ren, thread, around=said[4], limit=4)
        assert [line.body for line in page.messages] == ["3", "4", "5", "6"]
        assert (page.earlier, page.later) == (said[3], said[6])

    @pytest.mark.parametrize(
        "count, first_new, fold", [(10, None, 0), (14, None, 0), (15, None, 3), (50, 20, 17), (50, 45, 38), (50, 2, 0)]
    )
    def test_is_never_folded_away(self, count, first_new, fold):
        assert folded(count, first_new) == fold


class TestSearch:
    def found(self, person, asked, **more):
        return [line.id for line in queries.search(person_id=person.id, asked=asked, **more).lines]

    def test_finds_what_a_message_says_now_in_own_threads_only(self, cast, thread):
        other = actions.open_thread(people=(cast.aoi.id, cast.mio.id), at=AT, title="翻訳")
        here, there = post(thread, cast.ren, "ロゴのﾗﾌ案です"), post(other, cast.mio, "らふを送ります")
        assert self.found(cast.aoi, "ラフ") == [there.id, here.id]
        assert self.found(cast.aoi, "ラフ", thread_id=thread) == [here.id]
        assert self.found(cast.ren, "ラフ") == [here.id]
        assert self.found(cast.ren, "ラフ", thread_id=other) == []
        edit(there, cast.mio, "清書を送ります")
        assert self.found(cast.aoi, "ラフ") == [here.id]
        assert self.found(cast.aoi, "清書") == [there.id]

    def test_comes_in_pieces_and_at_the_same_cost(self, cast, thread):
        said = [post(thread, cast.ren, f"案{number}").id for number in range(5)]
        with CaptureQueriesContext(connection) as asked:
            first = queries.search(person_id=cast.aoi.id, asked="案", limit=2)
        assert len(asked) <= 3
        assert ([line.id for line in first.lines], first.older) == (said[:2:-1], said[3])
        assert self.found(cast.aoi, "案", before=first.older, limit=5) == said[2::-1]
