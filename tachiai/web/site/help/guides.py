"""Step by step through the four main troubles: what helps, what of it applies to the reader's contract now, and the
button to do it.

The troubles are those of the article that this product is built after (misunderstanding, silence, money, quarrel).
What applies is asked of the contract's own declarations; nothing of it is said here a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.contracts import queries as contracts
from tachiai.contracts.queries import ContractView
from tachiai.contracts.queries.beside import beside as read_beside
from tachiai.help_centre.library import library
from tachiai.kernel.lifecycle import Actor
from tachiai.web import helping, reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.contracts.beside import first_clock, kind_of, open_rows, opening_rows
from tachiai.web.site.contracts.page import step_rows
from tachiai.web.site.hours.box import hours_box

LISTED = 20
"""How many running contracts are offered to choose from."""


@dataclass(frozen=True)
class Guide:
    """`first`: what to try in any case, as texts help.guide.<name>.first.<each>. `steps` and `requests`: what of the
    contract helps here, in the order in which to try it. `articles`: what to read for each side."""

    first: tuple[str, ...]
    steps: tuple[str, ...]
    requests: tuple[str, ...]
    articles: Mapping[str, tuple[str, ...]]


GUIDES: Mapping[str, Guide] = {
    "misunderstanding": Guide(
        ("terms", "ask", "write_down"),
        ("reject", "deliver", "accept"),
        ("change", "mediation", "termination", "contract_close"),
        {
            "both": ("alignment", "changing_terms", "mediation"),
            "client": ("below_standard", "inspecting"),
            "worker": ("not_inspected", "delivering"),
        },
    ),
    "silence": Guide(
        ("message", "clock", "wait"),
        ("deliver", "end_overdue", "withdraw"),
        ("contact_reminder", "termination", "contract_close", "mediation"),
        {"both": ("silence", "ending"), "client": ("worker_silent",), "worker": ("client_silent", "contest_silence")},
    ),
    "money": Guide(
        ("nothing_outside", "deposit_first", "keep_proof"),
        ("deposit", "withdraw"),
        ("change", "termination", "contract_close", "mediation"),
        {
            "both": ("advance", "buying", "payment", "claims"),
            "client": ("advance_vanished", "penalty_claim"),
            "worker": ("damages_claim",),
        },
    ),
    "quarrel": Guide(
        ("wait", "facts", "report"),
        (),
        ("mediation", "termination", "contract_close"),
        {"both": ("civil", "threats", "blocking", "report"), "client": (), "worker": ()},
    ),
}


@require_safe
def guide(request: PageRequest, name: str) -> HttpResponse:
    if name not in GUIDES:
        raise Http404
    chosen, found = GUIDES[name], _contract(request)
    reference = found.contract.reference if found else ""
    context = {
        "name": name,
        "title": reading.plain(f"help.guide.{name}.title"),
        "lead": reading.plain(f"help.guide.{name}.lead"),
        "trail": [{"label": reading.plain("help.title"), "href": helping.beside(reverse("help:home"), reference)}],
        "first": [reading.plain(f"help.guide.{name}.first.{each}") for each in chosen.first],
        "articles": [helping.told(library().articles[each], reference) for each in _articles(chosen, found)],
        "contract": _now(chosen, found) if found else None,
        "contracts": [] if found else _own(request),
    }
    return render(request, "help/guide.html", context)


def _contract(request: PageRequest) -> ContractView | None:
    """The contract that the reader came from, if it is theirs; none for staff, 404 for another's."""
    reference = helping.contract_beside(request)
    if not reference or not request.user.is_authenticated:
        return None
    view = contracts.contract_for(request.user.pk, request.user.is_staff, reference, request.now)
    if view is None:
        raise Http404
    return view if view.role is not Actor.STAFF else None


def _own(request: PageRequest) -> list[dict[str, str]]:
    """The reader's running contracts to choose from."""
    if not request.user.is_authenticated:
        return []
    rows = contracts.contracts_of(request.user.pk, running=True)[:LISTED]
    return [{"title": row.title, "href": f"?contract={row.reference}"} for row in rows]


def _articles(chosen: Guide, view: ContractView | None) -> list[str]:
    """Those of both sides, then those of the reader's side; without a contract, of either."""
    sides = [str(view.role)] if view and view.role in (Actor.CLIENT, Actor.WORKER) else ["client", "worker"]
    return [name for side in ("both", *sides) for name in chosen.articles[side]]


def _now(chosen: Guide, view: ContractView) -> dict[str, Any]:
    """What of the guide this contract offers at this moment: first what can be done, then what cannot, and why."""
    beside = read_beside(view, settings.MEDIATION_LEVEL)
    offered = {kind_of(name): name for name in beside.openings}
    openings = dict(zip(_not_open(beside), opening_rows(view.contract.reference, beside), strict=True))
    requests = [openings[offered[kind]] for kind in chosen.requests if offered.get(kind) in openings]
    steps = {row["name"]: row for row in step_rows(view, [each.request for each in beside.open])}
    measures = [steps[name] for name in chosen.steps if name in steps]
    measures += [{**row, "hint": row["purpose"], "kind": "secondary"} for row in requests]
    is_hourly = view.lifecycle.words == "hourly"
    return {
        "title": view.contract.title,
        "href": reverse("contracts:detail", args=[view.contract.reference]),
        "reference": view.contract.reference,
        "clock": hours_box(view).clock if is_hourly else first_clock(view, beside.open),
        "requests": open_rows(beside),
        "measures": sorted(measures, key=lambda row: not row["is_open"]),
        "is_over": view.is_over,
    }


def _not_open(beside: Any) -> list[str]:
    """The names of the requests that `opening_rows` tells of, in its order."""
    opened = {view.declared.name for view in beside.open}
    return [name for name in beside.openings if name not in opened]
