"""People talk, hand files over, and are refused; as of one moment unless a test says when."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from tachiai.conversations import actions
from tachiai.kernel.refused import Refusal

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def post(thread, author, body="こんにちは", **more):
    return actions.post_message(thread_id=thread, author_id=author.id, body=body, at=AT, **more)


def store(owner, name="memo.txt", content=b"memo"):
    return actions.store_file(name=name, content=io.BytesIO(content), owner_id=owner.id, at=AT)


def refusal_of(call, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        call(*arguments, **named)
    return [reason.key.rpartition(".")[2] for reason in refusal.value.reasons]
