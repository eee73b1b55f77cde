from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from tachiai.guidelines.rules import Clause
from tachiai.kernel.calendar import end_of_day
from tachiai.safety.rules import MEASURES, NO_BREACH, REPORTED, VERDICTS, Asked
from tachiai.safety.rules.words import LONGEST_EXPLANATION, LONGEST_FACTS, LONGEST_REASON
from tachiai.web import reading
from tachiai.web.forms import DateField
from tachiai.web.reading import later


def _words(label: str, most: int, rows: int, *, hint: str = "", key: str = "", **more: Any) -> forms.CharField:
    given = {"label": later(label), "help_text": later(hint) if hint else "", "max_length": most, **more}
    keys = {"data-key": key, "aria-keyshortcuts": key} if key else {}
    return forms.CharField(widget=forms.Textarea({"rows": rows, **keys}), **given)


# What these do needs no more facts than that somebody looked.
PLAIN_MEASURES = {"no_action", "note"}


class QueueForm(forms.Form):
    """Which kind of things the queue shows."""

    kind = forms.ChoiceField(label=later("desk.cases.subject"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = [(kind, later(f"reports.subject.{kind}")) for kind in REPORTED]
        self.fields["kind"].choices = [("", later("desk.cases.every_subject")), *kinds]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why staff do something that has to have a reason. `about`: what, for the words of the field."""

    reason = forms.CharField(max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, about: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = later(f"desk.why.{about}.label")
        self.fields["reason"].help_text = later(f"desk.why.{about}.hint")


class FindingForm(forms.Form):
    """What somebody of the staff noticed about a thing. `clauses`: those that such a thing may break."""

    clause = forms.ChoiceField(label=later("desk.finding.clause"))
    text = _words("desk.finding.text", LONGEST_REASON, 4, hint="desk.finding.text_hint")

    def __init__(self, *args: Any, clauses: Iterable[Clause], **kwargs: Any):
        super().__init__(*args, **kwargs)
        _choose(self.fields["clause"], clauses)


class DecideForm(forms.Form):
    """A whole decision. Measures, cases alike and reports are boxes that the page draws itself; what was typed of them
    stands in `measures`, `also` and `misuse`. An explanation that is empty, or the template of another clause, is the
    template of the chosen one. Facts that only say that somebody looked carry nothing that is taken away."""

    verdict = forms.ChoiceField(
        label=later("desk.case.decide.verdict"),
        choices=[(verdict, later(f"desk.case.decide.{verdict}")) for verdict in VERDICTS],
        widget=forms.RadioSelect,
    )
    clause = forms.ChoiceField(label=later("desk.case.decide.clause"))
    measures = forms.MultipleChoiceField(
        label=later("desk.case.decide.measures"), choices=[(name, name) for name in MEASURES]
    )
    until = DateField(
        label=later("desk.case.decide.until"), help_text=later("desk.case.decide.until_hint"), required=False
    )
    facts_public = _words(
        "desk.case.decide.facts_public", LONGEST_FACTS, 3, hint="desk.case.decide.facts_public_hint", key="f"
    )
    explanation = _words(
        "desk.case.decide.explanation",
        LONGEST_EXPLANATION,
        4,
        hint="desk.case.decide.explanation_hint",
        key="w",
        required=False,
    )
    facts_private = _words("desk.case.decide.facts_private", LONGEST_FACTS, 2, required=False)
    names_nobody = forms.BooleanField(
        label=later("desk.case.names_nobody"), help_text=later("desk.case.names_nobody_hint"), required=False
    )
    also = forms.TypedMultipleChoiceField(coerce=int, required=False)
    misuse = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(
        self, *args: Any, clauses: Sequence[Clause], alike: Iterable[int], reports: Iterable[int], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.wordings = {clause.id: clause.explanation[reading.language()] for clause in clauses}
        self.titles = {clause.id: clause.title[reading.language()] for clause in clauses}
        _choose(self.fields["clause"], clauses)
        for name, ids in (("also", alike), ("misuse", reports)):
            self.fields[name].choices = [(each, each) for each in ids]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self._says_only_that_somebody_looked(cleaned):
            self.add_error("facts_public", reading.plain("desk.case.decide.facts_unchanged"))
        typed, clause = cleaned.get("explanation", "").strip(), cleaned.get("clause", "")
        if typed in ("", *(each.strip() for each in self.wordings.values())):
            cleaned["explanation"] = self._template(cleaned.get("verdict", ""), clause)
        return cleaned

    def asks_about_names(self) -> bool:
        """Whether it was refused for what may be a name, or the box is ticked already."""
        refused = {each.key for each in getattr(self, "refused", ())}
        return "decision.refused.may_name_somebody" in refused or bool(self["names_nobody"].value())

    def _says_only_that_somebody_looked(self, cleaned: dict[str, Any]) -> bool:
        begun = self.initial.get("facts_public", "").strip()
        is_begun = bool(begun) and cleaned.get("facts_public", "").strip() == begun
        return is_begun and not set(cleaned.get("measures", ())) <= PLAIN_MEASURES

    def _template(self, verdict: str, clause: str) -> str:
        if verdict == NO_BREACH:
            return reading.plain("desk.case.decide.explanation_none", clause=self.titles.get(clause, ""))
        return self.wordings.get(clause, "")

    def said(self) -> dict[str, Any]:
        """What `decide` is told. Only for a valid form."""
        names = ("verdict", "clause", "facts_public", "facts_private", "explanation", "names_nobody", "also", "misuse")
        return {**{name: self.cleaned_data[name] for name in names}, "measures": self._asked()}

    def stated(self) -> dict[str, Any]:
        """What its person would read of it. Only for a valid form."""
        said = self.said()
        names = {"verdict": "verdict", "clause": "clause", "facts": "facts_public", "explanation": "explanation"}
        measures = [(each.name, each.until) for each in said["measures"]]
        return {**{name: said[field] for name, field in names.items()}, "measures": measures}

    def _asked(self) -> list[Asked]:
        """The measures with their end, where they may have one."""
        day: date | None = self.cleaned_data["until"]
        until = end_of_day(day) if day else None
        return [Asked(name, until if MEASURES[name].takes_until else None) for name in self.cleaned_data["measures"]]


def _choose(field: forms.Field, clauses: Iterable[Clause]) -> None:
    """The clauses as choices, by section, in the order in which they come."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for clause in clauses:
        groups.setdefault(clause.section, []).append((clause.id, clause.title[reading.language()]))
    field.choices = list(groups.items())  # type: ignore[attr-defined]
