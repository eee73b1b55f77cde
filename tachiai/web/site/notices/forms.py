"""Which notices come by mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tachiai.notices.queries import Choice
from tachiai.web import reading


class MailForm(forms.Form):
    """One box for each group that may be switched off."""

    def __init__(self, choices: Sequence[Choice], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for choice in choices:
            if not choice.required:
                self.fields[choice.group] = forms.BooleanField(
                    label=reading.later(f"notices.group.{choice.group}.label"),
                    help_text=reading.later(f"notices.group.{choice.group}.hint"),
                    initial=choice.is_wanted,
                    required=False,
                )

    def wanted(self) -> list[str]:
        """The ticked groups of a valid form."""
        return [name for name, is_ticked in self.cleaned_data.items() if is_ticked]
