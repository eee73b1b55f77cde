"""What is wrong with what people write here: pairs of field and reason, for the form."""

from __future__ import annotations

from collections.abc import Container

from tachiai.kernel.refused import Refused
from tachiai.safety.rules.cases import VERDICTS
from tachiai.safety.rules.numbers import NUMBERS

SHORTEST_REPORT: int = NUMBERS["reports"]["shortest"]
LONGEST_REPORT: int = NUMBERS["reports"]["longest"]
SHORTEST_APPEAL: int = NUMBERS["appeals"]["shortest"]
LONGEST_APPEAL: int = NUMBERS["appeals"]["longest"]
LONGEST_REASON = 2_000
# As the statement of reasons limits them.
LONGEST_FACTS = 5_000
LONGEST_EXPLANATION = 2_000

Mistakes = list[tuple[str, Refused]]


def report_mistakes(*, clause: str, offered: Container[str], text: str, good_faith: bool) -> Mistakes:
    """`offered`: the ids of the clauses that can be reported of such a thing."""
    found: Mistakes = []
    if clause not in offered:
        found.append(("clause", Refused("report.refused.no_kind")))
    found += _length("text", text, SHORTEST_REPORT, LONGEST_REPORT)
    if not good_faith:
        found.append(("good_faith", Refused("report.refused.good_faith")))
    return found


def appeal_mistakes(text: str) -> Mistakes:
    return _length("text", text, SHORTEST_APPEAL, LONGEST_APPEAL)


def reason_mistakes(reason: str) -> Mistakes:
    return _length("reason", reason, 1, LONGEST_REASON)


def decision_mistakes(*, verdict: str, facts_public: str, facts_private: str, explanation: str) -> Mistakes:
    """Of the words of a decision. Every decision says on what facts it rests and why the clause applies or does not."""
    if verdict not in VERDICTS:
        return [("verdict", Refused("decision.refused.no_verdict"))]
    return [
        *_length("facts_public", facts_public, 1, LONGEST_FACTS),
        *_length("facts_private", facts_private, 0, LONGEST_FACTS),
        *_length("explanation", explanation, 1, LONGEST_EXPLANATION),
    ]


def _length(field: str, text: str, least: int, most: int) -> Mistakes:
    length = len(text.strip())
    if length < least:
        return [(field, Refused("safety.refused.too_short", {"least": least}))]
    return [(field, Refused("safety.refused.too_long", {"most": most}))] if length > most else []
