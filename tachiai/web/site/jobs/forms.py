"""Forms of listings: the first two questions, the guided draft, the search."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from tachiai.conversations.safety import Judged
from tachiai.jobs.queries import Asked
from tachiai.jobs.rules import FORMATS, FUNDED_FIRST, LONGEST_TITLE, OFFERED_AS_BUDGET, Draft, categories, priced
from tachiai.terms.rules import FIELD, FIELDS, Group
from tachiai.terms.rules.choices import JobForm
from tachiai.web import reading
from tachiai.web.fields import FilesForm
from tachiai.web.forms import DateField, YenField
from tachiai.web.reading import later
from tachiai.web.terms_fields import says_more, terms_fields, terms_initial, terms_of, with_example


def _leaf_choices() -> list[tuple[str, Any]]:
    """The tree as a grouped select, in the reader's words."""
    grouped: list[tuple[str, Any]] = [("", reading.plain("jobs.form.choose"))]
    for group in categories():
        leaves = [(leaf.slug, reading.plain(leaf.key)) for leaf in group.leaves]
        grouped.append((reading.plain(group.key), leaves))
    return grouped


def _search_choices() -> list[tuple[str, Any]]:
    """The same for searching: each group can be chosen as a whole."""
    grouped: list[tuple[str, Any]] = [("", reading.plain("jobs.search.every_category"))]
    for group in categories():
        whole = (group.slug, reading.plain("jobs.search.whole_group", group=reading.plain(group.key)))
        leaves = [(leaf.slug, reading.plain(leaf.key)) for leaf in group.leaves]
        grouped.append((reading.plain(group.key), [whole, *leaves]))
    return grouped


class StartForm(forms.Form):
    """In which form, what shall be done in one line, and where it belongs: enough to keep a draft."""

    form = forms.ChoiceField(
        label=later("jobs.search.format"), help_text=later("jobs.new.form_hint"), widget=forms.RadioSelect,
        initial=JobForm.FIXED_PRICE.value,
        choices=[(one, later(f"jobs.format_with_use.{one}")) for one in FORMATS],
    )  # fmt: skip
    title = forms.CharField(
        label=later("jobs.point.title.label"), help_text=with_example("jobs.point.title"), max_length=LONGEST_TITLE
    )
    category = forms.ChoiceField(
        label=later("jobs.point.category.label"), help_text=later("jobs.point.category.hint"), choices=_leaf_choices
    )


@dataclass(frozen=True)
class Section:
    """A part of the guided form, with its heading. `rare` fields are folded away, unless they say something unusual."""

    name: str
    title: str
    fields: Sequence[forms.BoundField]
    rare: Sequence[forms.BoundField] = ()
    is_unfolded: bool = False


_BUDGET = ("budget_kind", "budget", "budget_min", "budget_max")


def _of_group(group: Group, *after: str, leave_out: Collection[str] = ()) -> tuple[str, ...]:
    return (*(each.name for each in FIELDS if each.group is group and each.name not in leave_out), *after)


SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("what", ("title", "category", *_of_group(Group.WHAT, "description"))),
    ("work", _of_group(Group.WORK)),
    ("result", _of_group(Group.RESULT)),
    ("time", ("due_on", "apply_on", *(name for name in _of_group(Group.TIME) if name != "due_on"))),
    ("rights", _of_group(Group.RIGHTS)),
    (
        "money",
        (
            "budget_kind",
            "budget",
            "budget_min",
            "budget_max",
            *_of_group(Group.MONEY, leave_out=tuple(OFFERED_AS_BUDGET)),
        ),
    ),
    ("together", _of_group(Group.TOGETHER)),
    ("files", ("language", "files")),
)
# What most listings leave as it is stands folded away below each section's main questions.
RARE = frozenset(
    ("price_basis", "price_detail", "withholding", "pay_means", "pay_means_detail", "recommission")
    + ("recommission_client", "recommission_pay_on", "late_and_early_end", "pending")
)


