"""Forms of contests: what only they settle, a proposal, a reason, a question."""

from __future__ import annotations

from typing import Any

from django import forms

from tachiai.contests.actions.proposals import Work
from tachiai.contests.rules import LONGEST_QUESTION, LONGEST_REASON, LONGEST_TEXT, MOST_CRITERIA, MOST_PRIZES, Plan
from tachiai.conversations.safety import Judged
from tachiai.web.fields import FilesForm
from tachiai.web.reading import later


class PlanForm(forms.Form):
    """What only a contest settles. Criteria: one in a line."""

    criteria = forms.CharField(
        label=later("contests.settings.criteria"), help_text=later("contests.settings.criteria_hint"),
        max_length=MOST_CRITERIA * 300, required=False, widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    prizes = forms.IntegerField(
        label=later("contests.settings.prizes"), help_text=later("contests.settings.prizes_hint"),
        min_value=1, max_value=MOST_PRIZES,
    )  # fmt: skip
    is_guaranteed = forms.BooleanField(
        label=later("contests.settings.guaranteed"), help_text=later("contests.settings.guaranteed_hint"),
        required=False,
    )  # fmt: skip
    is_public = forms.TypedChoiceField(
        label=later("contests.settings.public"), help_text=later("contests.settings.public_hint"),
        choices=[("1", later("contests.settings.public_all")), ("0", later("contests.settings.public_client"))],
        coerce=lambda value: value == "1", widget=forms.RadioSelect,
    )  # fmt: skip

    def plan(self) -> Plan:
        """The plan of a checked form."""
        typed = self.cleaned_data
        lines = tuple(line.strip() for line in typed["criteria"].splitlines() if line.strip())
        return Plan(typed["prizes"], typed["is_guaranteed"], typed["is_public"], lines)


def plan_initial(plan: Plan | None) -> dict[str, Any]:
    """The form as it shows a plan, or the beginning of one."""
    plan = plan or Plan()
    return {
        "criteria": "\n".join(plan.criteria),
        "prizes": plan.prizes,
        "is_guaranteed": plan.is_guaranteed,
        "is_public": "1" if plan.is_public else "0",
    }


class JudgedForm(forms.Form):
    """A form with a text that its writer may have to look at first."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    judged: Judged | None = None


class WorkForm(FilesForm):
    """A proposal: words, pictures, both; and the maker's consent to the terms whose digest the page showed."""

    text = forms.CharField(
        label=later("contests.propose.text"), help_text=later("contests.propose.text_hint"),
        max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    note = forms.CharField(
        label=later("contests.propose.note"), help_text=later("contests.propose.note_hint"),
        max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    agreed = forms.BooleanField(
        label=later("contests.propose.agreed"), error_messages={"required": later("contests.propose.agree_first")}
    )
    digest = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)
    once = forms.CharField(widget=forms.HiddenInput, max_length=40)
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    judged: Judged | None = None

    def work(self) -> Work:
        """What a checked form sends."""
        typed = self.cleaned_data
        return Work(typed["text"], typed["note"], tuple(typed["file_ids"]))


class QuestionForm(JudgedForm):
    text = forms.CharField(
        label=later("contests.question.text"), help_text=later("contests.question.hint"),
        max_length=LONGEST_QUESTION, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class AnswerForm(JudgedForm):
    text = forms.CharField(
        label=later("contests.question.answer"), max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ReasonForm(JudgedForm):
    """One text that somebody else reads; what it is called says the page."""

    reason = forms.CharField(max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: str, hint: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint
