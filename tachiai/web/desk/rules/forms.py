from __future__ import annotations

from django import forms

from tachiai.screening.rules import LONGEST_SOURCE
from tachiai.web.reading import later


class RuleForm(forms.Form):
    """One rule, written like a file of the rulebook."""

    source = forms.CharField(
        label=later("desk.rules.source"),
        help_text=later("desk.rules.source_hint"),
        max_length=LONGEST_SOURCE,
        widget=forms.Textarea({"rows": 18, "spellcheck": "false", "autocomplete": "off"}),
    )
