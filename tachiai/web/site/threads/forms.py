"""What one says in a thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from tachiai.conversations.rules import BODY_LENGTH
from tachiai.web.fields import FilesForm
from tachiai.web.reading import later


class MessageForm(FilesForm):
    """A message with files. `once` comes back unchanged; `next` is the page on which the form stood."""

    field_order = ("body", "files", "kept", "once", "next")
    body = forms.CharField(
        label=later("threads.form.body"),
        max_length=BODY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    once = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, thread_id: int, owner_id: int, at: datetime, **kwargs: Any):
        # Other forms stand on the same page, so the ids carry the thread's number.
        super().__init__(*args, owner_id=owner_id, at=at, auto_id=f"thread{thread_id}_%s", **kwargs)
