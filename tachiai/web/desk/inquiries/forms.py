from __future__ import annotations

from secrets import token_hex

from django import forms

from tachiai.inquiries.rules import LONGEST, SUGGESTIONS
from tachiai.web import reading
from tachiai.web.reading import later


def _suggestions() -> list[tuple[str, str]]:
    none = ("", reading.plain("desk.inquiries.no_suggestion"))
    return [none, *((name, reading.plain(f"inquiries.suggest.{name}")) for name in SUGGESTIONS)]


class SayForm(forms.Form):
    """What staff say; the button tells to whom. `once`: a double click says it once."""

    text = forms.CharField(
        label=later("desk.inquiries.say"), max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 8})
    )
    suggests = forms.ChoiceField(label=later("desk.inquiries.suggests"), required=False, choices=_suggestions)
    once = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    @classmethod
    def begun(cls, text: str) -> SayForm:
        return cls(initial={"text": text, "once": token_hex(16)})


class MergeForm(forms.Form):
    into_number = forms.CharField(label=later("desk.inquiries.into"), max_length=12)
