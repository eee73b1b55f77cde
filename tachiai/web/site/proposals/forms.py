"""Forms of proposals: the offer, the terms on the table, a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from tachiai.conversations.safety import Judged
from tachiai.jobs.rules import LONGEST_MESSAGE, LONGEST_REASON, Offer
from tachiai.kernel.calendar import local_date
from tachiai.money.rules import fee_of, schedule_at
from tachiai.terms.rules import Terms
from tachiai.terms.rules.choices import JobForm
from tachiai.web import reading
from tachiai.web.forms import DateField, YenField
from tachiai.web.reading import later
from tachiai.web.terms_fields import terms_fields, terms_initial, terms_of


def take_home(price: int) -> str:
    """What is left of `price` yen after the fee of a contract made today, before any withholding tax."""
    return reading.yen(fee_of(price, schedule_at(reading.now())).net)


class OfferForm(forms.Form):
    """What a worker answers to a listing."""

    message = forms.CharField(
        label=later("proposals.form.message"), help_text=later("proposals.form.message_hint"),
        max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
    price = YenField(label=later("proposals.form.price"), help_text=later("proposals.form.price_hint"))
    due_on = DateField(label=later("proposals.form.due_on"), help_text=later("proposals.form.due_on_hint"))
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    # The message as the rules judge it, when its writer has to look at it before it is sent.
    judged: Judged | None = None

    def __init__(self, *args: Any, job_form: str = JobForm.FIXED_PRICE, **kwargs: Any):
        """By the hour the worker offers a rate, and no day: work goes on week by week."""
        super().__init__(*args, **kwargs)
        if job_form == JobForm.HOURLY:
            self.fields["price"].label = later("terms.field.hourly_rate.label")
            self.fields["price"].help_text = later("proposals.form.rate_hint")
            del self.fields["due_on"]
        elif isinstance(asked := self.initial.get("price"), int):
            said = reading.plain("proposals.form.price_hint_of", price_yen=reading.yen(asked), net_yen=take_home(asked))
            self.fields["price"].help_text = said

    def offer(self) -> Offer:
        """The offer of a checked form."""
        typed = self.cleaned_data
        return Offer(typed["message"], typed["price"], typed.get("due_on") or local_date(reading.now()))


class TermsForm(forms.Form):
    """All points of the terms, or `only` some of them. `base` is the version that the page showed; no point is
    required. What is left out stays as it is in `before`."""

    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, before: Terms, only: Iterable[str] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.before, names = before, tuple(only)
        self.is_part = bool(names)
        self.fields.update(
            {name: f for name, f in terms_fields(self.before.form).items() if not names or name in names}
        )

    def terms(self) -> Terms:
        """The terms of a checked form."""
        return terms_of({**terms_initial(self.before), **self.cleaned_data}, self.before.form)


def terms_form(terms: Terms, number: int, only: Iterable[str] = ()) -> TermsForm:
    """The form as it shows version `number`."""
    return TermsForm(initial={**terms_initial(terms), "base": number}, before=terms, only=only)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=later("proposals.form.reason"), help_text=later("proposals.form.reason_hint"),
        max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
