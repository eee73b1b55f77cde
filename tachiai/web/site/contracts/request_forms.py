"""The forms of requests: what opening one asks for, and what its steps ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from tachiai.contracts.rules import LONGEST_REASON
from tachiai.contracts.rules.requests import NoticeException, TerminationReason, share_by_rule, split_mistake
from tachiai.kernel.calendar import local_date
from tachiai.kernel.lifecycle import Step
from tachiai.terms.rules import Deadlock, Terms, differences
from tachiai.terms.rules.checking import mistakes
from tachiai.web import reading
from tachiai.web.fields import FilesForm
from tachiai.web.forms import DateField, YenField
from tachiai.web.reading import later
from tachiai.web.terms_fields import terms_fields, terms_initial, terms_of

OWN = "own"
PRESETS = (Deadlock.TO_CLIENT, Deadlock.HALF, Deadlock.TO_WORKER)


class AskForm(FilesForm):
    """Opening a request. `answers` is what the action wants, of a valid form."""

    def __init__(self, *args: Any, with_files: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not with_files:
            del self.fields["files"], self.fields["kept"]

    def answers(self) -> dict[str, Any]:
        return {}

    def handed_over(self) -> dict[str, Any]:
        return {"files": self.cleaned_data["file_ids"]} if "files" in self.fields else {}


class ShareMixin(forms.Form):
    """Asks how what is held is divided: one of the plain divisions, or an amount of one's own. `held` in yen."""

    held: int

    def add_share(self, held: int) -> None:
        self.held = held
        choices = [(preset.value, _preset_text(preset, held)) for preset in PRESETS]
        self.fields["share"] = forms.ChoiceField(
            label=later("requests.form.share"), help_text=reading.plain("requests.form.share_hint"),
            choices=[*choices, (OWN, reading.plain("requests.form.share_own"))], widget=forms.RadioSelect,
        )  # fmt: skip
        own = YenField(
            label=later("requests.form.own_share"), required=False,
            help_text=reading.plain("requests.form.own_share_hint", held=reading.yen(held)),
        )  # fmt: skip
        own.is_conditional = True  # type: ignore[attr-defined]
        self.fields["own_share"] = own

    def check_share(self, cleaned: Mapping[str, Any]) -> None:
        """Say at the amount what is wrong with it."""
        is_own = cleaned.get("share") == OWN and "own_share" not in self.errors
        if is_own and (wrong := split_mistake(cleaned.get("own_share"), self.held)):
            self.add_error("own_share", reading.reason_text(wrong))

    def worker_share(self) -> int:
        """The worker's share of a valid form, in yen before fees."""
        chosen = self.cleaned_data["share"]
        return int(self.cleaned_data["own_share"]) if chosen == OWN else share_by_rule(chosen, self.held)


def _preset_text(preset: Deadlock, held: int) -> str:
    share = share_by_rule(preset, held)
    return reading.plain(f"requests.form.share_{preset}", worker=reading.yen(share), client=reading.yen(held - share))


class ReminderForm(AskForm):
    """Asks nothing: the conditions hold or they do not."""


