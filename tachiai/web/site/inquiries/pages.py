"""One inquiry as whoever asked reads it, by their account or by the secret link; and all of a person's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tachiai.inquiries.actions import close_inquiry, rate_answer, write_more
from tachiai.inquiries.lifecycles import INQUIRY
from tachiai.inquiries.queries import PAGE, InquiryView, file_with, inquiry_of, inquiry_with, own_inquiries
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar
from tachiai.web.downloads import kept_file
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.contracts.beside import then_text
from tachiai.web.site.inquiries.flood import is_flood
from tachiai.web.site.inquiries.forms import GuestMoreForm, HelpedForm, MoreForm, OwnMoreForm
from tachiai.web.site.inquiries.lines import badge_of, line_rows

if TYPE_CHECKING:
    from tachiai.inquiries.models import Inquiry


@login_required
@require_safe
def mine(request: PageRequest) -> HttpResponse:
    """The reader's own, newest first."""
    found = own_inquiries(request.user.pk, before_of(request))
    context = {
        "rows": [_row(each) for each in found[:PAGE]],
        "next": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
    }
    return render(request, "inquiries/mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: PageRequest, number: str) -> HttpResponse:
    """Nobody but who asked finds it."""
    return _thread(request, inquiry_of(number, request.user.pk), reverse("inquiries:detail", args=[number]))


@require_http_methods(["GET", "HEAD", "POST"])
def with_token(request: PageRequest, token: str) -> HttpResponse:
    """The secret link of whoever has no account."""
    return _thread(request, inquiry_with(token), reverse("inquiries:with_token", args=[token]))


@require_safe
def file(request: PageRequest, token: str, file_id: int) -> HttpResponseBase:
    """The bytes of a file, for whoever holds the secret link of the inquiry in which it was sent."""
    stored = file_with(token, file_id)
    if stored is None:
        raise Http404
    answer = kept_file(stored)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _thread(request: PageRequest, view: InquiryView | None, here: str) -> HttpResponse:
    if view is None:
        raise Http404
    form = _more_form(request, view)
    helped = HelpedForm(request.POST if "helped" in request.POST else None, initial={"word": view.row.helped_word})
    if request.method == "POST" and _posted(request, view, form, helped):
        return redirect(here)
    row = view.row
    context = {
        "inquiry": row,
        "category": reading.plain(f"help.situation.{row.category}.title"),
        "lines": line_rows(view.lines, row),
        "clock": _clock(row),
        "form": None if INQUIRY.state(row.state).final else form,
        "helped": helped if view.may_say_whether_it_helped else None,
        "may_close": view.may_close,
        "into": reverse("inquiries:detail", args=[row.merged_into.number]) if row.merged_into and row.person_id else "",
        "trail": [{"label": reading.plain("inquiries.mine.title"), "href": reverse("inquiries:mine")}]
        if row.person_id
        else [],
    }
    failed = form.errors or helped.errors
    answer = render(request, "inquiries/detail.html", context, status=400 if failed else 200)
    if row.person_id is None:
        # The address is the key. The site's own policy keeps it from others; "no-referrer" would also take the proof of
        # origin from the forms of this page.
        answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _more_form(request: PageRequest, view: InquiryView) -> MoreForm:
    bound: dict[str, Any] = {"data": request.POST, "files": request.FILES} if "more" in request.POST else {}
    if view.row.person_id is None:
        return GuestMoreForm(**bound)
    return OwnMoreForm(**bound, owner_id=view.row.person_id, at=request.now)


def _posted(request: PageRequest, view: InquiryView, form: MoreForm, helped: forms.Form) -> bool:
    """False when refused, with the reasons in the form."""
    who: dict[str, Any] = {"inquiry_id": view.row.pk, "person_id": view.row.person_id, "at": request.now}
    used: forms.Form = helped if helped.is_bound else form
    try:
        if "close" in request.POST:
            close_inquiry(**who)
            done = "closed"
        elif helped.is_bound and helped.is_valid():
            rate_answer(is_helped=request.POST["helped"] == "yes", word=helped.cleaned_data["word"], **who)
            done = "rated"
        elif form.is_bound and form.is_valid():
            said, file_ids = form.cleaned_data, _file_ids(request, form)
            if form.errors:
                return False
            write_more(text=said["text"], once=said["once"], file_ids=file_ids, **who)
            done = "added"
        else:
            return False
    except Refusal as refusal:
        if not used.is_bound:
            raise
        show_refusal(used, refusal)
        return False
    messages.success(request, reading.plain(f"inquiries.detail.done.{done}"))
    return True


def _file_ids(request: PageRequest, form: MoreForm) -> Sequence[int]:
    """The files that came with a valid form; none once it has errors."""
    if not isinstance(form, GuestMoreForm):
        return form.cleaned_data["file_ids"]
    if form.cleaned_data["files"] and is_flood(request):
        form.add_error(None, reading.plain("inquiries.form.too_many"))
        return ()
    return form.stored(request.now)


def _row(row: Inquiry) -> Mapping[str, Any]:
    return {
        "href": reverse("inquiries:detail", args=[row.number]),
        "title": row.title,
        "category": reading.plain(f"help.situation.{row.category}.title"),
        "state": reading.plain(f"inquiry.state.{row.state}"),
        "badge": badge_of(row.state),
        "at": row.asked_at,
        "number": row.number,
    }


def _clock(row: Inquiry) -> ClockBar:
    """Who is waited for, until when, and what follows when they stay silent."""
    state = INQUIRY.state(row.state)
    label = reading.plain(f"inquiry.state.{row.state}")
    if state.final or row.state == "closed":
        ended = row.closed_at or row.entered_at
        return ClockBar("over", act=label, since=ended, outcome=reading.moment_text(ended))
    step = INQUIRY.clock_step(row.state)
    return ClockBar(
        "staff" if state.waits_for is Actor.STAFF else "you",
        act=reading.plain(f"inquiries.act.{row.state}"),
        since=row.entered_at,
        due_at=row.due_at,
        then=then_text(INQUIRY.words, step.name) if step else "",
    )
