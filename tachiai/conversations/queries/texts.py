"""The newest texts of messages, for whoever tries a rule on them: without authors, threads or moments."""

from __future__ import annotations

from collections.abc import Iterator

from tachiai.conversations.models import Message
from tachiai.conversations.queries.consent import is_needed


def latest_texts(most: int) -> Iterator[str]:
    """At most so many texts, newest first. None where messages are looked at for hints to their writers only."""
    if is_needed():
        yield from Message.objects.order_by("-pk").values_list("body", flat=True)[:most].iterator()
