"""The queue of inquiries by the clock, one inquiry with what staff can do, and mail that belongs to none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tachiai.inquiries import actions, queries
from tachiai.inquiries.queries.desk import VIEWS
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.desk import frame
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.inquiries.forms import MergeForm, SayForm
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.site.inquiries.lines import badge_of, line_rows

PLAIN = {"take": actions.take, "give_back": actions.give_back, "reopen": actions.reopen}
SAID = ("answer", "note", "finish", "contact_other_side")


@staff_page
@require_safe
def queue(request: PageRequest) -> HttpResponse:
    """What is due first; by number or mail address whatever its state."""
    view = request.GET.get("view", VIEWS[0])
    search = request.GET.get("search", "")[:254]
    after = _after(request.GET.get("after", ""))
    found = queries.inquiry_queue(queries.Queue(view=view, search=search), request.user.pk, after)
    rows = found[: queries.DESK_PAGE]
    tabs = [
        {"label": reading.plain(f"desk.inquiries.view.{name}"), "href": f"?view={name}", "is_here": name == view}
        for name in VIEWS
    ]
    has_more = len(found) > len(rows) and not search
    return frame.listed(
        request,
        "inquiries",
        [
            {"row": row, "badge": badge_of(row.state), "state": reading.plain(f"inquiry.state.{row.state}")}
            for row in rows
        ],
        next=_next(view, rows[-1]) if has_more else "",
        tabs=tabs,
        search=search,
        mails=queries.unknown_mails(),
        helped=queries.helped_lately(request.now),
    )


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: PageRequest, inquiry_id: int) -> HttpResponse:
    """The thread with its notes. What was typed stays when refused; ?canned= begins an answer."""
    view = queries.inquiry_for_staff(inquiry_id, request.user.pk, request.now)
    if view is None:
        raise Http404
    form, merge_form = SayForm.begun(_canned(request, view)), MergeForm()
    if request.method == "POST":
        done = request.POST.get("do", "")
        form = SayForm(request.POST) if done in SAID else form
        merge_form = MergeForm(request.POST) if done == "merge" else merge_form
        asked = merge_form if done == "merge" else form
        if done in PLAIN or asked.is_valid():
            try:
                _do(done, inquiry_id, request, asked)
            except Refusal as refusal:
                if done in PLAIN:
                    asked = form = SayForm({"once": ""})
                    asked.is_valid()
                show_refusal(asked, refusal)
            else:
                return redirect("desk:inquiry", inquiry_id)
    context = {
        "view": view,
        "lines": line_rows(view.lines, view.row, for_staff=True),
        "state": reading.plain(f"inquiry.state.{view.row.state}"),
        "form": form,
        "merge_form": merge_form,
        "is_mine": view.row.assignee_id == request.user.pk,
        "plain": [name for name in PLAIN if view.may(name)],
        "said": [name for name in SAID if name == "note" or view.may(name)] if view.objection is None else [],
        "canned": [
            {"id": each.id, "title": each.title[reading.language()]}
            for each in queries.canned_answers(view.row.category)
        ],
        "trail": frame.trail("inquiries"),
    }
    status = 400 if form.errors or merge_form.errors else 200
    return render(request, "desk/inquiries/detail.html", context, status=status)


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
    try:
        moment = datetime.fromisoformat(due)
    except ValueError:
        return None
    last = frame.number(number)
    return (moment, last) if last is not None and moment.tzinfo is not None else None


def _next(view: str, row: Any) -> str:
    moment = row.due_at or row.closed_at or row.entered_at
    return f"{reverse('desk:inquiries')}?{urlencode({'view': view, 'after': f'{moment.isoformat()}_{row.pk}'})}"
