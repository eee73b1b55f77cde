"""The last look before something is sent: what it says, what it means in yen, what silence brings.

The typed words go along unseen, so that nothing is typed twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from tachiai.contracts.queries import ContractView
from tachiai.kernel.requests import Request as Declared
from tachiai.screening.claims import claims_in
from tachiai.web import reading
from tachiai.web.signing import SigningForm
from tachiai.web.site.contracts.amounts import change_rows, split_rows
from tachiai.web.site.contracts.entry import trail
from tachiai.web.site.contracts.request_forms import AskForm, ChangeForm, TerminationForm, exception_text
from tachiai.web.site.contracts.story import files_of
from tachiai.web.terms_rows import diff_against

PRESSED = ("send", "change")
"""The buttons of the last look: send it, or change it once more."""


def look(view: ContractView, declared: Declared, form: AskForm) -> dict[str, Any]:
    """What a valid form would send. The template's context."""
    kind = declared.lifecycle.words
    default = declared.lifecycle.clock_step(declared.lifecycle.first)
    shown: Mapping[str, Any] = {}
    if isinstance(form, TerminationForm):
        shown = _termination(view, form)
    elif isinstance(form, ChangeForm):
        shown = _change(view, form)
    return {
        "contract": view.contract,
        "title": reading.plain(f"{kind}.name"),
        "send": reading.plain(f"{kind}.step.open"),
        "explain": reading.plain(f"{kind}.explain.open"),
        "action": reverse("contracts:ask", args=[view.contract.reference, kind]),
        "typed": typed(form),
        "files": files_of(form.kept_files()),
        "has_demands": demands_in(form),
        "days": days_to_answer(declared),
        "silence": reading.plain("contracts.page.then_one", what=reading.plain(f"{kind}.then.{default.name}"))
        if default
        else "",
        "trail": trail(view),
        **shown,
    }


def demands_in(form: forms.Form) -> bool:
    """Whether what was typed asks for money outside the contract: its author is told before sending."""
    return bool(claims_in(*(str(form.cleaned_data.get(name, "")) for name in ("reason", "note"))))


def days_to_answer(declared: Declared) -> int:
    """How many days the other side has to answer."""
    deadline = declared.lifecycle.state(declared.lifecycle.first).deadline
    return deadline.length.days if deadline else 0


def typed(form: forms.Form) -> list[tuple[str, str]]:
    """Every word of a bound form as it was typed, to be sent again from a page that only shows it."""
    ours = {"csrfmiddlewaretoken", *PRESSED, *SigningForm.base_fields}
    data = cast(MultiValueDict[str, str], form.data)
    return [(name, str(value)) for name, values in data.lists() if name not in ours for value in values]


def _termination(view: ContractView, form: TerminationForm) -> Mapping[str, Any]:
    answers, cleaned = form.answers(), form.cleaned_data
    facts: list[Mapping[str, Any]] = [
        _fact("reason_code", reading.plain(f"contracts.termination_reason.{answers['reason_code']}"))
    ]
    if cleaned.get("end_on"):
        facts.append(_fact("end_on", reading.day_text(cleaned["end_on"])))
    if answers["exception"]:
        facts.append(_fact("exception", exception_text(answers["exception"])))
    facts.append({"term": reading.plain("requests.fact.reason"), "prose": answers["reason"]})
    return {"facts": facts, "money": split_rows(view.contract, answers["worker_share"])}


def _fact(name: str, text: str) -> Mapping[str, Any]:
    return {"term": reading.plain(f"requests.fact.{name}"), "text": text}


def _change(view: ContractView, form: ChangeForm) -> Mapping[str, Any]:
    terms, contract = form.terms(), view.contract
    price = terms.parts[contract.part].price if contract.part < len(terms.parts) else None
    note = form.cleaned_data["note"]
    return {
        "changes": diff_against(form.agreed, terms),
        "money": change_rows(contract, price) if price else [],
        "facts": [{"term": reading.plain("requests.fact.note"), "prose": note}] if note else [],
    }
