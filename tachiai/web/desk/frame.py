"""What the pages of the desk have in common: where they lie, and the frame of its lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tachiai.web import reading
from tachiai.web.requests import PageRequest


def trail(queue: str = "") -> list[dict[str, str]]:
    """The places above: the desk, and the queue when the page lies inside one."""
    desk = {"label": reading.plain("desk.home.title"), "href": reverse("desk:home")}
    return [desk, {"label": title(queue), "href": reverse(f"desk:{queue}")}] if queue else [desk]


def title(queue: str) -> str:
    """The name of a queue."""
    return reading.plain(f"desk.queue.{queue}.title")


def listed(
    request: PageRequest,
    queue: str,
    rows: Sequence[Any],
    *,
    caption: str | None = None,
    next: str = "",
    inside: str = "",
    **more: Any,
) -> HttpResponse:
    """The list of one queue, from `desk/<queue>/list.html`. Its words stand under desk.queue.<queue> and desk.<queue>.

    `caption` takes the place of desk.<queue>.caption; `next` is the address of the next piece; `inside`: the
    queue that it belongs to; `more` is for the template.
    """
    words = {
        "title": title(queue),
        "lead": reading.plain(f"desk.queue.{queue}.text"),
        "caption": caption or reading.plain(f"desk.{queue}.caption"),
        "empty": reading.plain(f"desk.{queue}.empty"),
        "empty_text": reading.plain(f"desk.{queue}.empty_text"),
        "trail": trail(inside),
    }
    return render(request, f"desk/{queue}/list.html", {"queue": words, "rows": rows, "next": next, **more})
