"""What the asker chooses, and the reason for which the other side says no."""

from __future__ import annotations

from django import forms

from tachiai.jobs.confidentiality import LONGEST_SPECIAL, YEARS, Undertaking
from tachiai.jobs.rules import LONGEST_REASON
from tachiai.web.reading import later

SUGGESTED_YEARS = 3


class AskForm(forms.Form):
    years = forms.TypedChoiceField(
        label=later("confidentiality.form.years"), help_text=later("confidentiality.form.years_hint"), coerce=int,
        choices=[(str(years), later(f"confidentiality.years.{years}")) for years in YEARS],
        initial=str(SUGGESTED_YEARS), widget=forms.RadioSelect,
    )  # fmt: skip
    special = forms.CharField(
        label=later("confidentiality.form.special"), help_text=later("confidentiality.form.special_hint"),
        max_length=LONGEST_SPECIAL, required=False, widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=later("confidentiality.form.language"), help_text=later("confidentiality.form.language_hint"),
        choices=[("ja", later("jobs.language.japanese")), ("en", later("jobs.language.english"))],
        widget=forms.RadioSelect,
    )  # fmt: skip

    def undertaking(self) -> Undertaking:
        """The choices of a checked form."""
        return Undertaking(**self.cleaned_data)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=later("confidentiality.form.reason"), help_text=later("confidentiality.form.reason_hint"),
        max_length=LONGEST_REASON, required=False, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
