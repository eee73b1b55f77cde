"""The client's side before a task is public: its form and units, how it will look, and the deposit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings as installation
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tachiai.jobs.queries import ListingView
from tachiai.kernel.refused import Refusal
from tachiai.kernel.saves import NOTHING_YET, Save
from tachiai.money import queries as money
from tachiai.money.rules import listing_holder
from tachiai.tasks import actions
from tachiai.tasks import queries as tasks
from tachiai.tasks.actions import TableMistakes
from tachiai.tasks.queries import PlanView
from tachiai.tasks.rules.forms import FieldKind, filled_in
from tachiai.tasks.rules.plans import Plan, plan_mistakes
from tachiai.web import reading
from tachiai.web.downloads import download
from tachiai.web.requests import PageRequest, save_of, since_after
from tachiai.web.site.contracts.amounts import pay_in_rows
from tachiai.web.site.jobs.editing import own_listing
from tachiai.web.site.tasks.answer_form import AnswerForm
from tachiai.web.site.tasks.building import MOST_FIELDS, MOST_QUESTIONS, Builder, pressed

FORMAT = "task"
SHOWN_UNITS = 3
SHOWN_ROWS = 5


def own_draft(request: PageRequest, listing_id: int) -> ListingView:
    """The reader's own task before it is public; 404 for everybody else."""
    view = own_listing(request, listing_id)
    if view.listing.format != FORMAT:
        raise Http404
    return view


def _plan(listing_id: int) -> tuple[Plan, PlanView | None]:
    """What is kept of the plan; an empty one at first."""
    kept = tasks.plan_of(listing_id)
    return (kept.plan if kept else Plan()), kept


def _mistakes(plan: Plan, kept: PlanView | None) -> list[tuple[str, Any]]:
    """What keeps the plan from being published; it may say more already than what is kept."""
    columns, units, golds = (kept.columns, kept.units, kept.golds) if kept else ((), 0, 0)
    return list(plan_mistakes(plan, columns, units, golds))


@login_required
def settings(request: PageRequest, listing_id: int) -> HttpResponse:
    """The form builder. Every button keeps what was typed; `go` leads to the deposit or shows what is still wrong."""
    view = own_draft(request, listing_id)
    if not view.is_draft:
        return redirect("tasks:job", listing_id)
    before, kept = _plan(listing_id)
    if request.method != "POST":
        return render(request, "tasks/settings.html", _context(view, Builder(before), before, kept))
    builder = Builder(before, request.POST)
    is_readable, op = builder.is_readable(), request.POST.get("op", "save")
    plan = pressed(builder.plan(), op)
    save, refused = save_of(request), None
    try:
        _save(request, listing_id, plan, save)
        if op == "units":
            return redirect("tasks:units", listing_id)
        if op not in ("save", "go"):
            return redirect(f"{reverse('tasks:settings', args=[listing_id])}#{_near(plan, op)}")
        if is_readable and op == "save":
            messages.success(request, reading.plain("tasks.plan.saved"))
            return redirect("tasks:settings", listing_id)
        found = _mistakes(plan, kept) if op == "go" else []
        if is_readable and not found:
            return redirect("tasks:deposit", listing_id)
        builder.show(found)
    except Refusal as refusal:
        builder.show([("", reason) for reason in refusal.reasons])
        refused = refusal
    since = since_after(save, refused, _last_save(kept))
    context = {**_context(view, builder, plan, kept), "since": since}
    return render(request, "tasks/settings.html", context, status=409 if refused else 400)


def _save(request: PageRequest, listing_id: int, plan: Plan, save: Save) -> None:
    actions.save_plan(listing_id=listing_id, client_id=request.user.pk, plan=plan, at=request.now, save=save)


def _last_save(kept: PlanView | None) -> str:
    return kept.last_save if kept else NOTHING_YET


def _near(plan: Plan, op: str) -> str:
    """Where the page stands after a button: the row that was moved or added."""
    act, _, argument = op.partition(":")
    number = int(argument) if argument.isdecimal() else -1
    rows = {"add": len(plan.form.fields) - 1, "up": number - 1, "down": number + 1}
    if act in rows and 0 <= rows[act] < len(plan.form.fields):
        return f"question-{rows[act]}"
    return "test-title" if act in ("ask", "unask") else "questions-title"


