"""What somebody says to the office."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms

from tachiai.inquiries.rules import LONGEST, LONGEST_WORD, address_mistakes
from tachiai.web import reading
from tachiai.web.fields import FilesForm
from tachiai.web.reading import later


def _new_once() -> str:
    return secrets.token_urlsafe(12)


class OnceForm(forms.Form):
    """A form that is sent once, however often it is clicked."""

    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, initial=_new_once)


class AskForm(OnceForm):
    """For whoever is not signed in."""

    category = forms.CharField(max_length=30, widget=forms.HiddenInput)
    article = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    text = forms.CharField(
        label=later("inquiries.form.text"),
        help_text=later("inquiries.form.text_hint"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    address = forms.CharField(
        label=later("inquiries.form.address"),
        help_text=later("inquiries.form.address_hint"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if wrong := address_mistakes(address):
            raise forms.ValidationError([reading.reason_text(refused) for _, refused in wrong])
        return address


class OwnAskForm(FilesForm, AskForm):
    """For a person: with a contract of their own and files. `contracts`: reference and title."""

    contract = forms.ChoiceField(label=later("inquiries.form.contract"), required=False)
    field_order = ("contract", "text")

    def __init__(self, *args: Any, contracts: Sequence[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["address"]
        chosen: Any = self.fields["contract"]
        chosen.choices = [("", reading.plain("inquiries.form.no_contract")), *contracts]


class MoreForm(OnceForm):
    text = forms.CharField(
        label=later("inquiries.detail.more"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )


class OwnMoreForm(FilesForm, MoreForm):
    """With files, for a person."""


class HelpedForm(forms.Form):
    word = forms.CharField(
        label=later("inquiries.helped.word"),
        max_length=LONGEST_WORD,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
