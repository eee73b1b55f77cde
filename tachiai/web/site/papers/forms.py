"""What one's own papers are searched by: any of date, amount, the other side's name and kind, together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from tachiai.contracts.papers.kinds import KINDS
from tachiai.web import reading
from tachiai.web.forms import DateField, YenField
from tachiai.web.reading import later

RANGES = (("since", "until"), ("least", "most"))


def _kinds() -> list[tuple[str, str]]:
    return [
        ("", reading.plain("papers.search.every_kind")),
        *((kind.name, reading.plain(f"contracts.paper.kind.{kind.name}")) for kind in KINDS),
    ]


@dataclass(frozen=True)
class Asked:
    """`criteria` as `papers_found` takes them; `swapped`: the names of ranges that were given the wrong way round."""

    criteria: Mapping[str, Any]
    swapped: tuple[str, ...]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.criteria)


class PapersForm(forms.Form):
    since = DateField(label=later("papers.search.since"), required=False)
    until = DateField(label=later("papers.search.until"), required=False)
    least = YenField(label=later("papers.search.least"), required=False, min_value=0, max_value=10**15)
    most = YenField(label=later("papers.search.most"), required=False, min_value=0, max_value=10**15)
    kind = forms.ChoiceField(label=later("papers.search.kind"), required=False, choices=_kinds)
    counterparty = forms.CharField(label=later("papers.search.counterparty"), required=False, max_length=120)

    def asked(self) -> Asked:
        """What is searched for, as far as it could be read; a range the wrong way round is turned."""
        self.is_valid()
        typed = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        swapped = tuple(
            first for first, last in RANGES if first in typed and last in typed and typed[first] > typed[last]
        )
        for first, last in RANGES:
            if first in swapped:
                typed[first], typed[last] = typed[last], typed[first]
        return Asked(typed, swapped)
