"""Asking the office: first what it is about, with the articles that may answer it; then the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from tachiai.contracts.queries import contracts_of
from tachiai.help_centre.library import library
from tachiai.inquiries.actions import ask_office
from tachiai.inquiries.rules import CATEGORIES, answer_by
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.helping import told
from tachiai.web.requests import PageRequest
from tachiai.web.site.inquiries.flood import is_flood
from tachiai.web.site.inquiries.forms import AskForm, GuestAskForm, OwnAskForm

FITTING = 3
_KEPT = ("article", "contract")
# What an inquiry counts as that is about none of the others.
OF_NO_KIND = "help"


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PageRequest) -> HttpResponse:
    """The kinds of matter; with one chosen, what the help centre says of it and the form. What was typed stays when it
    is refused, also when the sign-in has expired meanwhile."""
    given = request.POST if request.method == "POST" else request.GET
    article = library().articles.get(given.get("article", ""))
    category = given.get("category", "") or (article.situation if article else "")
    kept = {name: value for name in _KEPT if (value := given.get(name, ""))}
    if category not in CATEGORIES:
        return render(request, "inquiries/categories.html", {"categories": _categories(kept)})
    form = _form(request, category)
    status = 200
    if form.is_bound:
        if (answer := _send(request, form)) is not None:
            return answer
        status = 400
    context = {
        "form": form,
        "category": reading.plain(f"help.situation.{category}.title"),
        "articles": _fitting(category, article.name if article else ""),
        "others": f"?{urlencode(kept)}",
        "answered_by": answer_by(request.now),
    }
    return render(request, "inquiries/ask.html", context, status=status)


def _categories(kept: Mapping[str, str]) -> list[Mapping[str, str]]:
    """The kinds of matter, and a way for what is none of them."""
    said = [(name, f"help.situation.{name}.title", f"help.situation.{name}.text") for name in CATEGORIES]
    said.append((OF_NO_KIND, "inquiries.form.none", "inquiries.form.none_text"))
    return [
        {
            "href": f"?{urlencode({**kept, 'category': name})}",
            "title": reading.plain(title),
            "text": reading.plain(text),
        }
        for name, title, text in said
    ]


def _form(request: PageRequest, category: str) -> AskForm:
    person_id = request.user.pk
    bound: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    initial = {"category": category, **{name: request.GET.get(name, "") for name in _KEPT}}
    if person_id is None:
        return GuestAskForm(**bound, initial=initial)
    return OwnAskForm(**bound, initial=initial, owner_id=person_id, at=request.now, contracts=_contracts(person_id))


def _contracts(person_id: int) -> list[tuple[str, str]]:
    found = [*contracts_of(person_id, running=True), *contracts_of(person_id, running=False)]
    return [(each.reference, f"{each.title} ({each.reference})") for each in found]


def _send(request: PageRequest, form: AskForm) -> HttpResponse | None:
    """None when refused, with the reasons in the form."""
    if not form.is_valid():
        return None
    person_id = request.user.pk
    if person_id is None and is_flood(request):
        form.add_error(None, reading.plain("inquiries.form.too_many"))
        return None
    said: dict[str, Any] = {name: form.cleaned_data.get(name) for name in ("category", "article", "text", "once")}
    if isinstance(form, GuestAskForm):
        said |= {"address": form.cleaned_data["address"], "file_ids": form.stored(request.now)}
        if form.errors:
            return None
    else:
        said |= {"contract": form.cleaned_data["contract"], "file_ids": form.cleaned_data["file_ids"]}
    try:
        receipt = ask_office(person_id=person_id, language=request.reader.language, at=request.now, **said)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None
    if person_id is None:
        # The secret link goes to the address alone: whoever types another's address sees nothing of theirs.
        return render(request, "inquiries/receipt.html", {"number": receipt.number, "address": said["address"]})
    messages.success(request, reading.plain("inquiries.form.sent", number=receipt.number))
    return redirect("inquiries:detail", receipt.number)


def _fitting(category: str, named: str) -> list[Mapping[str, str]]:
    """The article that somebody came from is the one that did not help."""
    found = [each for each in library().by_situation().get(category, ()) if each.name != named]
    return [dict(zip(("href", "title"), told(each), strict=True)) for each in found[:FITTING]]
