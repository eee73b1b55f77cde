from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms

from tachiai.kernel.calendar import TOKYO
from tachiai.people import queries as people
from tachiai.web.desk.acts.words import acts_named
from tachiai.web.forms import DateField
from tachiai.web.reading import later


class ActsForm(forms.Form):
    """Which part of the log: by whom, what, in which case, from which day, through which day."""

    staff = forms.TypedChoiceField(label=later("desk.acts.staff"), coerce=int, required=False, empty_value=None)
    act = forms.ChoiceField(label=later("desk.acts.act"), required=False)
    case = forms.RegexField(
        r"^[0-9]{1,18}$",
        label=later("desk.acts.case"),
        required=False,
        widget=forms.TextInput({"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
    )
    since = DateField(label=later("desk.acts.since"), required=False)
    until = DateField(label=later("desk.acts.until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        staff = people.names(people.staff_ids())
        acts = acts_named()
        self.fields["staff"].choices = [("", later("desk.acts.everyone")), *staff.items()]  # type: ignore[attr-defined]
        self.fields["act"].choices = [("", later("desk.acts.everything")), *acts.items()]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What was asked for, as `staff_acts` takes it. Only for a valid form."""
        said = self.cleaned_data
        return {
            "staff_id": said["staff"],
            "act": said["act"],
            "case_id": int(said["case"]) if said["case"] else None,
            "since": _midnight(said["since"]) if said["since"] else None,
            "until": _midnight(said["until"] + timedelta(days=1)) if said["until"] else None,
        }


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(0), tzinfo=TOKYO)
