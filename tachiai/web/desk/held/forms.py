from __future__ import annotations

from django import forms

from tachiai.conversations.safety import LONGEST_REASON
from tachiai.web.reading import later


class ReasonForm(forms.Form):
    """Why staff decide as they do; its author reads it."""

    reason = forms.CharField(
        label=later("desk.decide.reason"),
        help_text=later("desk.decide.reason_hint"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 4}),
    )


class LookForm(forms.Form):
    """Why somebody of the staff has to see the talk around a text."""

    why = forms.CharField(
        label=later("desk.held.look_reason"),
        help_text=later("desk.held.look_hint"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
    )
