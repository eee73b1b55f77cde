from __future__ import annotations

import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tachiai.conversations import actions, queries
from tachiai.conversations.models import Message, StoredFile
from tachiai.conversations.queries import FileAsked
from tachiai.notices import queries as notices
from tests.conversations.samples import EICAR, GOOD
from tests.conversations.talking import post, refusal_of, store

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def thread(cast):
    return actions.open_thread(people=(cast.aoi.id, cast.ren.id), at=AT, title="ロゴ", path="/proposals/1/")


@pytest.mark.django_db
class TestPosting:
    def test_shows_the_message_to_both_and_tells_the_other(self, cast, thread):
        post(thread, cast.aoi, "納期を確認させてください。")
        page = queries.thread(thread_id=thread, person_id=cast.ren.id)
        (line,) = page.messages
        assert (line.author_name, line.body) == ("葵デザイン室", "納期を確認させてください。")
        assert (line.is_mine, line.is_new) == (False, True)
        assert page.other_names == ["葵デザイン室"]
        assert len(notices.unread_paths(cast.ren.id)) == 1
        assert len(notices.unread_paths(cast.aoi.id)) == 0

    def test_twice_with_the_same_form_posts_once(self, cast, thread):
        first = post(thread, cast.aoi, once="form-1")
        assert post(thread, cast.aoi, once="form-1").id == first.id
        assert Message.objects.count() == 1
        assert post(thread, cast.ren, once="form-1").id != first.id, "forms of two people may share a token"

    def test_is_refused_to_outsiders_and_changes_nothing(self, cast, thread):
        assert refusal_of(post, thread, cast.zen) == ["not_yours"]
        assert not Message.objects.exists()
        assert len(notices.unread_paths(cast.aoi.id)) == 0

    def test_of_nothing_is_refused(self, cast, thread):
        assert refusal_of(post, thread, cast.aoi, "  ") == ["empty"]

    def test_of_somebody_elses_file_is_refused(self, cast, thread):
        secret = store(cast.mio)
        assert refusal_of(post, thread, cast.zen, files=[secret.id]) == ["not_yours"]
        assert refusal_of(post, thread, cast.aoi, files=[secret.id]) == ["not_your_file"]
        assert queries.file_for(person_id=cast.ren.id, file_id=secret.id) is None

    def test_many_messages_tells_once_until_they_are_read(self, cast, thread):
        for _ in range(3):
            last = post(thread, cast.aoi)
        assert len(notices.unread_paths(cast.ren.id)) == 1
        actions.mark_read(thread_id=thread, person_id=cast.ren.id, up_to=last.id, at=AT)
        assert len(notices.unread_paths(cast.ren.id)) == 0
        post(thread, cast.aoi)
        assert len(notices.unread_paths(cast.ren.id)) == 1

    def test_publishes_that_something_was_said(self, cast, thread, wired):
        heard = []
        wired({actions.MessagePosted: [heard.append]})
        message = post(thread, cast.aoi)
        assert heard == [actions.MessagePosted(message.id, thread, cast.aoi.id, AT)]


@pytest.mark.django_db(transaction=True)
def test_two_posts_of_one_form_at_the_same_moment_make_one_message(cast, thread):
    """The second arrives after the first was written but before it is visible."""

    def click(_: int) -> int:
        try:
            return post(thread, cast.aoi, once="form-1").id
        finally:
            connections.close_all()

    assert cast.ren
    with ThreadPoolExecutor(4) as clicks:
        made = set(clicks.map(click, range(4)))
    assert len(made) == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db
