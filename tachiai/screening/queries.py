"""Reads: what the rules in force say of a text, which rules staff added, what became of what they found."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max, Q, Sum

from tachiai.clockwork.queries import Waiting
from tachiai.screening.engine import Judgement, Rulebook, shipped
from tachiai.screening.models import OVERTURNED, UPHELD, DeskRule, Finding
from tachiai.screening.rules import OBSERVE, Rule, desk_rule
from tachiai.screening.tone.model import models

log = logging.getLogger(__name__)

MOST_EXCERPTS = 10
_EXCERPT = 40


@dataclass(frozen=True)
class Counts:
    """How often a rule was met, and what staff said of it where they did."""

    hits: int = 0
    upheld: int = 0
    overturned: int = 0


@dataclass(frozen=True)
class Trial:
    """What a rule would have met: of how many texts, how many, and some pieces of these of at most 40 characters."""

    tried: int
    met: int
    excerpts: tuple[str, ...]


def judge(text: str, *, where: str) -> Judgement:
    """What the rules in force, shipped and the staff's, say of a text that stands at one of the rulebook's places."""
    return in_force().judge(text, where)


def in_force() -> Rulebook:
    """The shipped rules and the staff's. One small query; compiled anew when a rule of the staff has changed."""
    state = DeskRule.objects.aggregate(newest=Max("id"), changes=Sum("revision"))
    return _with_rules_of_staff(state["newest"], state["changes"])


def prepare() -> None:
    """Have rules and tone model at hand, so that nobody waits for them: a second or two of work."""
    in_force().prepare()
    models()


@lru_cache(maxsize=1)
def _with_rules_of_staff(newest: int | None, changes: int | None) -> Rulebook:
    """Rows are never deleted and count their changes, so that these two numbers are never the same for other rules."""
    if newest is None:
        return shipped()
    rules = {rule.id: rule for rule in shipped().rules}
    for row in DeskRule.objects.filter(retired_at=None).order_by("id"):
        try:
            rule = desk_rule(row.source)
        except ValueError as error:
            # Sound when it was added: a later release reads rules more strictly, and judging must go on.
            log.warning("rule %s of the staff is left out: %s", row.name, error)
            continue
        rules.setdefault(rule.id, replace(rule, mode=row.mode))
    return Rulebook(rules.values())


def desk_rules() -> list[DeskRule]:
    """The rules that staff added and did not retire, the newest first."""
    return list(DeskRule.objects.filter(retired_at=None).select_related("author").order_by("-id"))


def observed_backlog() -> Waiting:
    """The rules of the staff that only count so far."""
    return Waiting(DeskRule.objects.filter(retired_at=None, mode=OBSERVE), "added_at")


def counts(rules: Iterable[str], *, since: datetime) -> dict[str, Counts]:
    """What these rules found since a moment; every one of them is in the answer."""
    asked = list(rules)
    rows = (
        Finding.objects.filter(rule__in=asked, at__gte=since)
        .values("rule")
        .order_by("rule")
        .annotate(
            hits=Count("id"),
            upheld=Count("id", filter=Q(outcome=UPHELD)),
            overturned=Count("id", filter=Q(outcome=OVERTURNED)),
        )
    )
    found = {row["rule"]: Counts(row["hits"], row["upheld"], row["overturned"]) for row in rows}
    return {rule: found.get(rule, Counts()) for rule in asked}


def findings_of(*, subject_kind: str, subject_id: int) -> list[Finding]:
    """What a text was found to say, in the order of the rules' ids."""
    return list(Finding.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("rule"))


def try_rule(rule: Rule, texts: Iterable[str]) -> Trial:
    """What a rule would have met in texts of its first place. Nothing is recorded."""
    book, tried, met = Rulebook([rule]), 0, 0
    excerpts: list[str] = []
    for text in texts:
        tried += 1
        hits = book.judge(text, rule.where[0]).hits
        met += bool(hits)
        if hits and len(excerpts) < MOST_EXCERPTS:
            excerpts.append(_around(text, hits[0].start, hits[0].end))
    return Trial(tried, met, tuple(excerpts))


def _around(text: str, start: int, end: int) -> str:
    """At most 40 characters with the hit, or its beginning, in the middle."""
    spare = max(0, _EXCERPT - (end - start))
    first = max(0, start - spare // 2)
    return text[first : first + _EXCERPT]
