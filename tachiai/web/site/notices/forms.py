"""Which notices come by mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tachiai.notices.queries import Choice
from tachiai.notices.rules import AT_ONCE, NEVER, PACES
from tachiai.web import reading


class MailForm(forms.Form):
    """One box for each group that may be switched off; for one that may wait, how often it comes."""

    def __init__(self, choices: Sequence[Choice], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for choice in choices:
            if not choice.required:
                self.fields[choice.group] = _often(choice) if choice.may_wait else _wanted(choice)

    def paces(self) -> dict[str, str]:
        """How each group is to come, of a valid form."""
        chosen = {True: AT_ONCE, False: NEVER}
        return {name: chosen.get(value, value) for name, value in self.cleaned_data.items()}


def _wanted(choice: Choice) -> forms.Field:
    return forms.BooleanField(**_words(choice), initial=choice.is_wanted, required=False)


def _often(choice: Choice) -> forms.Field:
    paces = [(pace, reading.later(f"notices.pace.{pace}")) for pace in PACES]
    return forms.ChoiceField(**_words(choice), choices=paces, initial=choice.pace, widget=forms.RadioSelect)


def _words(choice: Choice) -> dict[str, Any]:
    return {
        "label": reading.later(f"notices.group.{choice.group}.label"),
        "help_text": reading.later(f"notices.group.{choice.group}.hint"),
    }
