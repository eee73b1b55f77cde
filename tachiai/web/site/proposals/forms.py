"""Forms of proposals: the offer, the terms on the table, a reason."""

from __future__ import annotations

from typing import Any

from django import forms

from tachiai.jobs.rules import LONGEST_MESSAGE, LONGEST_REASON, Offer
from tachiai.terms.rules import Terms
from tachiai.web.forms import DateField, YenField
from tachiai.web.reading import later
from tachiai.web.terms_fields import terms_fields, terms_initial, terms_of


class OfferForm(forms.Form):
    """What a worker answers to a listing."""

    message = forms.CharField(
        label=later("proposals.form.message"), help_text=later("proposals.form.message_hint"),
        max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
    price = YenField(label=later("proposals.form.price"), help_text=later("proposals.form.price_hint"))
    due_on = DateField(label=later("proposals.form.due_on"), help_text=later("proposals.form.due_on_hint"))

    def offer(self) -> Offer:
        """The offer of a checked form."""
        typed = self.cleaned_data
        return Offer(typed["message"], typed["price"], typed["due_on"])


class TermsForm(forms.Form):
    """All points of the terms. `base` is the version that the page showed; no point is required."""

    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields.update(terms_fields())

    def terms(self) -> Terms:
        """The terms of a checked form."""
        return terms_of(self.cleaned_data)


def terms_form(terms: Terms, number: int) -> TermsForm:
    """The form as it shows version `number`."""
    return TermsForm(initial={**terms_initial(terms), "base": number})


class ConsentForm(forms.Form):
    """Which text exactly is agreed to."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=later("proposals.form.reason"), help_text=later("proposals.form.reason_hint"),
        max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
