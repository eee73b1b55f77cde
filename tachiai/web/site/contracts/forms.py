"""One form for every step, made from what the step asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from tachiai.contracts.rules import LONGEST_NOTE, LONGEST_REASON, RATING_ITEMS
from tachiai.conversations.safety import Judged
from tachiai.kernel.lifecycle import Actor, Step
from tachiai.web.fields import FilesForm
from tachiai.web.forms import StarsField
from tachiai.web.reading import later, plain


class StepForm(FilesForm):
    """Asks what `step` asks for. `expected` is the number of steps the person saw: a replay is harmless."""

    expected = forms.IntegerField(widget=forms.HiddenInput)
    judged: Judged | None = None

    def __init__(self, step: Step, acceptance_items: Sequence[str], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.step = step
        self.items = acceptance_items if "item_reasons" in step.asks else ()
        if "files" not in step.asks:
            del self.fields["files"], self.fields["kept"]
        for ask in step.asks:
            self.fields.update(_FIELDS.get(ask, _nothing)(acceptance_items))
        if "note" in self.fields:
            # One of the two is needed, so neither is plainly optional.
            for name in ("note", "files"):
                self.fields[name].is_conditional = True  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """What the action wants, of a valid form."""
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in ("note", "reason") if name in self.fields}
        if "files" in self.step.asks:
            given["files"] = self.cleaned_data["file_ids"]
        if "item_reasons" in self.step.asks:
            given["item_reasons"] = {
                index: self.cleaned_data[f"reason_{index}"]
                for index in range(len(self.items))
                if self.cleaned_data[f"fails_{index}"]
            }
        return given

    def acceptance_rows(self) -> list[Mapping[str, Any]]:
        """For the template: each acceptance item with its tick and its reason."""
        return [
            {
                "legend": f"{plain('contracts.form.item', n=n)}: {item}",
                "label": plain("contracts.form.fails"),
                "tick": self[f"fails_{n - 1}"],
                "reason": self[f"reason_{n - 1}"],
            }
            for n, item in enumerate(self.items, start=1)
        ]

    def plain_fields(self) -> list[forms.BoundField]:
        """The visible fields that are not part of an acceptance row."""
        return [field for field in self.visible_fields() if not field.name.startswith(("fails_", "reason_"))]


def _note(items: Sequence[str]) -> Mapping[str, forms.Field]:
    widget = forms.Textarea(attrs={"rows": 6})
    return {
        "note": forms.CharField(
            label=later("contracts.form.note"),
            help_text=later("contracts.form.note_hint"),
            max_length=LONGEST_NOTE,
            required=False,
            widget=widget,
        )
    }


def _nothing(items: Sequence[str]) -> Mapping[str, forms.Field]:
    return {}


def _reason(items: Sequence[str]) -> Mapping[str, forms.Field]:
    widget = forms.Textarea(attrs={"rows": 4})
    return {
        "reason": forms.CharField(
            label=later("contracts.form.reason"),
            max_length=LONGEST_REASON,
            widget=widget,
            help_text=later("contracts.form.reason_hint"),
        )
    }


def _item_reasons(items: Sequence[str]) -> Mapping[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for index, item in enumerate(items):
        fields[f"fails_{index}"] = forms.BooleanField(label=item, required=False)
        reason = forms.CharField(
            label=later("contracts.form.item_reason"),
            required=False,
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        reason.is_conditional = True  # type: ignore[attr-defined]
        fields[f"reason_{index}"] = reason
    return fields


_FIELDS = {"note": _note, "reason": _reason, "item_reasons": _item_reasons}


class RatingForm(forms.Form):
    """Stars for each item of the rater's role, and a comment."""

    def __init__(self, role: Actor, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.role = role
        for item in RATING_ITEMS[role]:
            self.fields[item] = StarsField(label=later(f"contracts.rating.{item}"))
        self.fields["comment"] = forms.CharField(
            label=later("contracts.form.comment"),
            required=False,
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def stars(self) -> dict[str, int]:
        return {item: self.cleaned_data[item] for item in RATING_ITEMS[self.role]}


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=later("contracts.form.reply"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
