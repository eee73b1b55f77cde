"""The forms of hourly work: a line, a word about it, and what a step of a week asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from tachiai.contracts.hourly.lines import Written
from tachiai.contracts.hourly.queries import LineView
from tachiai.contracts.rules import LONGEST_REASON
from tachiai.contracts.rules.hourly import LONGEST_LINE_NOTE, LONGEST_WORD, span_in
from tachiai.contracts.rules.requests import split_mistake
from tachiai.conversations.safety import Judged
from tachiai.kernel.lifecycle import Step
from tachiai.kernel.refused import Refused
from tachiai.web import reading
from tachiai.web.fields import FilesForm
from tachiai.web.forms import DateField, YenField
from tachiai.web.reading import later


class ClockField(forms.TimeField):
    """A time of day, as a clock shows it."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class LineForm(FilesForm):
    """From when to when on which day, in the reader's own zone, and what was done. Past midnight `ends` is the next
    day's."""

    day = DateField(label=later("hours.line.day"))
    begins = ClockField(label=later("hours.line.begins"))
    ends = ClockField(label=later("hours.line.ends"), help_text=later("hours.line.ends_hint"))
    note = forms.CharField(
        label=later("hours.line.note"), help_text=later("hours.line.note_hint"), max_length=LONGEST_LINE_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["files"].label = later("hours.line.pictures")
        self.fields["files"].help_text = later("hours.line.pictures_hint")
        self.order_fields(["day", "begins", "ends", "note", "files"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not {"day", "begins", "ends"} <= cleaned.keys() or self.errors:
            return cleaned
        span = span_in(cleaned["day"], cleaned["begins"], cleaned["ends"], self.zone)
        if span is None:
            self.add_error("begins", reading.reason_text(Refused("contracts.refused.no_such_time")))
        cleaned["span"] = span
        return cleaned

    def written(self) -> Written:
        """What a valid form says."""
        starts_at, ends_at = self.cleaned_data["span"]
        return Written(starts_at, ends_at, self.cleaned_data["note"], self.cleaned_data["file_ids"])


def line_initial(line: LineView, zone: ZoneInfo) -> dict[str, Any]:
    """A line as the form shows it before it is corrected."""
    begins, ends = line.starts_at.astimezone(zone), line.ends_at.astimezone(zone)
    return {
        "day": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "note": line.note,
        "expected": line.version,
    }


def new_initial(at: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Today, the hour that has just passed."""
    now = at.astimezone(zone)
    return {"day": now.date(), "begins": time(max(0, now.hour - 1)), "ends": time(now.hour)}


class WordForm(forms.Form):
    """What is asked or answered about a line."""

    text = forms.CharField(
        label=later("hours.word.text"), help_text=later("hours.word.hint"), max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    judged: Judged | None = None


class WeekStepForm(forms.Form):
    """Asks what a step of a week asks for. `expected` is the number of steps the person saw."""

    expected = forms.IntegerField(widget=forms.HiddenInput)
    judged: Judged | None = None

    def __init__(self, step: Step, lines: Sequence[LineView], held: int, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.step, self.held = step, held
        self.lines = [line for line in lines if not line.is_struck] if "line_reasons" in step.asks else []
        if "worker_share" in step.asks:
            hint = reading.plain("hours.offer.share_hint", held=reading.yen(held))
            self.fields["worker_share"] = YenField(label=later("hours.offer.share"), help_text=hint)
        if "reason" in step.asks:
            self.fields["reason"] = _text("contracts.form.reason", "contracts.form.reason_hint")
        for line in self.lines:
            self.fields[f"contests_{line.number}"] = forms.BooleanField(label=line.note, required=False)
            reason = _text("hours.contest.reason", "contracts.form.reason_hint", required=False)
            reason.is_conditional = True  # type: ignore[attr-defined]
            self.fields[f"reason_{line.number}"] = reason

    def clean_worker_share(self) -> int:
        """A share is between nought and what is held."""
        share: int = self.cleaned_data["worker_share"]
        if mistake := split_mistake(share, self.held):
            raise forms.ValidationError(reading.reason_text(mistake))
        return share

    def answers(self) -> dict[str, Any]:
        """What the action wants, of a valid form."""
        given: dict[str, Any] = {
            name: self.cleaned_data[name] for name in ("worker_share", "reason") if name in self.fields
        }
        if self.lines:
            given["line_reasons"] = {
                line.number: self.cleaned_data[f"reason_{line.number}"]
                for line in self.lines
                if self.cleaned_data[f"contests_{line.number}"]
            }
        return given

    def line_rows(self) -> list[tuple[LineView, forms.BoundField, forms.BoundField]]:
        """For the template: each line with its tick and its reason."""
        return [(line, self[f"contests_{line.number}"], self[f"reason_{line.number}"]) for line in self.lines]

    def plain_fields(self) -> list[forms.BoundField]:
        """The visible fields that belong to no line."""
        return [self[name] for name in ("worker_share", "reason") if name in self.fields]


def _text(label: str, hint: str, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=later(label), help_text=later(hint), max_length=LONGEST_REASON, widget=widget, required=required
    )
