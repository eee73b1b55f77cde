from __future__ import annotations

from django import forms

from tachiai.safety.rules.words import LONGEST_REASON
from tachiai.web.reading import later


class ReviewForm(forms.Form):
    """How another person answers an appeal, and whether it was made without ground."""

    reason = forms.CharField(
        label=later("desk.decide.reason"),
        help_text=later("desk.appeal.reason_hint"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 5}),
    )
    misuse = forms.BooleanField(label=later("desk.appeal.misuse"), required=False)
