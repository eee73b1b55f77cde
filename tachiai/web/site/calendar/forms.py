"""What the feed may tell."""

from __future__ import annotations

from django import forms

from tachiai.web.reading import later


class FeedForm(forms.Form):
    names_others = forms.BooleanField(
        label=later("calendar.field.names_others.label"),
        help_text=later("calendar.field.names_others.hint"),
        required=False,
    )
