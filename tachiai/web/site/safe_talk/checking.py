"""The look at a text while it is written. Nothing is stored, and nothing is looked at without consent."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tachiai.clockwork.limits import Limit
from tachiai.conversations.queries.composer import composer
from tachiai.conversations.queries.consent import wants_tone_hints
from tachiai.conversations.queries.judging import judged
from tachiai.conversations.rules import BODY_LENGTH
from tachiai.screening.tone.hints import ToneHint
from tachiai.screening.tone.hints import hint as tone_of
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.safe_talk.rows import marked, spot_rows

CHECKS = Limit("composer_check", most=60, within=timedelta(minutes=1))


@login_required
@require_POST
def check(request: PageRequest, thread_id: int) -> HttpResponse:
    """What the rules find in the text so far, as a piece of the page; empty when there is nothing to say."""
    place = composer(thread_id=thread_id, person_id=request.user.pk)
    if place is None:
        raise Http404
    if wait := CHECKS.seconds_to_wait(str(request.user.pk), request.now):
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    text = request.POST.get("body", "").strip()[:BODY_LENGTH]
    if not text or not place.has_consented:
        return HttpResponse(status=204)
    found = judged(text, where="message", thread_id=thread_id)
    said = tone_of(text, hits=found.spots) if wants_tone_hints(request.user.pk) else None
    context = {
        "title": reading.plain(f"safe_talk.check.{found.verdict}") if found.spots else "",
        "verdict": found.verdict,
        "marked": marked(text, found.spots) if found.spots else "",
        "rows": spot_rows(text, found.spots, thread_id),
        "tone": said and _tone(text, said),
    }
    return render(request, "safe_talk/_check.html", context) if found.spots or said else HttpResponse(status=204)


def _tone(text: str, said: ToneHint) -> dict[str, str]:
    piece = text[said.start : said.end]
    return {"piece": piece, "title": f"{said.advice}.title", "text": f"{said.advice}.text"}