class DraftForm(FilesForm):
    """The whole listing. No field is required: an open point is no mistake, and a draft is kept as it is."""

    # The listing's words as the rules judge them, when the client has to look at them before they are public.
    judged: Judged | None = None
    title = forms.CharField(
        label=later("jobs.point.title.label"), help_text=with_example("jobs.point.title"), required=False,
        max_length=LONGEST_TITLE,
    )  # fmt: skip
    category = forms.ChoiceField(
        label=later("jobs.point.category.label"), help_text=later("jobs.point.category.hint"), required=False,
        choices=_leaf_choices,
    )  # fmt: skip
    description = forms.CharField(
        label=later("jobs.point.description.label"), help_text=with_example("jobs.point.description"), required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    apply_on = DateField(
        label=later("jobs.point.apply_on.label"), help_text=later("jobs.point.apply_on.hint"), required=False
    )
    budget_kind = forms.ChoiceField(
        label=later("jobs.point.budget.label"), help_text=later("jobs.point.budget.hint"), required=False,
        widget=forms.RadioSelect,
        choices=[("fixed", later("jobs.point.budget.fixed")), ("range", later("jobs.point.budget.range"))],
    )  # fmt: skip
    budget = YenField(required=False)
    budget_min = YenField(label=later("jobs.point.budget.lowest"), required=False)
    budget_max = YenField(label=later("jobs.point.budget.highest"), required=False)
    language = forms.ChoiceField(
        label=later("jobs.point.language.label"), required=False,
        choices=[("ja", later("jobs.language.japanese")), ("en", later("jobs.language.english"))],
    )  # fmt: skip

    def __init__(self, *args: Any, form: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.job_form = form
        self.fields.update(terms_fields(form, leave_out=OFFERED_AS_BUDGET))
        self.fields["budget"].label = later(f"jobs.point.budget.of.{form}")
        if form in FIELD["due_on"].forms:
            self.fields["apply_on"].help_text = later("jobs.point.apply_on.hint_before_due")
        if form in FUNDED_FIRST:
            for each in ("budget_kind", "budget_min", "budget_max"):
                del self.fields[each]
        self.fields["files"].label = later("jobs.point.files.label")
        self.fields["files"].help_text = later("jobs.point.files.hint")

    def sections(self) -> Iterator[Section]:
        for name, listed in SECTIONS:
            names = [each for each in listed if each in self.fields]
            if not names:
                continue
            rare = [self[each] for each in names if each in RARE]
            yield Section(
                name,
                reading.plain(f"terms.group.{name}" if name in set(Group) else "jobs.form.material"),
                [self[each] for each in names if each not in RARE],
                rare,
                any(each.errors or says_more(each.name, each.value()) for each in rare),
            )

    def draft(self, before: Draft) -> Draft:
        """What was typed; where it could not be read, what the draft said before."""
        typed = {**initial(before), **self.cleaned_data}
        low, high = typed.get("budget_min"), typed.get("budget_max")
        terms = terms_of({**typed, "price": typed.get("budget")}, self.job_form)
        if typed.get("budget_kind") != "range" or self.job_form in FUNDED_FIRST:
            low = high = terms.price
        return Draft(
            title=typed.get("title") or "",
            category=typed.get("category") or "",
            description=typed.get("description") or "",
            terms=priced(terms, None),
            budget_min=low,
            budget_max=high,
            apply_on=typed.get("apply_on"),
            language=typed.get("language") or "ja",
        )


def initial(draft: Draft) -> dict[str, Any]:
    """What the form shows for a kept draft."""
    is_range = draft.budget_min != draft.budget_max
    return {
        "title": draft.title,
        "category": draft.category,
        "description": draft.description,
        "apply_on": draft.apply_on,
        "budget_kind": "range" if is_range else "fixed",
        "budget": None if is_range else draft.budget_max,
        "budget_min": draft.budget_min if is_range else None,
        "budget_max": draft.budget_max if is_range else None,
        "language": draft.language,
        **terms_initial(draft.terms),
    }


class SearchForm(forms.Form):
    """Words, filters and order. What cannot be read is left out: a search never fails."""

    q = forms.CharField(label=later("jobs.search.words"), required=False, max_length=200)
    category = forms.ChoiceField(label=later("jobs.point.category.label"), required=False, choices=_search_choices)
    format = forms.ChoiceField(
        label=later("jobs.search.format"), required=False,
        choices=[("", later("jobs.search.every_format")), *((one, later(f"jobs.format.{one}")) for one in FORMATS)],
    )  # fmt: skip
    budget = YenField(label=later("jobs.search.budget"), required=False)
    until = DateField(label=later("jobs.search.until"), required=False)
    sort = forms.ChoiceField(
        label=later("jobs.search.sort"), required=False,
        choices=[(name, later(f"jobs.search.by.{name}")) for name in ("newest", "ending", "budget")],
    )  # fmt: skip
    closed = forms.BooleanField(label=later("jobs.search.closed"), required=False)

    def asked(self, cursor: str, *, loose: bool) -> Asked:
        """What is searched for, as far as it could be read."""
        self.is_valid()
        typed = self.cleaned_data
        return Asked(
            text=typed.get("q") or "",
            category=typed.get("category") or "",
            format=typed.get("format") or "",
            budget=typed.get("budget"),
            until=typed.get("until"),
            closed=bool(typed.get("closed")),
            order=typed.get("sort") or "newest",
            cursor=cursor,
            loose=loose,
        )


class ExtendForm(forms.Form):
    apply_on = DateField(label=later("jobs.detail.extend_to"))
