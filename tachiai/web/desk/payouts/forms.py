from __future__ import annotations

from django import forms

from tachiai.web.forms import YenField
from tachiai.web.reading import later


class PayoutForm(forms.Form):
    """`key` makes a form that is sent twice count once."""

    amount = YenField(label=later("desk.payouts.amount"), help_text=later("desk.payouts.amount_hint"), min_value=1)
    key = forms.UUIDField(widget=forms.HiddenInput)
