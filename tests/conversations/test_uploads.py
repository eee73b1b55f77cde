"""Files in pieces: they come whole or not at all, and a lost connection loses one piece."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage

from tachiai.conversations import actions, queries
from tachiai.conversations.models import StoredFile
from tachiai.conversations.upload_models import Upload
from tachiai.kernel.refused import Refusal
from tests.conversations.samples import BAD, GOOD

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CONTENT = GOOD["見積書.pdf"][0]


@pytest.fixture
def begin(cast):
    def begin_upload(content=CONTENT, name="見積書.pdf", at=AT):
        return actions.begin_upload(owner_id=cast.aoi.id, name=name, size=len(content), at=at)

    return begin_upload


@pytest.fixture
def send(cast):
    def add_piece(token, offset, piece, at=AT):
        actions.add_piece(token=token, owner_id=cast.aoi.id, offset=offset, piece=piece, at=at)
        return queries.upload(token=token, owner_id=cast.aoi.id)

    return add_piece


def pieces_of(token):
    try:
        return default_storage.listdir(f"uploads/{token}")[1]
    except FileNotFoundError:
        return []


def why(refused) -> list[str]:
    return [reason.key.rpartition(".")[2] for reason in refused.value.reasons]


class TestPieces:
    def test_become_the_file_they_are_of(self, begin, send, django_capture_on_commit_callbacks):
        token, half = begin(), len(CONTENT) // 2
        assert send(token, 0, CONTENT[:half]).received == half
        assert len(pieces_of(token)) == 1
        with django_capture_on_commit_callbacks(execute=True):
            line = send(token, half, CONTENT[half:])
        stored = StoredFile.objects.get(id=line.file.id)
        assert (stored.name, stored.content.read()) == ("見積書.pdf", CONTENT)
        assert pieces_of(token) == [], "nothing is kept twice"

    def test_that_come_twice_or_out_of_turn_change_nothing(self, begin, send):
        token, dice = begin(), random.Random(7)
        for _ in range(200):
            offset = dice.randrange(len(CONTENT))
            line = send(token, offset, CONTENT[offset : offset + dice.randrange(1, 40)])
            if line.file:
                break
            line = send(token, line.received, CONTENT[line.received : line.received + 9])
        assert StoredFile.objects.get(id=line.file.id).content.read() == CONTENT
        assert send(token, 0, CONTENT[:5]).file == line.file
        assert StoredFile.objects.count() == 1

    def test_beyond_the_size_that_was_said_are_refused(self, begin, send):
        token = begin()
        with pytest.raises(Refusal):
            send(token, 0, CONTENT + b"more")
        assert send(token, 0, CONTENT).file

    def test_of_somebody_else_are_refused_as_if_there_were_none(self, begin, cast):
        token = begin()
        with pytest.raises(Refusal) as refused:
            actions.add_piece(token=token, owner_id=cast.zen.id, offset=0, piece=CONTENT, at=AT)
        assert why(refused) == ["no_such_upload"]
        assert queries.upload(token=token, owner_id=cast.zen.id) is None


class TestAFile:
    def test_that_is_not_taken_leaves_nothing(self, begin, send, django_capture_on_commit_callbacks):
        program = BAD["setup.exe"][0]
        token = begin(program, "setup.exe")
        send(token, 0, program[:1])
        with pytest.raises(Refusal) as refused, django_capture_on_commit_callbacks(execute=True):
            send(token, 1, program[1:])
        assert why(refused) == ["executable"]
        assert (Upload.objects.count(), StoredFile.objects.count(), pieces_of(token)) == (0, 0, [])

    def test_that_the_scanner_could_not_judge_may_end_again_later(self, begin, send, settings):
        token = begin()
        settings.VIRUS_SCAN = "false-scanner-that-is-not-there"
        with pytest.raises(Refusal):
            send(token, 0, CONTENT)
        settings.VIRUS_SCAN = ""
        assert send(token, 0, CONTENT).file

    def test_larger_than_allowed_or_empty_is_refused_before_it_comes(self, begin, settings):
        settings.MAX_UPLOAD_BYTES = 10
        for content in (b"", b"x" * 11):
            with pytest.raises(Refusal):
                begin(content)

    def test_may_not_be_the_twenty_first_that_is_unfinished(self, begin, send):
        tokens = [begin() for _ in range(20)]
        with pytest.raises(Refusal) as refused:
            begin()
        assert why(refused) == ["too_many_uploads"]
        send(tokens[0], 0, CONTENT)
        assert begin()

    def test_begun_a_day_ago_is_forgotten(self, begin, send, django_capture_on_commit_callbacks):
        token, younger = begin(), begin(at=AT + timedelta(hours=1))
        send(token, 0, CONTENT[:5])
        tomorrow = AT + timedelta(days=1)
        with pytest.raises(Refusal):
            send(token, 5, CONTENT[5:9], at=tomorrow)
        with django_capture_on_commit_callbacks(execute=True):
            assert actions.discard_uploads(tomorrow).fired == 1
        assert [row.token for row in Upload.objects.all()] == [younger]
        assert pieces_of(token) == []
