from __future__ import annotations

from django import forms

from tachiai.web.reading import later


class FindForm(forms.Form):
    """Finds people by what staff know of them."""

    search = forms.CharField(
        label=later("desk.people.search"),
        help_text=later("desk.people.search_hint"),
        max_length=254,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
