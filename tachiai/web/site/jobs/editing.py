"""The client's side of a listing: a draft that grows point by point, its publication and its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tachiai.clockwork.actions import By
from tachiai.jobs import actions
from tachiai.jobs import queries as jobs
from tachiai.jobs.findings import clauses_of, in_listing
from tachiai.jobs.queries import ListingView
from tachiai.jobs.rules import FUNDED_FIRST, Draft, Point, missing, mistakes, points, with_fitted_parts
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.kernel.saves import Save
from tachiai.terms.rules import Terms
from tachiai.terms.rules.choices import JobForm
from tachiai.web import reading
from tachiai.web.findings_rows import clause_rows, findings_rows
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, save_of, since_after
from tachiai.web.site.contracts.story import files_of
from tachiai.web.site.jobs.forms import DraftForm, ExtendForm, StartForm, initial

# Steps that end a listing, each with the state in which it can be taken.
ENDS = {"close": ("open", "recruiting_suspended", "suspended"), "discard": ("draft",)}


# Where what only that form of job has is settled, and the deposit that publishes it.
SETTLED_AT: Mapping[str, str] = {JobForm.CONTEST: "contests:settings", JobForm.TASK: "tasks:settings"}


def own_listing(request: PageRequest, listing_id: int) -> ListingView:
    """The reader's own listing; 404 for everybody else."""
    view = jobs.listing_for(request.user.pk, listing_id, request.now)
    if view is None or not view.is_mine:
        raise Http404
    return view


@login_required
def new(request: PageRequest) -> HttpResponse:
    """Three questions; the answer is a draft that then saves itself."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        draft = Draft(said["title"], said["category"], terms=Terms(form=said["form"]), language=request.reader.language)
        listing_id = actions.save_draft(client_id=request.user.pk, draft=draft, at=request.now)
        return redirect("jobs:edit", listing_id)
    return render(request, "jobs/new.html", {"form": form}, status=400 if form.errors else 200)


@login_required
def edit(request: PageRequest, listing_id: int) -> HttpResponse:
    """The guided form. Sent, the draft is kept; with `publish`, it is published or every reason why not is shown."""
    view = own_listing(request, listing_id)
    if not view.is_draft:
        return redirect("jobs:detail", listing_id)
    if request.method != "POST":
        form = _form(request, view, initial={**initial(view.draft), **_kept(view)})
        context = _context(view, form, view.draft, request.now)
        return render(request, "jobs/edit.html", {**context, "since": view.listing.last_save})
    form = _form(request, view, request.POST, request.FILES)
    is_readable = form.is_valid()
    draft = form.draft(view.draft)
    draft = with_fitted_parts(draft) if "fit" in request.POST and is_readable else draft
    save = save_of(request)
    refusal = _keep(request, view, form, draft, save)
    if refusal is None and is_readable:
        if "publish" not in request.POST:
            said = "terms.milestones.fitted_draft" if "fit" in request.POST else "jobs.form.kept"
            messages.success(request, reading.plain(said))
            return redirect("jobs:edit", listing_id)
        if draft.terms.form in FUNDED_FIRST:
            if _publish(request, listing_id, form, draft, actions.publishable):
                return redirect(SETTLED_AT[draft.terms.form], listing_id)
        elif _publish(request, listing_id, form, draft):
            messages.success(request, reading.plain("listing.done.publish"))
            return redirect("jobs:detail", listing_id)
    elif "publish" in request.POST:
        _point_out(form, draft, request.now)
    since = since_after(save, refusal, view.listing.last_save)
    context = {**_context(view, form, draft, request.now), "since": since}
    return render(request, "jobs/edit.html", context, status=400)


def _form(request: PageRequest, view: ListingView, *args: Any, **kwargs: Any) -> DraftForm:
    form = view.draft.terms.form
    return DraftForm(*args, form=form, owner_id=request.user.pk, at=request.now, **kwargs)


def _kept(view: ListingView) -> dict[str, str]:
    return {"kept": " ".join(str(file.id) for file in view.files)}


def _keep(request: PageRequest, view: ListingView, form: DraftForm, draft: Draft, save: Save) -> Refusal | None:
    """Save the draft with its files, also when a field could not be read; the reasons in the form when refused."""
    dropped = {int(each) for each in request.POST.getlist("drop") if each.isdecimal()}
    try:
        actions.save_draft(
            client_id=request.user.pk,
            draft=draft,
            at=request.now,
            listing_id=view.listing.pk,
            files=[file for file in form.cleaned_data["file_ids"] if file not in dropped],
            save=save,
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return refusal
    return None


def _publish(
    request: PageRequest, listing_id: int, form: DraftForm, draft: Draft, act: Callable[..., object] = actions.publish
) -> bool:
    """Whether the draft could be published; what its deposit publishes is only looked at here (`act`)."""
    try:
        with transaction.atomic():
            seen = request.POST.get("seen", "")
            act(listing_id=listing_id, client_id=request.user.pk, seen=seen, at=request.now)
    except Refusal as refusal:
        _show_at_fields(form, draft, request, refusal)
        return False
    return True


def _show_at_fields(form: DraftForm, draft: Draft, request: PageRequest, refusal: Refusal) -> None:
    """Each reason beside its field; those that belong to none in the summary."""
    _point_out(form, draft, request.now)
    if not form.errors:
        show_refusal(form, refusal)


def _point_out(form: DraftForm, draft: Draft, at: datetime) -> None:
    """What is open or wrong in the draft, beside its field, but for the fields that could not even be read."""
    unreadable = set(form.errors)
    said = [(_field(point.name, draft), reading.plain(point.why)) for point in missing(draft)]
    # The two ends of a budget are one field where there is one amount.
    said += [(_field(name, draft), reading.reason_text(refused)) for name, refused in mistakes(draft, at)]
    for field, text in dict.fromkeys(said):
        if field not in unreadable:
            form.add_error(field, text)


def _field(point: str, draft: Draft) -> str:
    """The form's field for a point; one fixed amount stands in a field of its own."""
    is_fixed = draft.budget_min == draft.budget_max
    return "budget" if point in ("budget_min", "budget_max") and is_fixed else point


