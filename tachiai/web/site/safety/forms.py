"""What somebody says when they report or appeal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from tachiai.guidelines.rules import Clause, document
from tachiai.safety.rules import appeal_mistakes, report_mistakes
from tachiai.safety.rules.words import LONGEST_APPEAL, LONGEST_REPORT, SHORTEST_APPEAL, SHORTEST_REPORT
from tachiai.web import reading
from tachiai.web.reading import later

OFTEN = 5
"""So many kinds, those that are reported most, stand in the open; the others unfold by section."""


class KindInput(forms.RadioSelect):
    """The kinds of violation, each with what tells it from what is allowed."""

    template_name = "safety/kind_input.html"
    clauses: Sequence[Clause] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = {str(each) for each in self.format_value(value)}
        prefix = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"]["sections"] = [
            _folded(title, clauses, chosen, prefix, is_folded=number > 0)
            for number, (title, clauses) in enumerate(_sections(self.clauses))
        ]
        return context


class ReportForm(forms.Form):
    """`clauses`: the kinds offered, those reported most first."""

    clause = forms.ChoiceField(
        label=later("reports.form.kind"), widget=KindInput, error_messages={"required": later("report.refused.no_kind")}
    )
    text = forms.CharField(
        label=later("reports.form.text"), max_length=LONGEST_REPORT, widget=forms.Textarea(attrs={"rows": 6})
    )
    good_faith = forms.BooleanField(
        label=later("reports.form.good_faith"), error_messages={"required": later("report.refused.good_faith")}
    )

    def __init__(self, *args: Any, clauses: Sequence[Clause], **kwargs: Any):
        super().__init__(*args, **kwargs)
        kind, text = self.fields["clause"], self.fields["text"]
        kind.choices = [(each.id, each.title[reading.language()]) for each in clauses]  # type: ignore[attr-defined]
        kind.widget.clauses = clauses
        text.help_text = reading.plain("reports.form.text_hint", letters=SHORTEST_REPORT)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        said = {"clause": "", "text": "", "good_faith": False, **given}
        for field, refused in report_mistakes(**said, offered=[given.get("clause", "")]):
            if field not in self.errors:
                self.add_error(field, reading.reason_text(refused))
        return given


class AppealForm(forms.Form):
    text = forms.CharField(
        label=later("decisions.appeal.text"), max_length=LONGEST_APPEAL, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = reading.plain("decisions.appeal.text_hint", letters=SHORTEST_APPEAL)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if wrong := appeal_mistakes(text):
            raise forms.ValidationError([reading.reason_text(refused) for _, refused in wrong])
        return text


def _sections(clauses: Sequence[Clause]) -> Iterator[tuple[str, Sequence[Clause]]]:
    """What is reported most, then the others by section in the order of the documents."""
    yield reading.plain("reports.form.often"), clauses[:OFTEN]
    rest: dict[tuple[str, str], list[Clause]] = {}
    for clause in clauses[OFTEN:]:
        rest.setdefault((clause.document, clause.section), []).append(clause)
    for (name, section), found in sorted(rest.items()):
        title = next(each.title for each in document(name).sections if each.name == section)
        yield title[reading.language()], found


def _folded(title: str, clauses: Sequence[Clause], chosen: set[str], prefix: str, *, is_folded: bool) -> dict[str, Any]:
    language = reading.language()
    kinds = [
        {
            "value": each.id,
            "id": f"{prefix}_{each.id.replace('.', '_')}",
            "title": each.title[language],
            "hint": each.distinguishes[language],
            "is_chosen": each.id in chosen,
        }
        for each in clauses
    ]
    return {
        "title": title,
        "kinds": kinds,
        "count": len(kinds),
        "is_folded": is_folded,
        "has_chosen": any(each["is_chosen"] for each in kinds),
    }
