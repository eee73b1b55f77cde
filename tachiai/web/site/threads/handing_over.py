"""Files in pieces on their way in, and the small pictures of those that are here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tachiai.clockwork.limits import Limit
from tachiai.conversations import actions, queries
from tachiai.conversations.queries import UploadLine
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.downloads import inert
from tachiai.web.requests import PageRequest

OF_ONE_PERSON = Limit("uploads", most=300, within=timedelta(hours=1))
PREVIEW_TYPE = "image/webp"


@login_required
@require_POST
def begin(request: PageRequest) -> HttpResponse:
    """Say what is going to come; the answer names the address to which the pieces go."""
    if wait := OF_ONE_PERSON.seconds_to_wait(str(request.user.pk), request.now):
        response = _answer({"reason": reading.plain("errors.too_many.title")}, status=429)
        response["Retry-After"] = str(wait)
        return response
    size = request.POST.get("size", "")
    try:
        token = actions.begin_upload(
            owner_id=request.user.pk,
            name=request.POST.get("name", ""),
            size=int(size) if size.isdecimal() and len(size) < 16 else 0,
            at=request.now,
        )
    except Refusal as refusal:
        return _refused(refusal)
    return _answer({"href": reverse("threads:upload", args=[token]), "piece": actions.PIECE, "received": 0})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: PageRequest, token: str) -> HttpResponse:
    """How far a file has come; posted to: the bytes from `offset` on."""
    if request.method == "POST":
        offset = request.GET.get("offset", "")
        try:
            actions.add_piece(
                token=token,
                owner_id=request.user.pk,
                offset=int(offset) if offset.isdecimal() and len(offset) < 16 else -1,
                piece=request.body,
                at=request.now,
            )
        except Refusal as refusal:
            return _refused(refusal)
        except RawPostDataException as error:
            raise BadRequest("a form, not the bytes of a file") from error
    line = queries.upload(token=token, owner_id=request.user.pk)
    if line is None:
        raise Http404
    return _answer(_state(line))


@login_required
@require_safe
def preview(request: PageRequest, file_id: int) -> HttpResponse:
    """A picture of our own making, for whoever may read the file."""
    found = queries.preview_for(person_id=request.user.pk, file_id=file_id)
    if found is None:
        raise Http404
    with found.content.open("rb") as content:
        return inert(HttpResponse(content.read(), content_type=PREVIEW_TYPE))


def _state(line: UploadLine) -> dict[str, Any]:
    file = {"file": line.file.id, "name": line.file.name} if line.file else {}
    return {"received": line.received, "size": line.size, **file}


def _refused(refusal: Refusal) -> HttpResponse:
    return _answer({"reason": " ".join(map(reading.reason_text, refusal.reasons))}, status=400)


def _answer(data: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(data, status=status, headers={"Cache-Control": "no-store"})