class TestReading:
    def test_is_for_participants_only(self, cast, thread):
        post(thread, cast.aoi)
        assert queries.thread(thread_id=thread, person_id=cast.zen.id) is None
        assert queries.thread(thread_id=thread, person_id=cast.kei.id) is None

    def test_comes_in_pieces_with_the_newest_last(self, cast, thread):
        ids = [post(thread, cast.aoi, f"{n}").id for n in range(5)]
        newest = queries.thread(thread_id=thread, person_id=cast.aoi.id, limit=3)
        assert [line.body for line in newest.messages] == ["2", "3", "4"]
        assert newest.earlier == ids[2]
        rest = queries.thread(thread_id=thread, person_id=cast.aoi.id, before=newest.earlier, limit=3)
        assert [line.body for line in rest.messages] == ["0", "1"]
        assert rest.earlier is None

    def test_lists_threads_by_their_latest_message_with_what_is_new(self, cast, thread):
        other = actions.open_thread(people=(cast.aoi.id, cast.mio.id), at=AT, title="翻訳")
        silent = actions.open_thread(people=(cast.aoi.id, cast.zen.id), at=AT)
        post(other, cast.mio)
        post(thread, cast.ren, "はじめまして")
        post(thread, cast.ren)
        found = queries.threads(person_id=cast.aoi.id)
        assert [(line.title, line.other_names, line.unread) for line in found.lines] == [
            ("ロゴ", ["蓮"], 2),
            ("翻訳", ["Mio"], 1),
        ]
        assert silent not in {line.id for line in found.lines}
        assert queries.unread_threads(cast.aoi.id) == 2
        first = queries.threads(person_id=cast.aoi.id, limit=1)
        assert [line.id for line in queries.threads(person_id=cast.aoi.id, before=first.older).lines] == [other]

    def test_costs_the_same_for_one_thread_and_for_many(self, cast):
        def cost():
            with CaptureQueriesContext(connection) as asked:
                queries.threads(person_id=cast.aoi.id)
            return len(asked)

        post(actions.open_thread(people=(cast.aoi.id, cast.ren.id), at=AT), cast.ren)
        one = cost()
        for _ in range(10):
            post(actions.open_thread(people=(cast.aoi.id, cast.mio.id), at=AT), cast.mio)
        assert cost() == one <= 5

    def test_never_goes_back(self, cast, thread):
        first, second = post(thread, cast.aoi), post(thread, cast.aoi)
        actions.mark_read(thread_id=thread, person_id=cast.ren.id, up_to=second.id, at=AT)
        actions.mark_read(thread_id=thread, person_id=cast.ren.id, up_to=first.id, at=AT)
        assert queries.unread_by_thread(person_id=cast.ren.id, thread_ids=[thread]) == {}


@pytest.mark.django_db
class TestFiles:
    def test_are_kept_as_they_came_and_readable_by_their_account_only(self, cast):
        content, content_type = GOOD["見積書.pdf"]
        stored = store(cast.aoi, "../見積書.pdf", content)
        assert (stored.name, stored.content_type, stored.size) == ("見積書.pdf", content_type, len(content))
        assert stored.sha256 == hashlib.sha256(content).hexdigest()
        with stored.content.open() as kept:
            assert kept.read() == content
        assert stat.S_IMODE(Path(stored.content.path).stat().st_mode) == 0o600
        assert "見積" not in stored.content.name, "nothing of the given name reaches the disk"

    def test_too_large_are_refused_without_a_trace(self, cast, settings):
        settings.MAX_UPLOAD_BYTES = 1_500_000
        assert refusal_of(store, cast.aoi, content=b"x" * 1_500_001) == ["too_large"]
        assert not StoredFile.objects.exists()
        assert store(cast.aoi, content=b"x" * 1_500_000).size == 1_500_000

    def test_are_open_to_both_sides_of_the_thread_and_to_nobody_else(self, cast, thread):
        stored = store(cast.aoi)

        def readers():
            people = cast.everyone()
            return [p.email for p in people if queries.file_for(person_id=p.id, file_id=stored.id)]

        assert readers() == ["aoi@example.com"]
        post(thread, cast.aoi, "", files=[stored.id])
        assert readers() == ["aoi@example.com", "ren@example.com"]

    def test_may_be_opened_by_a_higher_module(self, cast, wired):
        stored = store(cast.aoi)
        wired({FileAsked: [lambda asked: asked == FileAsked(stored.id, cast.mio.id) or None]})
        assert queries.file_for(person_id=cast.mio.id, file_id=stored.id) == stored
        assert queries.file_for(person_id=cast.zen.id, file_id=stored.id) is None

    def test_that_do_not_exist_are_nobodys(self, cast):
        assert queries.file_for(person_id=cast.aoi.id, file_id=4_000_000) is None


@pytest.mark.django_db
class TestVirusScan:
    @pytest.fixture
    def scanner(self, tmp_path, settings):
        """A real program that knows one virus: the test string of the scanners' makers."""
        program = tmp_path / "scan virus"
        program.write_text(
            '#!/bin/sh\ngrep -q \'EICAR-STANDARD-ANTIVIRUS-TEST-FILE\' "$2" && exit 1\n[ "$1" = --quick ]\n'
        )
        program.chmod(0o755)
        settings.VIRUS_SCAN = f"'{program}' --quick"
        return program

    def test_lets_clean_files_in_and_keeps_a_virus_out(self, cast, scanner):
        assert store(cast.aoi).id
        assert refusal_of(store, cast.aoi, "memo.txt", EICAR) == ["infected"]
        assert StoredFile.objects.count() == 1

    @pytest.mark.parametrize("body", ["#!/bin/sh\nexit 2\n", "#!/bin/sh\nkill -9 $$\n"])
    def test_that_fails_lets_nothing_in(self, cast, scanner, body):
        scanner.write_text(body)
        assert refusal_of(store, cast.aoi) == ["scan_failed"]

    def test_that_is_not_there_lets_nothing_in(self, cast, settings):
        settings.VIRUS_SCAN = "/nowhere/scan"
        assert refusal_of(store, cast.aoi) == ["scan_failed"]
        assert not StoredFile.objects.exists()
