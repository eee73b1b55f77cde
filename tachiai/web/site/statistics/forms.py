"""Which stretch of time, and which format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tachiai.statistics.rules import FORMATS, LAST_YEAR, Span
from tachiai.web import reading
from tachiai.web.reading import later


def span_text(asked: Span) -> str:
    """How a stretch of time is called."""
    if asked.kind == "month":
        return reading.month_text(asked.first)
    quarter = asked.name[-1] if asked.kind == "quarter" else ""
    return reading.plain(f"statistics.period.{asked.kind}", year=asked.first.year, quarter=quarter)


class AskForm(forms.Form):
    """`offered`: the stretches that can be asked for; the first one without a word."""

    period = forms.ChoiceField(label=later("statistics.ask.period"), required=False)
    format = forms.ChoiceField(label=later("statistics.ask.format"), required=False)

    def __init__(self, *args: Any, offered: Sequence[Span], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offered = {each.name: each for each in offered}
        formats = [(name, later(f"statistics.format.{name}")) for name in FORMATS if name]
        self.fields["period"].choices = [(each.name, span_text(each)) for each in offered]  # type: ignore[attr-defined]
        self.fields["format"].choices = [("", later("statistics.ask.every_format")), *formats]  # type: ignore[attr-defined]

    def span(self) -> Span:
        """What was asked for. Only for a valid form."""
        return self.offered[self.cleaned_data["period"] or LAST_YEAR]
