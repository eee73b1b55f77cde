"""Handing over files with any form: checked at once, kept when something else in the form was wrong."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse_lazy
from django.utils.datastructures import MultiValueDict

from tachiai.conversations import actions, queries
from tachiai.kernel.refused import Refusal
from tachiai.web.reading import later, reason_text


class FilesInput(forms.ClearableFileInput):
    """With scripts the files are sent at once, in pieces (upload.js); without, with the form."""

    allow_multiple_selected = True
    template_name = "shell/files_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"data-uploads": reverse_lazy("threads:uploads"), **(attrs or {})})


class FilesField(forms.FileField):
    """Any number of files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list) else [data] if data else []
        return [super(FilesField, self).clean(each, initial) for each in given]

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data


class FilesForm(forms.Form):
    """A form with `files`. They are stored while it is checked and named in `kept`, so that none is chosen twice."""

    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, owner_id: int, at: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.owner_id, self.at = owner_id, at
        self.fields["files"] = FilesField(
            label=later("shell.files.label"), help_text=later("shell.files.hint"), required=False
        )
        if self.is_bound:
            self.data = copy(self.data)  # of a QueryDict: one that can be written to

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        ids = [int(word) for word in cleaned.get("kept", "").split() if word.isdecimal()]
        ids = [stored.pk for stored in queries.owned_files(self.owner_id, ids)]
        for upload in cleaned.get("files") or ():
            try:
                stored = actions.store_file(name=upload.name, content=upload, owner_id=self.owner_id, at=self.at)
                ids.append(stored.pk)
            except Refusal as refusal:
                for refused in refusal.reasons:
                    self.add_error("files", reason_text(refused))
        cast(MultiValueDict, self.data)[self.add_prefix("kept")] = " ".join(map(str, ids))
        cleaned["file_ids"] = ids
        return cleaned

    def kept_files(self) -> list[Any]:
        """The files already handed over with this form, to show beside the field."""
        words = (self["kept"].value() or "").split() if "kept" in self.fields else []
        ids = [int(word) for word in words if word.isdecimal()]
        return list(queries.owned_files(self.owner_id, ids)) if ids else []
