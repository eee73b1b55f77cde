"""A rulebook of four words for tests that are not about the shipped rules: each word has one verdict."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tachiai.conversations.queries import judging
from tachiai.screening.engine import Judgement

WORDS = {
    "前金": ("note", "escrow"),
    "合言葉": ("warn", "off_site_request"),
    "催促": ("warn", "rewrite"),
    "暗証番号": ("hold", "report"),
    "禁句": ("refuse", "guideline"),
}
DIGEST = "d" * 64


@dataclass(frozen=True)
class Hit:
    rule: str
    start: int
    end: int
    verdict: str
    instead: str
    danger: str = "test"
    mode: str = "enforce"
    help: str = "claims"
    why: dict[str, str] = field(default_factory=lambda: {"ja": "困ることがあります。", "en": "It may go wrong."})


def judge(text: str, *, where: str) -> Judgement:
    """What the engine's `judge` answers, with these words as its rules; 「そっと」 is a rule that is only observed."""
    hits = [
        Hit(word, text.index(word), text.index(word) + len(word), *said) for word, said in WORDS.items() if word in text
    ]
    if "そっと" in text:
        start = text.index("そっと")
        hits.append(Hit("そっと", start, start + 3, "refuse", "rewrite", mode="observe"))
    return Judgement("allow", tuple(hits), DIGEST)


@pytest.fixture
def four_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules in force are those of WORDS."""
    monkeypatch.setattr(judging.screening, "judge", judge)
