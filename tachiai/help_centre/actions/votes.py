"""A reader says whether an article helped."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from tachiai.help_centre.library import library
from tachiai.help_centre.models import Vote
from tachiai.help_centre.rules.votes import LONGEST_WORD
from tachiai.kernel.refused import Refusal, Refused


def vote(*, article: str, reader_id: int | None, session: str, is_useful: bool, word: str = "", at: datetime) -> None:
    """Keep what a reader says; said again, it takes the place of what they said before. `session` tells visitors apart
    and is not kept itself. Refusal for an article that is none, or a word that is too long."""
    if article not in library().articles:
        raise Refusal(Refused("help.refused.no_such_article"))
    if len(word) > LONGEST_WORD:
        raise Refusal(Refused("help.refused.word_too_long", {"most": LONGEST_WORD}))
    said = {"is_useful": is_useful, "word": word.strip(), "voted_at": at}
    visitor = "" if reader_id else hashlib.sha256(session.encode()).hexdigest()
    of_reader: dict[str, Any] = {"person_id": reader_id} if reader_id else {"person": None}
    Vote.objects.update_or_create(article=article, visitor=visitor, **of_reader, defaults=said)
