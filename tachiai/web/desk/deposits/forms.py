from __future__ import annotations

from django import forms

from tachiai.web.reading import later


class ReferenceForm(forms.Form):
    """Finds the pay-in that a transfer names."""

    reference = forms.CharField(
        label=later("desk.deposits.reference"),
        help_text=later("desk.deposits.reference_hint"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"class": "short", "autocomplete": "off", "spellcheck": "false"}),
    )
