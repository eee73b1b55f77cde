"""Small forms of a task: the step of staff that needs a reason, a question and its answer, the review."""

from __future__ import annotations

from django import forms

from tachiai.conversations.safety import Judged
from tachiai.tasks.rules import NUMBERS
from tachiai.web.reading import later

REASON, QUESTION = NUMBERS["refusals"], NUMBERS["questions"]


class StepForm(forms.Form):
    """A step of the job: what the page showed, and the reason where one is asked for."""

    expected = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=later("tasks.job.reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=REASON["most_letters"]
    )

    def __init__(self, *args: object, asks: tuple[str, ...] = (), **kwargs: object):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if "reason" not in asks:
            del self.fields["reason"]


class SpokenForm(forms.Form):
    """A text that others on the job will read. `judged`: what the rules found, when it has to be looked at first."""

    judged: Judged | None = None
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=QUESTION["most_letters"])

    def __init__(self, *args: object, key: str, **kwargs: object):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = later(f"tasks.questions.{key}.label")
        self.fields["text"].help_text = later(f"tasks.questions.{key}.hint")


class RefusalForm(forms.Form):
    """Why answers are refused; their workers read it."""

    reason = forms.CharField(
        label=later("tasks.review.reason.label"), help_text=later("tasks.review.reason.hint"), required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )  # fmt: skip
    judged: Judged | None = None
