"""Every source that the statistics count has words, in both languages."""

from __future__ import annotations

import pytest

from tachiai.contracts.queries.troubles import CONTRACT_STEPS, REFUSED, WEEK_STEPS
from tachiai.contracts.rules.requests import TerminationReason
from tachiai.guidelines.rules import clauses_for
from tachiai.inquiries.rules import CATEGORIES
from tachiai.kernel.calendar import TOKYO
from tachiai.safety.rules import MEASURES, REPORTED
from tachiai.statistics.rules import KINDS
from tachiai.web.desk.statistics.sources import source_text
from tachiai.web.reading import reading_as

SOURCES = {
    *(source for kind in KINDS.values() for source in kind.sources if not source.endswith("*")),
    *(f"contract:{step}" for step in CONTRACT_STEPS),
    *(f"week:{step}" for step in WEEK_STEPS),
    *(f"refused:{kind}" for kind in REFUSED),
    *(f"request:termination:{reason}" for reason in TerminationReason),
    *(f"report:{clause.id}" for kind in REPORTED for clause in clauses_for(kind)),
    *(f"measure:{name}" for name, measure in MEASURES.items() if measure.restricts),
    *(f"inquiry:{category}" for category in CATEGORIES),
    "contest:end_early",
    "request:termination",
}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_source_has_words(language: str) -> None:
    with reading_as(language=language, zone=TOKYO):
        nameless = {source for source in SOURCES if source_text(source) == source or "{" in source_text(source)}
    assert not nameless


def test_the_words_say_what_happened_and_why() -> None:
    with reading_as(language="en", zone=TOKYO):
        assert source_text("contract:mark_delivery_overdue").startswith("Contract: ")
        assert "(reason: " in source_text("request:termination:no_answer")
        assert source_text("report:gone.9-9") == "Report: gone.9-9"
        assert source_text("nothing:known") == "nothing:known"
