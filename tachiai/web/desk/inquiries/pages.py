"""The queue of inquiries by the clock, one inquiry with what staff can do, and mail that belongs to none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tachiai.inquiries import actions, queries
from tachiai.inquiries.queries.desk import VIEWS
from tachiai.inquiries.rules import CATEGORIES
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.desk import frame
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.inquiries.forms import CaseForm, CategoryForm, MergeForm, RequestForm, SayForm, TextForm
from tachiai.web.desk.overdue import due_of
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, number_of
from tachiai.web.site.inquiries.lines import badge_of, line_rows

PLAIN = {"take": actions.take, "give_back": actions.give_back, "reopen": actions.reopen}
SAID = ("answer", "note")
# What other people read than who reads an answer, or what ends the inquiry, is written in a box of its own.
APART = ("contact_other_side", "finish")
LEADS: Mapping[str, type[forms.Form]] = {"lead_on": CaseForm, "lead_to_request": RequestForm}
FORMS: Mapping[str, type[forms.Form]] = {"merge": MergeForm, **dict.fromkeys(APART, TextForm), **LEADS}


@staff_page
@require_safe
def queue(request: PageRequest) -> HttpResponse:
    """What is due first, of one kind or of all; by number or mail address whatever its state."""
    asked = _asked(request)
    after = _after(request.GET.get("after", ""))
    found = queries.inquiry_queue(asked, request.user.pk, after)
    rows = found[: queries.DESK_PAGE]
    has_more = len(found) > len(rows) and not asked.search
    return frame.listed(
        request,
        "inquiries",
        [_row(row) for row in rows],
        next=_address(asked, after=_place(rows[-1])) if has_more else "",
        tabs=[_tab(replace(asked, view=name), is_here=name == asked.view) for name in VIEWS],
        asked=asked,
        form=CategoryForm({"category": asked.category}),
        mails=queries.unknown_mails(),
        helped=queries.helped_lately(request.now),
        with_nobody=queries.with_nobody(request.user.pk),
        held_with_stake=queries.held_with_stake(request.user.pk),
    )


def _asked(request: PageRequest) -> queries.Queue:
    view, category = request.GET.get("view", ""), request.GET.get("category", "")
    return queries.Queue(
        view=view if view in VIEWS else VIEWS[0],
        category=category if category in CATEGORIES else "",
        search=request.GET.get("search", "")[:254],
    )


def _row(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "due": due_of(row),
        "badge": badge_of(row.state),
        "state": reading.plain(f"inquiry.state.{row.state}"),
        "category": reading.plain(f"help.situation.{row.category}.title"),
    }


def _tab(asked: queries.Queue, *, is_here: bool) -> dict[str, Any]:
    label = reading.plain(f"desk.inquiries.view.{asked.view}")
    return {"label": label, "href": _address(asked), "is_here": is_here and not asked.search}


def _address(asked: queries.Queue, **more: str) -> str:
    """The queue as it is asked for."""
    kept = {"view": asked.view, "category": asked.category, **more}
    return f"{reverse('desk:inquiries')}?{urlencode({name: value for name, value in kept.items() if value})}"


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: PageRequest, inquiry_id: int) -> HttpResponse:
    """The thread with its notes. What was typed stays when refused; ?canned= begins an answer."""
    view = queries.inquiry_for_staff(inquiry_id, request.user.pk, request.now)
    if view is None:
        raise Http404
    done = request.POST.get("do", "")
    used = _forms(request, view, done)
    asked = used.get(done, used["say"])
    if request.method == "POST" and (done in PLAIN or asked.is_valid()):
        try:
            _do(done, inquiry_id, request, asked)
        except Refusal as refusal:
            if done in PLAIN:
                asked = used["say"] = SayForm({"once": ""})
                asked.is_valid()
            show_refusal(asked, refusal)
        else:
            messages.success(request, reading.plain(f"desk.inquiries.done.{done}"))
            return redirect("desk:inquiry", inquiry_id)
    return _page(request, view, used)


def _forms(request: PageRequest, view: queries.StaffView, done: str) -> dict[str, forms.Form]:
    """The forms of the page by what they do, the one that was sent with what was typed; `say` has several buttons."""
    begun = {name: make(request.POST if done == name else None, auto_id=f"{name}_%s") for name, make in FORMS.items()}
    return {"say": SayForm(request.POST) if done in SAID else SayForm.begun(_canned(request, view)), **begun}


def _page(request: PageRequest, view: queries.StaffView, used: Mapping[str, forms.Form]) -> HttpResponse:
    is_mine = view.row.assignee_id == request.user.pk
    context = {
        "view": view,
        "lines": line_rows(view.lines, view.row, for_staff=True),
        "state": reading.plain(f"inquiry.state.{view.row.state}"),
        "category": reading.plain(f"help.situation.{view.row.category}.title"),
        "due": due_of(view.row),
        "forms": used,
        "is_mine": is_mine,
        "may_merge": is_mine and view.may("merge") and bool(view.others),
        "plain": [name for name in PLAIN if view.may(name) and name != ("take" if is_mine else "give_back")],
        "said": [name for name in SAID if name == "note" or view.may(name)] if view.objection is None else [],
        "apart": _apart(view, used, is_mine=is_mine),
        "leads": _leads(view, used) if is_mine else [],
        "canned": [
            {"id": each.id, "title": each.title[reading.language()]}
            for each in queries.canned_answers(view.row.category)
        ],
        "trail": frame.trail("inquiries"),
    }
    status = 400 if any(each.errors for each in used.values()) else 200
    return render(request, "desk/inquiries/detail.html", context, status=status)


def _apart(view: queries.StaffView, used: Mapping[str, forms.Form], *, is_mine: bool) -> list[dict[str, Any]]:
    """The boxes of their own: those that are open, and the one that was just refused with what was typed in it."""
    return [{"name": name, "form": used[name]} for name in APART if used[name].is_bound or (is_mine and view.may(name))]


def _leads(view: queries.StaffView, used: Mapping[str, forms.Form]) -> list[dict[str, Any]]:
    """The ways on that an open inquiry has, each with its form or with the reasons why not."""
    offered = [view.offered[name] for name in LEADS if name in view.offered]
    return [
        {"name": each.step.name, "form": used[each.step.name], "refused": each.refused}
        for each in offered
        if view.objection is None and view.row.closed_at is None
    ]


@staff_page
@require_POST
def handled(request: PageRequest, mail_id: int) -> HttpResponse:
    """Somebody has looked at a mail that belongs to no inquiry."""
    actions.handle_mail(mail_id=mail_id, staff_id=request.user.pk, at=request.now)
    return redirect("desk:inquiries")


def _do(name: str, inquiry_id: int, request: PageRequest, form: forms.Form) -> None:
    common: dict[str, Any] = {"inquiry_id": inquiry_id, "staff_id": request.user.pk, "at": request.now}
    if name in PLAIN:
        PLAIN[name](**common)
    elif name == "merge":
        actions.merge(**common, into_number=form.cleaned_data["into_number"])
    elif name == "lead_on":
        said = form.cleaned_data
        kind, number = said["address"]
        actions.lead_on(**common, subject_kind=kind, subject_id=number, clause=said["clause"], text=said["text"])
    elif name == "lead_to_request":
        actions.lead_to_request(**common, kind=form.cleaned_data["kind"], text=form.cleaned_data["text"])
    elif name == "answer":
        actions.answer(**common, **form.cleaned_data)
    elif name == "note":
        actions.note(**common, text=form.cleaned_data["text"], once=form.cleaned_data["once"])
    elif name == "finish":
        actions.finish(**common, reason=form.cleaned_data["text"])
    elif name == "contact_other_side":
        actions.contact_other_side(**common, text=form.cleaned_data["text"])


def _canned(request: PageRequest, view: queries.StaffView) -> str:
    chosen = queries.canned_answer(request.GET.get("canned", "")[:40])
    person = view.row.person
    language = person.language if person else view.row.language
    name = str(person) if person else view.row.address
    return queries.worded_for(chosen, language, view.row.number, name) if chosen else ""


def _after(text: str) -> tuple[datetime, int] | None:
    due, _, number = text.partition("_")
    last = number_of(number)
    try:
        moment = datetime.fromisoformat(due)
        # An offset can lead out of the years that there are.
        return (moment.astimezone(UTC), last) if last is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _place(row: Any) -> str:
    """Where the next piece of the queue begins."""
    moment = row.due_at or row.closed_at or row.entered_at
    return f"{moment.isoformat()}_{row.pk}"
