from __future__ import annotations

from datetime import date, datetime

from django import forms

from tachiai.kernel.calendar import end_of_day
from tachiai.people.rules import LONGEST_REASON
from tachiai.web.forms import DateField
from tachiai.web.reading import later


class FindForm(forms.Form):
    """Finds a person by the mail address of their account."""

    email = forms.CharField(
        label=later("desk.people.email"),
        max_length=254,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}),
    )


class LiftForm(forms.Form):
    """Why a suspension ends."""

    reason = forms.CharField(
        label=later("desk.people.reason"),
        help_text=later("desk.people.reason_hint"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 5}),
    )


class SuspendForm(LiftForm):
    """Why somebody is suspended, and through which day; without one until it is lifted."""

    until = DateField(label=later("desk.people.until"), help_text=later("desk.people.until_hint"), required=False)

    def until_moment(self) -> datetime | None:
        """The end of the chosen day; None without one."""
        day: date | None = self.cleaned_data["until"]
        return end_of_day(day) if day else None