def _context(view: ListingView, form: DraftForm, draft: Draft, at: datetime) -> dict[str, Any]:
    return {
        "view": view,
        "listing": view.listing,
        "form": form,
        "funded_first": draft.terms.form if draft.terms.form in FUNDED_FIRST else "",
        "sections": list(form.sections()),
        **meter_rows(draft),
        "clauses": clause_rows(clauses_of(draft.terms)),
        "findings": findings_rows(in_listing(view.listing, at)),
        "kept": [
            {**row, "id": file.pk} for row, file in zip(files_of(form.kept_files()), form.kept_files(), strict=True)
        ],
        "trail": [{"label": reading.plain("jobs.mine.title"), "href": reverse("jobs:mine")}],
    }


def meter_rows(draft: Draft) -> dict[str, list[dict[str, Any]]]:
    """What the meter shows, each point leading to its field: `meter` holds those needed to publish, settled or open,
    `later` the open ones that only the contract needs."""
    known = points(draft)
    return {
        "meter": [_point_row(point) for point in known if point.is_required],
        "later": [_point_row(point) for point in known if point.is_open and not point.is_required],
    }


def _point_row(point: Point) -> dict[str, Any]:
    return {
        "label": reading.plain(point.label),
        "why": reading.plain(point.why),
        "href": f"#id_{point.name}",
        "is_settled": not point.is_open,
    }


@login_required
@require_POST
def autosave(request: PageRequest, listing_id: int) -> HttpResponse:
    """What the page's script sends while someone types: kept as far as it can be read. Files come with the form."""
    view = own_listing(request, listing_id)
    form = _form(request, view, request.POST)
    form.is_valid()
    save = save_of(request)
    try:
        actions.save_draft(
            client_id=request.user.pk,
            draft=form.draft(view.draft),
            at=request.now,
            listing_id=view.listing.pk,
            save=save,
        )
    except Refusal as refusal:
        return JsonResponse({"reasons": [reading.reason_text(each) for each in refusal.reasons]}, status=409)
    return JsonResponse({"since": save.name})


@login_required
@require_safe
def meter(request: PageRequest, listing_id: int) -> HttpResponse:
    """The meter alone, asked for again while the draft grows."""
    view = own_listing(request, listing_id)
    return render(request, "jobs/_meter.html", meter_rows(view.draft))


@login_required
@require_POST
def extend(request: PageRequest, listing_id: int) -> HttpResponse:
    view = own_listing(request, listing_id)
    form = ExtendForm(request.POST)
    if form.is_valid():
        try:
            actions.extend(
                listing_id=view.listing.pk,
                client_id=request.user.pk,
                apply_on=form.cleaned_data["apply_on"],
                at=request.now,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain("listing.done.extend"))
            return redirect("jobs:detail", listing_id)
    return render(request, "jobs/extend.html", {"view": view, "listing": view.listing, "form": form}, status=400)


@login_required
def end(request: PageRequest, listing_id: int, step: str) -> HttpResponse:
    """Close a listing or throw a draft away, after reading what that means."""
    view = own_listing(request, listing_id)
    if view.listing.state not in ENDS.get(step, ()):
        raise Http404
    if request.method == "POST":
        if step == "close":
            actions.close(listing_id=listing_id, by=By(Actor.CLIENT, request.user.pk), at=request.now)
        else:
            actions.discard(listing_id=listing_id, client_id=request.user.pk, at=request.now)
        messages.success(request, reading.plain(f"listing.done.{step}"))
        return redirect("jobs:mine")
    context = {
        "title": reading.plain(f"listing.step.{step}"),
        "explain": reading.plain(f"listing.explain.{step}"),
        "subject": view.listing.title or reading.plain("jobs.untitled"),
        "back": reverse("jobs:detail", args=[listing_id]),
    }
    return render(request, "jobs/confirm.html", context)
