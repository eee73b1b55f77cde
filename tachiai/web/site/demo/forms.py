"""What may be asked of the time machine."""

from __future__ import annotations

from django import forms

DAYS = (1, 7)


class MoveForm(forms.Form):
    """How far, and the page to come back to."""

    days = forms.TypedChoiceField(choices=[(days, days) for days in DAYS], coerce=int)
    next = forms.CharField(required=False)
