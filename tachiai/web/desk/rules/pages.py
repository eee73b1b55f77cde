"""The rulebook on the desk: figures by rule, and rules of the staff, tried before they are added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tachiai.conversations.queries.texts import latest_texts
from tachiai.jobs.queries.listings import latest_words
from tachiai.kernel.refused import Refusal
from tachiai.screening import actions
from tachiai.screening import queries as screening
from tachiai.screening.queries import Trial, counts, desk_rules, in_force, try_rule
from tachiai.screening.rules import Rule
from tachiai.web import reading
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.frame import trail
from tachiai.web.desk.rules.forms import RuleForm
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest

COUNTED = timedelta(days=90)
TRIED = 10_000
# A rule that meets more than one in so many of the latest texts is probably about something else than it says.
BROAD = 10
PUBLIC = ("listing", "profile", "terms")
STEPS = {"enforce": actions.enforce_rule, "retire": actions.retire_rule}


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def rulebook(request: PageRequest) -> HttpResponse:
    """What the rules found lately, and the form for a new one: to be tried, or added in observe."""
    form = RuleForm(request.POST if request.method == "POST" else None)
    trials: list[dict[str, Any]] = []
    detail = ""
    if form.is_bound and form.is_valid():
        source = form.cleaned_data["source"]
        try:
            if "try" in request.POST:
                trials = _tried(source)
            else:
                actions.add_rule(source=source, by_id=request.user.pk, at=request.now)
                messages.success(request, reading.plain("desk.rules.added"))
                return redirect("desk:rules")
        except Refusal as refusal:
            show_refusal(form, refusal)
            detail = refusal.detail if isinstance(refusal, actions.Unsound) else ""
    rules = in_force().rules
    context = {
        "form": form,
        "trials": trials,
        "detail": detail,
        "own": _own(request),
        "rows": _rows(request, rules, is_whole="all" in request.GET),
        "is_whole": "all" in request.GET,
        "n": len(rules),
        "days": COUNTED.days,
        "trail": trail(),
    }
    return render(request, "desk/rules/rulebook.html", context, status=400 if form.errors else 200)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PageRequest, rule_id: int, step: str) -> HttpResponse:
    """Let a rule of the staff count from now on, or not be tried any more. Before it counts, what it found so far."""
    if step not in STEPS:
        raise Http404
    if request.method != "POST":
        row = next((each for each in _own(request) if each["row"].pk == rule_id and each["is_observed"]), None)
        if step != "enforce" or row is None:
            raise Http404
        context = {**row, "days": COUNTED.days, "trail": trail("rules")}
        return render(request, "desk/rules/enforce.html", context)
    try:
        STEPS[step](rule_id=rule_id, by_id=request.user.pk, at=request.now)
    except LookupError as error:
        raise Http404 from error
    messages.success(request, reading.plain(f"desk.rules.done.{step}"))
    return redirect("desk:rules")


def _tried(source: str) -> list[dict[str, Any]]:
    """The rule on the newest texts of the kinds that it is for. Refusal when the source says no sound rule.

    Of what people wrote to each other only the numbers are told: a rule that meets everything would read it all.
    """
    rule = actions.sound_rule(source)
    private = [place for place in rule.where if place not in PUBLIC]
    public = [place for place in rule.where if place in PUBLIC]
    found = []
    if private:
        trial = try_rule(replace(rule, where=tuple(private)), latest_texts(TRIED))
        found.append(_trial("private", replace(trial, excerpts=())))
    if public:
        found.append(_trial("public", try_rule(replace(rule, where=tuple(public)), latest_words(TRIED))))
    return found


def _trial(among: str, trial: Trial) -> dict[str, Any]:
    return {"trial": trial, "among": f"desk.rules.among.{among}", "is_broad": trial.met * BROAD > trial.tried}


def _own(request: PageRequest) -> list[dict[str, Any]]:
    rows = desk_rules()
    found = counts((row.name for row in rows), since=request.now - COUNTED)
    return [
        {
            "row": row,
            "counts": found[row.name],
            "is_observed": row.mode == "observe",
            "mode": f"desk.rules.modes.{row.mode}",
        }
        for row in rows
    ]


def _rows(request: PageRequest, rules: Iterable[Rule], *, is_whole: bool) -> list[dict[str, Any]]:
    """The rules that found something, most first; or all of them."""
    known = {rule.id: rule for rule in rules}
    found = screening.counts(known, since=request.now - COUNTED)
    shown = [rule for rule in known.values() if is_whole or found[rule.id].hits]
    language = reading.language()
    return [
        {
            "rule": rule,
            "name": rule.name[language],
            "why": rule.why[language],
            "counts": found[rule.id],
            "verdict": f"desk.rules.verdict.{rule.verdict}",
            "mode": f"desk.rules.modes.{rule.mode}",
        }
        for rule in sorted(shown, key=lambda rule: (-found[rule.id].hits, rule.danger, rule.id))
    ]
