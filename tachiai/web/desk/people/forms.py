from __future__ import annotations

from django import forms

from tachiai.web.reading import later


class FindForm(forms.Form):
    """Finds a person by the mail address of their account."""

    email = forms.CharField(
        label=later("desk.people.email"),
        max_length=254,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}),
    )
