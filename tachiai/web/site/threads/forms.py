"""What one says in a thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from tachiai.conversations.safety import Judged
from tachiai.web.fields import FilesForm
from tachiai.web.reading import later


class MessageForm(FilesForm):
    """A message with files. `once` comes back unchanged; `next` is the page on which the form stood.

    How long a text may be is said by the action, which refuses it: a limit of the field has browsers cut off what is
    pasted without a word.
    """

    field_order = ("body", "files", "kept", "once", "next")
    body = forms.CharField(
        label=later("threads.form.body"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    once = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    reply_to = forms.IntegerField(required=False, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    # The text as the rules judge it, when its writer has to look at it before it is sent.
    judged: Judged | None = None

    def __init__(self, *args: Any, thread_id: int, owner_id: int, at: datetime, **kwargs: Any):
        # Other forms stand on the same page, so the ids carry the thread's number.
        super().__init__(*args, owner_id=owner_id, at=at, auto_id=f"thread{thread_id}_%s", **kwargs)

    def kept_so_far(self) -> dict[str, Any]:
        """What can be read of the form, valid or not: nothing typed is thrown away because something else is amiss."""
        said = self.cleaned_data
        return {
            "body": said.get("body", self.data.get("body", "")),
            "files": said.get("file_ids", ()),
            "once": said.get("once", ""),
            "reply_to": said.get("reply_to"),
        }


class EditForm(forms.Form):
    """What a message is to say from now on."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    judged: Judged | None = None
    body = forms.CharField(
        label=later("threads.form.body"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ChoicesForm(forms.Form):
    """What a person prefers in all their threads."""

    read_marks = forms.BooleanField(
        label=later("threads.choices.read_marks"), help_text=later("threads.choices.read_marks_hint"), required=False
    )
