from __future__ import annotations

from secrets import token_hex
from typing import Any

from django import forms

from tachiai.guidelines import rules as guidelines
from tachiai.inquiries.rules import CATEGORIES, LED_TO, LONGEST, SUGGESTIONS
from tachiai.web import reading
from tachiai.web.desk.cases.finding import PUBLIC, thing_at
from tachiai.web.desk.cases.forms import FindingForm
from tachiai.web.reading import later


def _suggestions() -> list[tuple[str, str]]:
    none = ("", reading.plain("desk.inquiries.no_suggestion"))
    return [none, *((name, reading.plain(f"inquiries.suggest.{name}")) for name in SUGGESTIONS)]


def _categories() -> list[tuple[str, str]]:
    every = ("", reading.plain("desk.inquiries.every_category"))
    return [every, *((name, reading.plain(f"help.situation.{name}.title")) for name in CATEGORIES)]


class CategoryForm(forms.Form):
    """What the inquiries of the queue are about."""

    category = forms.ChoiceField(label=later("desk.inquiries.category"), required=False, choices=_categories)


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


class TextForm(forms.Form):
    """What staff write for one purpose alone."""

    text = forms.CharField(
        label=later("desk.inquiries.say"), max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 4})
    )


class MergeForm(forms.Form):
    into_number = forms.CharField(label=later("desk.inquiries.into"), max_length=12)


def _last_word() -> forms.BooleanField:
    """An inquiry that was led on takes no more replies: whoever ends it so says that they know."""
    return forms.BooleanField(label=later("desk.inquiries.lead.ends"))


class CaseForm(FindingForm):
    """Lead on to the case about something that everybody can see."""

    address = forms.CharField(
        label=later("desk.cases.address"), help_text=later("desk.inquiries.lead.address_hint"), max_length=300
    )
    ends = _last_word()
    field_order = ("address", "clause", "text", "ends")

    def __init__(self, *args: Any, **kwargs: Any):
        found = {each.id: each for kind, _ in PUBLIC.values() for each in guidelines.clauses_for(kind)}
        super().__init__(*args, clauses=found.values(), **kwargs)

    def clean_address(self) -> tuple[str, int]:
        found = thing_at(self.cleaned_data["address"])
        if found is None:
            raise forms.ValidationError(reading.plain("desk.cases.address_unknown"))
        return found


class RequestForm(forms.Form):
    """Lead on to a request that whoever asked opens beside their contract."""

    kind = forms.ChoiceField(
        label=later("desk.inquiries.lead.kind"),
        choices=[(kind, later(f"{kind}.name")) for kind in LED_TO],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=later("desk.inquiries.lead.text"),
        help_text=later("desk.inquiries.lead.text_hint"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
    )
    ends = _last_word()
