"""The gallery of components: the real templates, fed with their examples. Only in demo and development."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tachiai.kernel.calendar import TOKYO
from tachiai.web import reading
from tachiai.web.preview import examples

COLOURS = (
    "paper", "paper-raised", "paper-sunken", "line", "line-strong", "ink", "ink-soft", "indigo", "indigo-wash",
    "seal", "seal-wash", "danger", "danger-wash", "warn", "warn-wash", "success", "success-wash",
)  # fmt: skip


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    return _show(request, examples.components(), with_tokens=True)


@require_safe
def single(request: HttpRequest, name: str) -> HttpResponse:
    chosen = [component for component in examples.components() if component.name == name]
    if not chosen:
        raise Http404(name)
    return _show(request, chosen, with_tokens=False)


def _show(request: HttpRequest, components: list[examples.Component], *, with_tokens: bool) -> HttpResponse:
    with reading.reading_as(language=reading.language(), zone=TOKYO, at=examples.AT):
        shown = [(each, [(example, example.render()) for example in each.shown]) for each in components]
        context = {"components": shown, "colours": COLOURS if with_tokens else (), "with_tokens": with_tokens}
        return render(request, "preview/gallery.html", context)
