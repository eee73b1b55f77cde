"""The rulebook on the desk: figures by rule, and rules of the staff, tried before they are added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tachiai.conversations.queries.texts import latest_texts
from tachiai.jobs.queries.listings import latest_words
from tachiai.kernel.refused import Refusal
from tachiai.screening import actions
from tachiai.screening import queries as screening
from tachiai.screening.queries import Trial, counts, desk_rules, in_force, try_rule
from tachiai.screening.rules import Rule, desk_rule
from tachiai.web import reading
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.frame import trail
from tachiai.web.desk.rules.forms import RuleForm
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest

COUNTED = timedelta(days=90)
TRIED = 10_000
PUBLIC = ("listing", "profile", "terms")
STEPS = {"enforce": actions.enforce_rule, "retire": actions.retire_rule}


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def rulebook(request: PageRequest) -> HttpResponse:
    """What the rules found lately, and the form for a new one: to be tried, or added in observe."""
    form = RuleForm(request.POST if request.method == "POST" else None)
    trial = None
    if form.is_bound and form.is_valid():
        source = form.cleaned_data["source"]
        try:
            if "try" in request.POST:
                trial = _tried(source)
            else:
                actions.add_rule(source=source, by_id=request.user.pk, at=request.now)
                messages.success(request, reading.plain("desk.rules.added"))
                return redirect("desk:rules")
        except ValueError as error:
            form.add_error("source", str(error))
        except Refusal as refusal:
            show_refusal(form, refusal)
    rules = in_force().rules
    context = {
        "form": form,
        "trial": trial,
        "own": _own(request),
        "rows": _rows(request, rules, is_whole="all" in request.GET),
        "is_whole": "all" in request.GET,
        "n": len(rules),
        "days": COUNTED.days,
        "trail": trail(),
    }
    return render(request, "desk/rules/rulebook.html", context, status=400 if form.errors else 200)


@staff_page
@require_POST
def change(request: PageRequest, rule_id: int, step: str) -> HttpResponse:
    """Let a rule of the staff count from now on, or not be tried any more."""
    if step not in STEPS:
        raise Http404
    try:
        STEPS[step](rule_id=rule_id, by_id=request.user.pk, at=request.now)
    except LookupError as error:
        raise Http404 from error
    messages.success(request, reading.plain(f"desk.rules.done.{step}"))
    return redirect("desk:rules")


def _tried(source: str) -> Trial:
    """The rule on the newest texts of the kind that it is for. ValueError when the source says no sound rule.

    Of what people wrote to each other only the numbers are told: a rule that meets everything would read it all.
    """
    rule = desk_rule(source)
    if rule.where[0] in PUBLIC:
        return try_rule(rule, latest_words(TRIED))
    return replace(try_rule(rule, latest_texts(TRIED)), excerpts=())


def _own(request: PageRequest) -> list[dict[str, Any]]:
    rows = desk_rules()
    found = counts((row.name for row in rows), since=request.now - COUNTED)
    return [{"row": row, "counts": found[row.name], "is_observed": row.mode == "observe"} for row in rows]


def _rows(request: PageRequest, rules: Iterable[Rule], *, is_whole: bool) -> list[dict[str, Any]]:
    """The rules that found something, most first; or all of them."""
    known = {rule.id: rule for rule in rules}
    found = screening.counts(known, since=request.now - COUNTED)
    shown = [rule for rule in known.values() if is_whole or found[rule.id].hits]
    language = reading.language()
    return [
        {"rule": rule, "name": rule.name[language], "why": rule.why[language], "counts": found[rule.id]}
        for rule in sorted(shown, key=lambda rule: (-found[rule.id].hits, rule.danger, rule.id))
    ]