@login_required
@require_POST
def autosave(request: PageRequest, listing_id: int) -> HttpResponse:
    """What the page's script sends while the client types."""
    own_draft(request, listing_id)
    before, _ = _plan(listing_id)
    plan = Builder(before, request.POST).plan()
    save = save_of(request)
    try:
        _save(request, listing_id, plan, save)
    except Refusal as refusal:
        return JsonResponse({"reasons": [reading.reason_text(each) for each in refusal.reasons]}, status=409)
    return JsonResponse({"since": save.name})


def _context(view: ListingView, builder: Builder, plan: Plan, kept: PlanView | None) -> dict[str, Any]:
    form_errors = [{"form": each, "errors": True} for each in builder.every_form if each.errors]
    return {
        "view": view,
        "listing": view.listing,
        "builder": builder,
        "form": builder.plan_form,
        "questions": [{"form": each, "number": n} for n, each in enumerate(builder.questions)],
        "test": [{"form": each, "number": n} for n, each in enumerate(builder.test)],
        "wrong": form_errors,
        "kinds": list(FieldKind),
        "plan": plan,
        "kept": kept,
        "since": _last_save(kept),
        "has_golds": bool(kept and kept.golds),
        "may_add": len(plan.form.fields) < MOST_FIELDS,
        "may_ask": len(plan.test.questions) < MOST_QUESTIONS,
        "open": [
            {"href": builder.address(where), "text": reading.reason_text(refused)}
            for where, refused in _mistakes(plan, kept)
        ],
        **cost_rows(view, kept),
        "trail": trail(view),
    }


def trail(view: ListingView) -> list[dict[str, str]]:
    title = view.listing.title or reading.plain("jobs.untitled")
    above = {"label": reading.plain("jobs.mine.title"), "href": reverse("jobs:mine")}
    where = "jobs:edit" if view.is_draft else "jobs:detail"
    return [above, {"label": title, "href": reverse(where, args=[view.listing.pk])}]


def cost_rows(view: ListingView, kept: PlanView | None) -> dict[str, Any]:
    """What the whole job costs, and how that comes about."""
    reward, answers = view.draft.budget_max or 0, kept.answers if kept else 0
    cost = kept.cost_yen(reward) if kept else 0
    missing = max(0, cost - money.wallet_balance(view.listing.client_id))
    due = {
        "label": reading.plain("tasks.cost.cost"),
        "amount": cost,
        "note": reading.plain("tasks.cost.how", answers=answers, reward=reading.yen(reward)),
    }
    shown = pay_in_rows(due, missing)
    return {"cost": cost, "cost_rows": shown, "missing": missing, "answers": answers, "reward": reward}


@login_required
def units(request: PageRequest, listing_id: int) -> HttpResponse:
    """The table of units: upload, what was read of it, and throwing it away."""
    view = own_draft(request, listing_id)
    if not view.is_draft:
        return redirect("tasks:job", listing_id)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        refusal = _change_units(request, listing_id)
        if refusal is None:
            return redirect("tasks:units", listing_id)
        errors = _errors(refusal)
    plan, kept = _plan(listing_id)
    rows = tasks.first_units(listing_id, SHOWN_ROWS)
    context = {
        "view": view,
        "listing": view.listing,
        "plan": plan,
        "kept": kept,
        "columns": kept.columns if kept else (),
        "rows": [[unit.values.get(name, "") for name in (kept.columns if kept else ())] for unit in rows],
        "errors": errors,
        "doubts": _doubts(listing_id),
        "trail": [*trail(view), {"label": reading.plain("tasks.plan.title"), "href": _settings(listing_id)}],
    }
    return render(request, "tasks/units.html", context, status=400 if errors else 200)


def _doubts(listing_id: int) -> list[str]:
    """What may be wrong with the units that were brought in, a sentence each."""
    found = tasks.doubts(listing_id)
    said = [reading.plain("tasks.doubt.twice", numbers=_listed(numbers)) for numbers in found.twice]
    return said + [
        reading.plain("tasks.doubt.empty", column=name, numbers=_listed(numbers)) for name, numbers in found.empty
    ]


