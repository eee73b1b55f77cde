"""The time machine. In a real market its address does not exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tachiai.clockwork.actions import Swept
from tachiai.clockwork.events import MoveAsked
from tachiai.kernel.events import publish
from tachiai.web.reading import plain
from tachiai.web.site.demo.forms import MoveForm


@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the clock by a day or a week, do what falls due on the way, and go back to the page."""
    if not settings.DEMO:
        raise Http404
    form = MoveForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    days, back = form.cleaned_data["days"], form.cleaned_data["next"]
    (done,) = publish(MoveAsked(timedelta(days=days)))
    messages.success(request, said(days, cast(Mapping[str, Swept], done)))
    return HttpResponseRedirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")


def said(days: int, done: Mapping[str, Swept]) -> str:
    """What the move did, in one sentence or two: the last word of a sweep's name says what kind of thing it does."""
    counts = Counter[str]()
    for name, swept in done.items():
        counts[name.split()[-1]] += swept.fired
    parts = [plain(f"time_machine.did.{kind}", n=n) for kind, n in counts.items() if n]
    moved = plain("time_machine.moved", n=days)
    did = plain("time_machine.did_all", all=plain("time_machine.and").join(parts)) if parts else ""
    return plain("time_machine.both", moved=moved, did=did or plain("time_machine.did_nothing"))
