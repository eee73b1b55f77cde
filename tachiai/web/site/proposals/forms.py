"""Forms of proposals: the offer, the terms on the table, a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from tachiai.conversations.safety import Judged
from tachiai.jobs.rules import LONGEST_MESSAGE, LONGEST_REASON, Offer
from tachiai.kernel.calendar import local_date
from tachiai.money.rules import fee_of, schedule_at
from tachiai.terms.rules import HIGHEST_PRICE, Terms
from tachiai.terms.rules.choices import JobForm
from tachiai.web import reading
from tachiai.web.forms import DateField, YenField
from tachiai.web.reading import later
from tachiai.web.terms_fields import terms_fields, terms_initial, terms_of


def take_home(price: int) -> str:
    """What is left of `price` yen after the fee of a contract made today, before any withholding tax."""
    return reading.yen(fee_of(price, schedule_at(reading.now())).net)


def net_said(terms: Terms, price: int) -> str:
    """The same in a sentence; by the hour, `price` is the rate, and what is left is that of a full first week."""
    if terms.form != JobForm.HOURLY:
        return reading.plain("proposals.form.net_of", price_yen=reading.yen(price), net_yen=take_home(price))
    hours = terms.weekly_hours or 1
    amounts = {"price_yen": reading.yen(price), "net_yen": take_home(price * hours)}
    return reading.plain("proposals.form.net_of_week", n=hours, **amounts)


def price_hint(terms: Terms, typed: Any) -> str:
    """What is said beside the amount of an offer to these `terms`, as far as it can be read."""
    hint = reading.plain(f"proposals.form.{'rate' if terms.form == JobForm.HOURLY else 'price'}_hint")
    try:
        price = YenField(required=False, min_value=1, max_value=HIGHEST_PRICE).clean(typed)
    except forms.ValidationError:
        price = None
    return (
        hint if price is None else reading.plain("proposals.form.hint_with_net", hint=hint, net=net_said(terms, price))
    )


class OfferForm(forms.Form):
    """What a worker answers to a listing. `net_at`: where the page asks what is left of an amount while it is typed."""

    message = forms.CharField(
        label=later("proposals.form.message"), help_text=later("proposals.form.message_hint"),
        max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
    price = YenField(label=later("proposals.form.price"))
    due_on = DateField(label=later("proposals.form.due_on"), help_text=later("proposals.form.due_on_hint"))
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    # The message as the rules judge it, when its writer has to look at it before it is sent.
    judged: Judged | None = None

    def __init__(self, *args: Any, terms: Terms, net_at: str, **kwargs: Any):
        """By the hour the worker offers a rate, and no day: work goes on week by week."""
        super().__init__(*args, **kwargs)
        price = self.fields["price"]
        price.help_text = price_hint(terms, self.data.get("price") if self.is_bound else self.initial.get("price"))
        price.widget.attrs |= {
            "hx-get": net_at,
            "hx-trigger": "input changed delay:400ms",
            "hx-target": "#id_price_helptext",
            "hx-sync": "this:replace",
        }
        if terms.form == JobForm.HOURLY:
            price.label = later("terms.field.hourly_rate.label")
            del self.fields["due_on"]

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