class CloseForm(AskForm):
    """Why the contract should be closed."""

    reason = forms.CharField(
        label=later("contracts.form.reason"), help_text=later("requests.form.reason_hint"),
        max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def answers(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class TerminationForm(AskForm, ShareMixin):
    """Why, how to divide what is held, and for a long contract when and under which exception."""

    reason_code = forms.ChoiceField(
        label=later("requests.form.reason_code"), widget=forms.RadioSelect,
        choices=[(code.value, later(f"contracts.termination_reason.{code}")) for code in TerminationReason],
    )  # fmt: skip
    reason = forms.CharField(
        label=later("contracts.form.reason"), help_text=later("requests.form.reason_hint"),
        max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, held: int, gives_notice: bool, **kwargs: Any):
        super().__init__(*args, with_files=True, **kwargs)
        self.gives_notice = gives_notice
        self.add_share(held)
        if gives_notice:
            self._add_notice()
        self.order_fields(["reason_code", "reason", "share", "own_share", "end_on", "exception", "files"])

    def _add_notice(self) -> None:
        self.fields["end_on"] = DateField(
            label=later("requests.form.end_on"), help_text=later("requests.form.end_on_hint"), required=False
        )
        self.fields["end_on"].is_conditional = True  # type: ignore[attr-defined]
        self.fields["exception"] = forms.ChoiceField(
            label=later("requests.form.exception"), help_text=later("requests.form.exception_hint"), required=False,
            choices=[(each.value, exception_text(each)) for each in NoticeException], widget=forms.RadioSelect,
            initial=NoticeException.NONE.value,
        )  # fmt: skip
        self.fields["exception"].is_conditional = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.check_share(cleaned)
        return cleaned

    def answers(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        end_on = cleaned.get("end_on")
        return {
            "reason_code": cleaned["reason_code"],
            "reason": cleaned["reason"],
            "worker_share": self.worker_share(),
            "end_on": end_on.isoformat() if end_on else None,
            "exception": cleaned.get("exception", ""),
            **self.handed_over(),
        }


def exception_text(exception: str) -> str:
    """One exception to the notice in words."""
    return reading.plain(f"contracts.notice_exception.{exception or 'none'}")


class ChangeForm(AskForm):
    """The agreed terms, to be changed, and a word on why."""

    def __init__(self, agreed: Terms, *args: Any, at: datetime, **kwargs: Any):
        super().__init__(*args, at=at, initial=terms_initial(agreed), **kwargs)
        self.agreed = agreed
        self.fields.update(terms_fields(agreed.form))
        for field in self.fields.values():
            # Which points may stay empty depends on the others, so none is plainly optional.
            field.is_conditional = True  # type: ignore[attr-defined]
        self.fields["note"] = forms.CharField(
            label=later("requests.form.note"), help_text=later("requests.form.note_hint"),
            error_messages={"required": later("contracts.refused.change_reason_missing")},
            max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            for name, refused in mistakes(terms_of(cleaned, self.agreed.form), local_date(self.at), agreed=self.agreed):
                self.add_error(name, reading.reason_text(refused))
            if not differences(self.agreed, terms_of(cleaned, self.agreed.form)):
                self.add_error(None, reading.plain("contracts.refused.nothing_changed"))
        return cleaned

    def terms(self) -> Terms:
        """The terms of a valid form."""
        return terms_of(self.cleaned_data, self.agreed.form)

    def answers(self) -> dict[str, Any]:
        return {"terms": self.terms(), "note": self.cleaned_data["note"]}


class MediationForm(AskForm):
    """One's own statement, with what proves it."""

    reason = forms.CharField(
        label=later("requests.form.statement"), help_text=later("requests.form.statement_hint"),
        max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, with_files=True, **kwargs)

    def answers(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"], **self.handed_over()}


class RequestStepForm(AskForm, ShareMixin):
    """What a step of a request asks for. `expected` is the number of steps the person saw: a replay is harmless."""

    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, step: Step, *args: Any, held: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.step = step
        if "worker_share" in step.asks:
            self.add_share(held)
        if "reason" in step.asks:
            self.fields["reason"] = forms.CharField(
                label=later("contracts.form.reason"), help_text=later("contracts.form.reason_hint"),
                max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 5}),
            )  # fmt: skip
        if "files" in self.fields:
            self.order_fields(["share", "own_share", "reason", "files"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.check_share(cleaned)
        return cleaned

    def answers(self) -> dict[str, Any]:
        given: dict[str, Any] = {"reason": self.cleaned_data["reason"]} if "reason" in self.step.asks else {}
        if "worker_share" in self.step.asks:
            given["worker_share"] = self.worker_share()
        return {**given, **self.handed_over()}


class PleaForm(FilesForm):
    """Why one could not answer."""

    text = forms.CharField(
        label=later("requests.form.plea"), help_text=later("requests.form.plea_hint"),
        max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip


class PleaDecisionForm(forms.Form):
    """Staff's reason; which button was pressed says the decision."""

    reason = forms.CharField(
        label=later("contracts.form.reason"), help_text=later("contracts.form.reason_hint"),
        max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
