"""What somebody says to the office."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from tachiai.conversations.actions import store_file
from tachiai.inquiries.rules import LONGEST, LONGEST_WORD, NUMBERS, address_mistakes
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.fields import FilesField, FilesForm, FilesInput
from tachiai.web.reading import later

MOST_FILES: int = NUMBERS["inquiries"]["guest_files"]
MEGABYTES: int = NUMBERS["inquiries"]["guest_megabytes"]


def _new_once() -> str:
    return secrets.token_urlsafe(12)


class OnceForm(forms.Form):
    """A form that is sent once, however often it is clicked."""

    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, initial=_new_once)


class _GuestFilesInput(FilesInput):
    """Sent with the form: the way for pieces is for people with an account."""

    def __init__(self) -> None:
        super().__init__()
        del self.attrs["data-uploads"]


class GuestFilesForm(forms.Form):
    """With a few files of whoever has no account. They are kept once all else is right: nobody could come back for
    them."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["files"] = FilesField(
            label=later("shell.files.label"),
            help_text=reading.plain("inquiries.form.files_hint", most=MOST_FILES, megabytes=MEGABYTES),
            required=False,
            widget=_GuestFilesInput,
        )

    def clean_files(self) -> list[UploadedFile]:
        given: list[UploadedFile] = self.cleaned_data["files"]
        if len(given) > MOST_FILES or any((each.size or 0) > MEGABYTES * 1_000_000 for each in given):
            raise forms.ValidationError(
                reading.plain("inquiries.form.files_too_many", most=MOST_FILES, megabytes=MEGABYTES)
            )
        return given

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors and cleaned.get("files"):
            self.add_error("files", reading.plain("inquiries.form.files_again"))
        return cleaned

    def stored(self, at: datetime) -> list[int]:
        """Keeps the files of a valid form; what is refused stands in its errors then."""
        ids = []
        for upload in self.cleaned_data["files"]:
            try:
                ids.append(store_file(name=upload.name or "", content=upload, owner_id=None, at=at).pk)
            except Refusal as refusal:
                for refused in refusal.reasons:
                    self.add_error("files", reading.reason_text(refused))
        return ids


class AskForm(OnceForm):
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


class GuestAskForm(GuestFilesForm, AskForm):
    """For whoever has no account."""


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


class GuestMoreForm(GuestFilesForm, MoreForm):
    """With files, for whoever has no account."""


class OwnMoreForm(FilesForm, MoreForm):
    """With files, for a person."""


class HelpedForm(forms.Form):
    word = forms.CharField(
        label=later("inquiries.helped.word"),
        max_length=LONGEST_WORD,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