def _listed(numbers: Iterable[int]) -> str:
    return reading.plain("tasks.doubt.and").join(map(str, numbers))


def _errors(refusal: Refusal) -> list[dict[str, str]]:
    """What is wrong with a table, each with its line where it has one."""
    if not isinstance(refusal, TableMistakes):
        return [{"text": reading.reason_text(refused)} for refused in refusal.reasons]
    return [
        {"text": reading.plain("tasks.units.line", n=line, why=reading.reason_text(refused))}
        for line, refused in refusal.lines
    ]


def _settings(listing_id: int) -> str:
    return reverse("tasks:settings", args=[listing_id])


def _change_units(request: PageRequest, listing_id: int) -> Refusal | None:
    """Bring the table in, or throw it away; the refusal, if it was refused."""
    said: dict[str, Any] = {"listing_id": listing_id, "client_id": request.user.pk, "at": request.now}
    table = request.FILES.get("table")
    try:
        if "drop" in request.POST:
            actions.drop_units(**said)
            messages.success(request, reading.plain("tasks.units.dropped"))
        elif table is not None:
            found = actions.import_units(content=table.read(), name=table.name or "", **said)
            messages.success(request, reading.plain("tasks.units.read", n=found.units))
    except Refusal as refusal:
        return refusal
    return None


@login_required
@require_safe
def template(request: PageRequest, listing_id: int) -> HttpResponse:
    """An empty table with the columns that the form needs."""
    own_draft(request, listing_id)
    plan, _ = _plan(listing_id)
    return download(tasks.template_table(plan.form).encode(), "text/csv; charset=utf-8", f"units-{listing_id}.csv")


@login_required
@require_safe
def preview(request: PageRequest, listing_id: int) -> HttpResponse:
    """The first units as a worker will see them."""
    view = own_draft(request, listing_id)
    plan, kept = _plan(listing_id)
    found = tasks.first_units(listing_id, SHOWN_UNITS) if plan.repeats is None else ()
    values = [dict(unit.values) for unit in found] or [{}]
    context = {
        "view": view,
        "listing": view.listing,
        "shown": [
            {
                "number": number,
                "instructions": filled_in(plan.form.instructions, each),
                "form": _numbered(AnswerForm(plan.form, {}, is_shown_only=True), number),
            }
            for number, each in enumerate(values, 1)
        ],
        "plan": plan,
        "trail": [*trail(view), {"label": reading.plain("tasks.plan.title"), "href": _settings(listing_id)}],
    }
    return render(request, "tasks/preview.html", context)


def _numbered(form: AnswerForm, number: int) -> AnswerForm:
    """Several of the same form on one page: no id twice."""
    form.prefix = f"a{number}"
    return form


@login_required
def deposit(request: PageRequest, listing_id: int) -> HttpResponse:
    """What is paid in and how; pressing it asks for publication, which happens when the money is there."""
    view = own_draft(request, listing_id)
    if not view.is_draft:
        return redirect("tasks:job", listing_id)
    plan, kept = _plan(listing_id)
    reasons: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            seen = request.POST.get("seen", "")
            job = actions.announce_deposit(listing_id=listing_id, client_id=request.user.pk, seen=seen, at=request.now)
        except Refusal as refusal:
            reasons = refusal.reasons
        else:
            if job.state == "awaiting_deposit":
                return redirect("tasks:deposit", listing_id)
            messages.success(request, reading.plain("tasks.deposit.published"))
            return redirect("tasks:job", listing_id)
    awaited = money.awaited_pay_in(listing_holder(listing_id))
    context = {
        "view": view,
        "listing": view.listing,
        "plan": plan,
        "kept": kept,
        "awaited": awaited,
        "is_demo_bank": installation.FUNDS == "demo_bank",
        "open": [reading.reason_text(refused) for _, refused in _mistakes(plan, kept)],
        "reasons": reasons,
        "doubts": _doubts(listing_id),
        **cost_rows(view, kept),
        "trail": [*trail(view), {"label": reading.plain("tasks.plan.title"), "href": _settings(listing_id)}],
    }
    return render(request, "tasks/deposit.html", context, status=409 if reasons else 200)
