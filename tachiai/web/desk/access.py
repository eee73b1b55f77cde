"""Who may enter the desk: staff, and nobody else. Every view of the desk stands behind `staff_page`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from tachiai.web.requests import PageRequest


def staff_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Visitors are asked to sign in; people who are not staff get the 403 page."""

    @wraps(view)
    @login_required
    def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.reader.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.is_staff_page = True  # type: ignore[attr-defined]
    return guarded
