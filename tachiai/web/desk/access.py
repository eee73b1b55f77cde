"""Who may enter the desk: staff, with a second factor, and nobody else. Every view stands behind `staff_page`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect

from tachiai.web import reading
from tachiai.web.requests import PageRequest

_SECOND_FACTOR = "second_factor"


def staff_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Visitors are asked to sign in; people who are not staff get the 403 page; staff without a second factor are led
    to where one is set up."""

    @wraps(view)
    @login_required
    def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.reader.is_staff:
            raise PermissionDenied
        if settings.STAFF_SECOND_FACTOR and not _has_second_factor(request):
            messages.warning(request, reading.plain("desk.second_factor"))
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    guarded.is_staff_page = True  # type: ignore[attr-defined]
    return guarded


def _has_second_factor(request: PageRequest) -> bool:
    """Asked of the database until there is one: from then on nobody signs in without it."""
    if not request.session.get(_SECOND_FACTOR) and is_mfa_enabled(request.user):
        request.session[_SECOND_FACTOR] = True
    return bool(request.session.get(_SECOND_FACTOR))
