"""What jurisdiction packs found, as rows of the page: what stops, what to look at, what to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tachiai.screening.clauses import explained
from tachiai.terms import queries as terms
from tachiai.terms.packs.finding import Finding
from tachiai.terms.packs.kinds import Severity
from tachiai.terms.queries import MadeOverride
from tachiai.web import reading


@dataclass(frozen=True)
class FindingsRows:
    """`stops`: what nobody can go on with unless somebody answers for it; `answered`: those that somebody did."""

    stops: Sequence[Mapping[str, Any]]
    warns: Sequence[Mapping[str, Any]]
    notes: Sequence[Mapping[str, Any]]
    answered: Sequence[Mapping[str, Any]]

    def __bool__(self) -> bool:
        return bool(self.stops or self.warns or self.notes or self.answered)


def findings_rows(
    found: Iterable[Finding],
    overrides: Iterable[MadeOverride] = (),
    names: Mapping[int, str] | None = None,
    still_open: Iterable[str] = (),
) -> FindingsRows:
    """`names` of those who answered for a finding, by their ids; `still_open`: the points that nobody can answer for,
    because without them nobody can agree."""
    open_facts = {f"terms.{name}": name for name in still_open}
    rows: dict[Severity, list[Mapping[str, Any]]] = {severity: [] for severity in Severity}
    for finding in found:
        rows[finding.severity].append({**_row(finding), "point": open_facts.get(finding.fact, "")})
    answered = [
        {
            "check": reading.plain(f"packs.check.{each.check.lower()}"),
            "who": (names or {}).get(each.person_id, ""),
            "role": reading.plain(f"terms.role.{each.role}"),
            "reason": each.reason,
            "at": each.made_at,
        }
        for each in overrides
    ]
    return FindingsRows(rows[Severity.BLOCK], rows[Severity.WARN], rows[Severity.NOTE], answered)


def clause_rows(clauses: Iterable[str]) -> list[Mapping[str, str]]:
    """What each clause means and what to agree to instead, with the way to the article."""
    told = [explained(clause) for clause in clauses]
    return [
        {
            "title": reading.plain(f"{each.key}.title"),
            "text": reading.plain(f"{each.key}.text"),
            "href": each.help_path,
        }
        for each in told
    ]


def _row(finding: Finding) -> Mapping[str, Any]:
    return {
        "text": reading.reason(finding.refused),
        "check": finding.check,
        "fact": finding.fact,
        "value": terms.value_text(finding),
        "basis": finding.citation.said(reading.language()),
        "line": finding.line(reading.language()),
    }
